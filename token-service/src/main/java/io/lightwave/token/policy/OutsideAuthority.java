package io.lightwave.token.policy;

import java.net.URI;
import java.security.cert.X509Certificate;

/// An authority that is not ours and whose certificates may be enrolled.
///
/// @param certificate of the authority that issues the certificates itself, not of one above it; it is believed as it
///     stands
/// @param revocation where to ask whether a certificate was revoked; without an answer none counts
public record OutsideAuthority(String name, X509Certificate certificate, Revocation revocation) {

    /// How it tells.
    public sealed interface Revocation {
        /// A list (RFC 5280 §5).
        record Crl(URI address) implements Revocation {}

        /// Answers for one certificate each, asked for by GET (RFC 6960 appendix A.1).
        record Ocsp(URI address) implements Revocation {}
    }
}
