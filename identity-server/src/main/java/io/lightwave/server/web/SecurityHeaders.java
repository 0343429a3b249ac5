package io.lightwave.server.web;

import io.lightwave.directory.Origin;
import jakarta.servlet.http.HttpServletResponse;

/// What stands in every answer; pages set a wider policy of their own over it.
final class SecurityHeaders {
    private SecurityHeaders() {}

    static void set(HttpServletResponse response, Origin origin) {
        response.setHeader("X-Request-Id", origin.requestId());
        response.setHeader("Strict-Transport-Security", "max-age=31536000");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }
}
