package io.lightwave.ca;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;

/// What came of a certificate request.
public sealed interface IssuanceOutcome {

    /// @param id of its record, `…/certificates/{id}` in the REST API
    /// @param chain leaf first, then the intermediates; the root is not in it
    record Issued(UUID id, List<X509Certificate> chain) implements IssuanceOutcome {
        public Issued {
            chain = List.copyOf(chain);
        }
    }

    /// The request is not a sound PKCS #10 request: bad signature, weak key, `CA:TRUE`, garbage.
    record Malformed(String reason) implements IssuanceOutcome {}

    /// The subject may not have such a certificate.
    record Refused(String reason) implements IssuanceOutcome {}
}
