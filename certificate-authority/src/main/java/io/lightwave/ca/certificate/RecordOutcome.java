package io.lightwave.ca.certificate;

import java.util.List;
import java.util.UUID;

/// Whether a certificate may be signed.
public sealed interface RecordOutcome {

    /// It is recorded, durably: sign.
    record Recorded(UUID id) implements RecordOutcome {}

    /// Its holder is disabled or deleted.
    record HolderEnded() implements RecordOutcome {}

    /// The node that spoke for its holder is banned or deleted, or what it spoke for before is being revoked.
    record AttesterEnded() implements RecordOutcome {}

    /// A certificate for the same key was revoked for `keyCompromise`.
    record KeyCompromised() implements RecordOutcome {}

    /// The RSA key has a prime in common with another key certified here, so that both can be factored.
    ///
    /// @param certificates those for the other key, as `authority/serial`
    record PrimeShared(List<String> certificates) implements RecordOutcome {
        public PrimeShared {
            certificates = List.copyOf(certificates);
        }
    }
}
