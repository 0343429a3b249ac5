package io.lightwave.token.session;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.http.ResponseCookie;

/// The browser's state at this issuer (OpenID Connect Session Management 1.0 §4): a value that changes when somebody
/// signs in or out, in a cookie that the page of `check_session_iframe` can read in another site's frame. It is made
/// of the session's secret and tells nothing of it.
public final class BrowserState {
    private static final String PREFIX = "__Host-browser-state-";

    private BrowserState() {}

    public static String cookieName(TenantId tenant) {
        return PREFIX + tenant.value();
    }

    /// The state of a browser that holds this session.
    public static String of(OpaqueSecret session) {
        return session.derive("browser state");
    }

    /// The `Set-Cookie` that goes along with a session's.
    public static String set(TenantId tenant, OpaqueSecret session) {
        return cookie(tenant, of(session)).build().toString();
    }

    /// The `Set-Cookie` that takes it away.
    public static String clear(TenantId tenant) {
        return cookie(tenant, "").maxAge(0).build().toString();
    }

    /// What a client may ask about (§4.2): `session_state`.
    ///
    /// @param origin of the client's redirect URI
    public static String sessionState(String clientId, String origin, OpaqueSecret session, String salt) {
        return hex(clientId + " " + origin + " " + of(session) + " " + salt) + "." + salt;
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(TenantId tenant, String value) {
        return ResponseCookie.from(cookieName(tenant), value)
                .path("/")
                .secure(true)
                .sameSite("None");
    }

    private static String hex(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
