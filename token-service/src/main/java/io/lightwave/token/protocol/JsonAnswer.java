package io.lightwave.token.protocol;

import io.lightwave.token.key.JwtClaims;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes the JSON answers of the OAuth 2 endpoints, errors included (RFC 6749 §5.1 and §5.2). None may be kept by
/// anybody on the way.
public final class JsonAnswer {
    /// Asks for a client secret (RFC 7617).
    private static final String BASIC_CHALLENGE = "Basic realm=\"client\", charset=\"UTF-8\"";

    private JsonAnswer() {}

    public static void ok(HttpServletResponse response, JwtClaims object) throws IOException {
        write(response, 200, object.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// What everybody may read and keep, scripts of other origins too.
    public static void publicDocument(HttpServletResponse response, String json, Duration maximumAge)
            throws IOException {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        WebOrigin.anyMayRead(response);
        response.setHeader("Cache-Control", "public, max-age=" + maximumAge.toSeconds());
        response.setContentType("application/json");
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    /// A signed answer.
    public static void jwt(HttpServletResponse response, String compact) throws IOException {
        jwt(response, compact, "application/jwt");
    }

    /// A signed answer of a type of its own.
    public static void jwt(HttpServletResponse response, String compact, String type) throws IOException {
        write(response, 200, compact.getBytes(StandardCharsets.US_ASCII), type);
    }

    public static void created(HttpServletResponse response, JwtClaims object) throws IOException {
        write(response, 201, object.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// An error that other endpoints have no name for: 400.
    public static void badRequest(HttpServletResponse response, String error, String description) throws IOException {
        error(response, 400, error, description);
    }

    /// @param description what the client may know; empty for nothing
    public static void error(HttpServletResponse response, int status, String error, String description)
            throws IOException {
        var object = new JwtClaims().with("error", error);
        if (!description.isEmpty()) {
            object.with("error_description", ErrorDescription.of(description));
        }
        write(response, status, object.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// A 401 asks for a secret whatever the client tried: RFC 9110 §15.5.2 wants a challenge in each, RFC 6749 §5.2
    /// where the `Authorization` header was used.
    ///
    /// @param description what the client may know; made of our own words only
    public static void error(HttpServletResponse response, EndpointError error, String description) throws IOException {
        if (error.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", BASIC_CHALLENGE);
        }
        error(response, error.status(), error.code(), description);
    }

    /// There is too much to do now: 503 (RFC 9110 §15.6.4).
    public static void unavailable(HttpServletResponse response, Duration retryAfter) throws IOException {
        response.setHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
        var object = new JwtClaims()
                .with("error", "temporarily_unavailable")
                .with("error_description", "too many requests are waiting");
        write(response, 503, object.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(HttpServletResponse response, int status, byte[] json) throws IOException {
        write(response, status, json, "application/json");
    }

    private static void write(HttpServletResponse response, int status, byte[] content, String type)
            throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setContentType(type);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
