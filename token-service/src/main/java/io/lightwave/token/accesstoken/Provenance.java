package io.lightwave.token.accesstoken;

import io.lightwave.directory.Attester;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a token owes to the one that it was exchanged for (RFC 8693).
///
/// @param actor the JSON of `act`: who acts, and who acted before
/// @param notAfter when what it was exchanged for ends
/// @param assurance how well its subject, a workload, is known, from 0 to 4; empty when that is not said
/// @param attester the node that spoke for its subject, a workload; empty when none did
/// @param exchangers who exchanged it before, as far as nodes spoke for them
public record Provenance(
        Optional<String> actor,
        Optional<Instant> notAfter,
        Optional<Integer> assurance,
        Optional<Attester> attester,
        List<Exchanger> exchangers) {
    /// Of a token that nobody had exchanged before.
    public Provenance(
            Optional<String> actor,
            Optional<Instant> notAfter,
            Optional<Integer> assurance,
            Optional<Attester> attester) {
        this(actor, notAfter, assurance, attester, List.of());
    }

    /// Of a token that was exchanged for none.
    public static final Provenance NONE =
            new Provenance(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Of a token that a workload gets about itself.
    public static Provenance of(Optional<Integer> assurance, Optional<Attester> attester) {
        return new Provenance(Optional.empty(), Optional.empty(), assurance, attester);
    }
}
