package io.lightwave.server.web;

import io.lightwave.directory.Origin;
import jakarta.servlet.http.HttpServletResponse;

/// What stands in every answer; pages set a wider policy of their own over it.
final class SecurityHeaders {
    /// What no page of ours asks a browser for. Passkeys are left to their default, a page's own origin.
    private static final String NOTHING_OF_THE_DEVICE =
            "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()";

    private SecurityHeaders() {}

    static void set(HttpServletResponse response, Origin origin) {
        response.setHeader("X-Request-Id", origin.requestId());
        response.setHeader("Strict-Transport-Security", "max-age=31536000");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", NOTHING_OF_THE_DEVICE);
        response.setHeader("Cache-Control", "no-store");
    }
}
