package io.lightwave.ca.certificate;

import java.util.UUID;

/// Whether a certificate may be signed.
public sealed interface RecordOutcome {

    /// It is recorded, durably: sign.
    record Recorded(UUID id) implements RecordOutcome {}

    /// Its holder is disabled or deleted.
    record HolderEnded() implements RecordOutcome {}

    /// A certificate for the same key was revoked for `keyCompromise`.
    record KeyCompromised() implements RecordOutcome {}
}
