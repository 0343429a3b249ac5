package io.lightwave.token.session;

import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/// A cookie that only this host can set and only over TLS (the prefix `__Host-`, RFC 6265bis §4.1.3), out of
/// reach of scripts, and not sent with cross-site requests other than links. A tenant's name consists of
/// characters that a cookie's name may have, so each tenant has its own.
public enum SessionCookie {
    /// Holds a session.
    SESSION("__Host-session-"),
    /// Ties a sign-in form to the browser that asked for it.
    SIGN_IN("__Host-sign-in-"),
    /// Remembers a yes to the tenant's banner, for the sign-in it was given in.
    BANNER("__Host-banner-");

    private final String prefix;

    SessionCookie(String prefix) {
        this.prefix = prefix;
    }

    public String name(TenantId tenant) {
        return prefix + tenant.value();
    }

    /// Its secret; empty when it is missing, malformed or there twice.
    public Optional<OpaqueSecret> read(TenantId tenant, HttpServletRequest request) {
        String value = null;
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(name(tenant))) {
                if (value != null) {
                    return Optional.empty();
                }
                value = cookie.getValue();
            }
        }
        return Optional.ofNullable(value).flatMap(OpaqueSecret::parse);
    }

    /// The `Set-Cookie` that gives the browser the secret until it closes.
    public String set(TenantId tenant, OpaqueSecret secret) {
        return cookie(tenant, secret.text()).build().toString();
    }

    /// The `Set-Cookie` that takes it away.
    public String clear(TenantId tenant) {
        return cookie(tenant, "").maxAge(0).build().toString();
    }

    private ResponseCookie.ResponseCookieBuilder cookie(TenantId tenant, String value) {
        return ResponseCookie.from(name(tenant), value)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite("Lax");
    }
}
