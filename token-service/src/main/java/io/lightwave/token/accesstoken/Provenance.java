package io.lightwave.token.accesstoken;

import java.time.Instant;
import java.util.Optional;

/// What a token owes to the one that it was exchanged for (RFC 8693).
///
/// @param actor the JSON of `act`: who acts, and who acted before
/// @param notAfter when what it was exchanged for ends
public record Provenance(Optional<String> actor, Optional<Instant> notAfter) {
    /// Of a token that was exchanged for none.
    public static final Provenance NONE = new Provenance(Optional.empty(), Optional.empty());
}
