package io.lightwave.ca;

import java.security.cert.X509Certificate;
import java.util.List;

/// What came of a certificate request.
public sealed interface IssuanceOutcome {

    /// Leaf first, then the intermediates; the root is not in it.
    record Issued(List<X509Certificate> chain) implements IssuanceOutcome {}

    /// The request is not a sound PKCS #10 request: bad signature, weak key, `CA:TRUE`, garbage.
    record Malformed(String reason) implements IssuanceOutcome {}

    /// The subject may not have such a certificate.
    record Refused(String reason) implements IssuanceOutcome {}
}
