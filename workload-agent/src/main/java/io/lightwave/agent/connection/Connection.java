package io.lightwave.agent.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A connection to a server. Each refusal becomes a [Failure] that says what the server said.
public final class Connection {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);
    private static final int LONGEST_REFUSAL = 64 << 10;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Settings settings;
    private final HttpClient http;
    private final Credentials credentials;
    private @Nullable String accessToken; // null until the first call that needs one

    /// As the client of the settings.
    public Connection(Settings settings) {
        this.settings = settings;
        this.credentials = (_, _) -> Map.of("Authorization", "Bearer " + accessToken());
        this.http = http(settings);
    }

    /// @param credentials of requests to the API
    public Connection(Settings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
        this.http = http(settings);
    }

    private static HttpClient http(Settings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        settings.trustBundle().ifPresent(file -> builder.sslContext(Tls.trusting(file)));
        return builder.build();
    }

    /// Looks whether the server lets the credentials in.
    public void authenticate() {
        credentials.headers("GET", "/");
    }

    private Connection(Settings settings, HttpClient http) {
        this.settings = settings;
        this.credentials = (_, _) -> Map.of("Authorization", "Bearer " + accessToken());
        this.http = http;
    }

    /// One to another address of the same server, with a certificate of one's own.
    ///
    /// @param address as `https://host:9443`
    /// @param chain leaf first
    public Connection showing(String address, List<X509Certificate> chain, PrivateKey key) {
        return new Connection(
                settings.at(address, null),
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .sslContext(
                                Tls.showing(chain, key, settings.trustBundle().orElse(null)))
                        .build());
    }

    public Settings settings() {
        return settings;
    }

    /// Calls the admin API, or SCIM, with the credentials of the settings.
    ///
    /// @param body null for none
    public JsonNode call(String method, String path, @Nullable Object body) {
        return call(method, path, body, Optional.empty());
    }

    /// The same for what may take longer.
    ///
    /// @param body null for none
    public JsonNode call(String method, String path, @Nullable Object body, Duration patience) {
        return call(method, path, body, Optional.empty(), patience);
    }

    /// The same, if what it changes has this version still (RFC 9110 §13.1.1).
    ///
    /// @param body null for none
    public JsonNode call(String method, String path, @Nullable Object body, Optional<String> version) {
        return call(method, path, body, version, PATIENCE);
    }

    private JsonNode call(
            String method, String path, @Nullable Object body, Optional<String> version, Duration patience) {
        if (body == null) {
            return parse(send(authorized(method, path, version)
                    .timeout(patience)
                    .method(method, BodyPublishers.noBody())
                    .build()));
        }
        String type = path.contains("/scim/")
                ? "application/scim+json"
                : method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        return send(method, path, type, json.writeValueAsBytes(body), version, patience);
    }

    /// The same with content of another kind.
    public JsonNode send(String method, String path, String type, byte[] content, Optional<String> version) {
        return send(method, path, type, content, version, LONG_PATIENCE);
    }

    private JsonNode send(
            String method, String path, String type, byte[] content, Optional<String> version, Duration patience) {
        return parse(send(authorized(method, path, version)
                .timeout(patience)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofByteArray(content))
                .build()));
    }

    /// An object with its entity tag (RFC 9110 §8.8.3) as a further member, `etag`.
    public JsonNode tagged(String path) {
        HttpResponse<byte[]> response =
                accepted(authorized("GET", path, Optional.empty()).GET().build());
        Optional<String> tag = response.headers().firstValue("ETag");
        if (!(parse(response.body()) instanceof ObjectNode object) || tag.isEmpty()) {
            throw new Failure(Failure.Kind.REFUSED, "the server gives no entity tag for this");
        }
        return object.put("etag", tag.get());
    }

    /// What the API answers, whatever it is.
    public byte[] bytes(String path) {
        return send(authorized("GET", path, Optional.empty())
                .timeout(LONG_PATIENCE)
                .GET()
                .build());
    }

    /// The same as text.
    public String download(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /// Opens a stream of server-sent events (HTML §9.2); whoever gets it closes it.
    ///
    /// @param last the id of the last event that is known; may be empty
    public InputStream events(String path, String last) {
        HttpRequest.Builder builder = authorized("GET", path, Optional.empty()).header("Accept", "text/event-stream");
        if (!last.isEmpty()) {
            builder.header("Last-Event-ID", last);
        }
        HttpRequest request = builder.GET().build();
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refusal(request, response.statusCode(), body.readNBytes(LONGEST_REFUSAL));
        } catch (IOException e) {
            throw new Failure(Failure.Kind.UNREACHABLE, "cannot reach %s: %s".formatted(settings.server(), reason(e)));
        }
    }

    /// All pages of a list of the admin API, as one.
    public JsonNode list(String path) {
        return list(path, "", Integer.MAX_VALUE);
    }

    /// The same, of what the query asks for.
    ///
    /// @param query empty, or beginning with `&`
    /// @param most how many items at most
    public JsonNode list(String path, String query, int most) {
        ObjectNode all = json.createObjectNode();
        ArrayNode items = all.putArray("items");
        String cursor = "";
        do {
            JsonNode page = call(
                    "GET",
                    path + "?limit=" + Math.min(200, most - items.size()) + query
                            + (cursor.isEmpty() ? "" : "&cursor=" + encode(cursor)),
                    null);
            page.path("items").forEach(items::add);
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty() && items.size() < most);
        return all;
    }

    /// The same by SCIM (RFC 9865), as one `ListResponse`.
    ///
    /// @param query empty, or beginning with `&`
    /// @param most how many resources at most
    public JsonNode scimList(String path, String query, int most) {
        ObjectNode all = json.createObjectNode();
        ArrayNode resources = all.putArray("Resources");
        String cursor = "";
        do {
            JsonNode page = call(
                    "GET",
                    path + "?count=" + Math.min(200, most - resources.size()) + query + "&cursor=" + encode(cursor),
                    null);
            page.path("Resources").forEach(resources::add);
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty() && resources.size() < most);
        return all;
    }

    /// An access token for the client of the settings, by `client_credentials` (RFC 6749 §4.4).
    public JsonNode clientToken(Map<String, String> parameters) {
        String id = settings.clientId()
                .orElseThrow(() -> new Failure(
                                Failure.Kind.USAGE,
                                "nobody is signed in: sign in, or set LIGHTWAVE_CLIENT_ID and"
                                        + " LIGHTWAVE_CLIENT_SECRET")
                        .trying("login"));
        String secret = settings.clientSecret()
                .orElseThrow(() ->
                        new Failure(Failure.Kind.USAGE, "set LIGHTWAVE_CLIENT_SECRET or LIGHTWAVE_CLIENT_SECRET_FILE"))
                .value();
        String basic = Base64.getEncoder()
                .encodeToString((encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8));
        Map<String, String> form = new LinkedHashMap<>(parameters);
        form.put("grant_type", "client_credentials");
        return form(settings.tenant(), "/oauth2/token", form, Map.of("Authorization", "Basic " + basic));
    }

    /// Posts a form to a path below a tenant's issuer.
    public JsonNode form(String tenant, String path, Map<String, String> form, Map<String, String> headers) {
        String body = form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = request("/t/" + tenant + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return parse(send(request.build()));
    }

    /// Posts a PKCS #10 request and answers the PEM chain.
    ///
    /// @param bearer an access token, or a platform's token
    public String certificate(String tenant, String bearer, String pkcs10) {
        return new String(
                send(request("/t/" + tenant + "/ca/certificates")
                        .header("Authorization", "Bearer " + bearer)
                        .header("Content-Type", "application/pkcs10")
                        .POST(BodyPublishers.ofString(pkcs10))
                        .build()),
                StandardCharsets.UTF_8);
    }

    /// Posts content with the credentials of the settings, and answers what comes back.
    public byte[] post(String path, String type, byte[] content) {
        return send(authorized("POST", path, Optional.empty())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(content))
                .build());
    }

    /// Posts JSON without credentials; the body proves what it must.
    public JsonNode post(String path, Object body) {
        return parse(send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build()));
    }

    /// Something public, as JSON.
    public JsonNode json(String path) {
        return parse(send(request(path).GET().build()));
    }

    /// The body of something public, as text.
    public String text(String path) {
        return new String(open(path), StandardCharsets.UTF_8);
    }

    /// The body of something public.
    public byte[] open(String path) {
        return send(request(path).GET().build());
    }

    /// The client's own token for the admin API, fetched once.
    private String accessToken() {
        String token = accessToken;
        if (token == null) {
            token = clientToken(Map.of()).path("access_token").asString("");
            accessToken = token;
        }
        return token;
    }

    private HttpRequest.Builder authorized(String method, String path, Optional<String> version) {
        HttpRequest.Builder request = request(path);
        int query = path.indexOf('?');
        credentials.headers(method, query < 0 ? path : path.substring(0, query)).forEach(request::header);
        version.ifPresent(tag -> request.header("If-Match", tag));
        return request;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address(path)).timeout(PATIENCE).header("User-Agent", "lightwave-cli");
    }

    private URI address(String path) {
        try {
            return URI.create(settings.server() + path);
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.Kind.USAGE, "a name has characters that no name has: " + path);
        }
    }

    private byte[] send(HttpRequest request) {
        return accepted(request).body();
    }

    private HttpResponse<byte[]> accepted(HttpRequest request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw refusal(request, response.statusCode(), response.body());
        }
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (SSLException e) {
            throw new Failure(
                    Failure.Kind.UNREACHABLE,
                    "the server's certificate is not trusted (%s); set LIGHTWAVE_TRUST_BUNDLE to its ca.pem"
                            .formatted(e.getMessage()));
        } catch (IOException e) {
            throw new Failure(Failure.Kind.UNREACHABLE, "cannot reach %s: %s".formatted(settings.server(), reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.Kind.UNREACHABLE, "interrupted");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Failure refusal(HttpRequest request, int status, byte[] body) {
        StringBuilder said = new StringBuilder();
        String code = "";
        try {
            JsonNode problem = json.readTree(body);
            code = problem.path("error").asString("");
            said.append(problem.path("detail")
                    .asString(code.isEmpty() ? problem.path("title").asString("") : code));
            String description = problem.path("error_description").asString("");
            if (!description.isEmpty()) {
                said.append(": ").append(description);
            }
            for (JsonNode error : problem.path("errors")) {
                String field = error.path("field").asString("");
                said.append("\n  ")
                        .append(
                                error.has("file")
                                        ? "%s:%d: "
                                                .formatted(
                                                        error.path("file").asString(""),
                                                        error.path("line").asInt(1))
                                        : "")
                        .append(field.isEmpty() ? "" : field + ": ")
                        .append(error.path("detail").asString(""));
            }
        } catch (JacksonException e) {
            said.append("an answer that is not JSON");
        }
        return Failure.answered(
                "%s %s answered %d %s".formatted(request.method(), request.uri().getPath(), status, said),
                status,
                code);
    }

    private JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? json.missingNode() : json.readTree(body);
        } catch (JacksonException e) {
            throw new Failure(
                    Failure.Kind.UNREACHABLE,
                    "%s answers no JSON: it is no Lightwave server".formatted(settings.server()));
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
