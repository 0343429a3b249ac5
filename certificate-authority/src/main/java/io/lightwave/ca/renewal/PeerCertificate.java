package io.lightwave.ca.renewal;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// The certificate that a caller authenticates with.
public final class PeerCertificate {
    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

    private PeerCertificate() {}

    /// The one whose possession the TLS handshake proved; empty when there is none, and when the request is
    /// authenticated by what its `Authorization` header says.
    public static Optional<X509Certificate> of(HttpServletRequest request) {
        return request.getHeader("Authorization") == null
                        && request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain
                        && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }
}
