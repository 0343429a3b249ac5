package io.lightwave.server.web;

import io.lightwave.server.settings.Listeners;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/// The plain HTTP listener answers for CRLs, OCSP and issuer certificates only (RFC 5280 §8: they may not hang on a
/// TLS that depends on them).
final class PkiListener {
    private static final Pattern PATHS = Pattern.compile(
            "/t/[a-z0-9.-]+/ca/(crl/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+[.]crl|[A-Za-z0-9_-]+[.]cer|root[.]pem|chain[.]pem|ocsp(/.+)?)");

    private final int port;

    PkiListener(Listeners listeners) {
        this.port = listeners.http();
    }

    /// True on every other listener, and for what this one is there for.
    boolean serves(HttpServletRequest request) {
        if (request.getLocalPort() != port) { // the socket's own port, not what the Host header says
            return true;
        }
        String path = request.getRequestURI();
        return PATHS.matcher(path).matches()
                && switch (request.getMethod()) {
                    case "GET", "HEAD" -> true;
                    case "POST" -> path.endsWith("/ca/ocsp");
                    default -> false;
                };
    }
}
