package io.lightwave.server.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/// A `__Host-` cookie (RFC 6265bis §4.1.3.2): only this host sets it, only over TLS, and no script reads it.
enum HostCookie {
    /// Holds a console session; links from elsewhere load the page without it, the page's own requests carry it.
    SESSION("__Host-lightwave-console", "Strict"),
    /// Holds a sign-in under way; comes back with a redirect.
    SIGN_IN("__Host-lightwave-console-sign-in", "Lax");

    private final String cookie;
    private final String sameSite;

    HostCookie(String cookie, String sameSite) {
        this.cookie = cookie;
        this.sameSite = sameSite;
    }

    /// Empty when it is missing or there twice.
    Optional<String> read(HttpServletRequest request) {
        String value = null;
        Cookie[] cookies = request.getCookies();
        for (Cookie candidate : cookies == null ? new Cookie[0] : cookies) {
            if (candidate.getName().equals(cookie)) {
                if (value != null) {
                    return Optional.empty();
                }
                value = candidate.getValue();
            }
        }
        return Optional.ofNullable(value);
    }

    String set(String value) {
        return with(value).build().toString();
    }

    String clear() {
        return with("").maxAge(0).build().toString();
    }

    private ResponseCookie.ResponseCookieBuilder with(String value) {
        return ResponseCookie.from(cookie, value)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(sameSite);
    }
}
