package io.lightwave.workload.recognition;

import io.lightwave.directory.Restoration;
import io.lightwave.workload.issuer.IssuerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// From when until when evidence says that it is good.
record Lifetime(Instant begun, Instant ended) {
    /// How far a platform's clock may differ from ours.
    static final Duration SKEW = Duration.ofSeconds(30);

    /// Why evidence of that kind does not count now; empty when it does.
    ///
    /// @param verb how it came to be: `issued` or `made`
    Optional<String> problem(String verb, IssuerKind kind, Restoration restoration, Instant now) {
        if (!now.isBefore(ended.plus(SKEW))) {
            return Optional.of("it has expired");
        }
        if (begun.isAfter(now.plus(SKEW))) {
            return Optional.of("it was %s in the future".formatted(verb));
        }
        if (kind.countsOnce() && restoration.mayHaveUsed(Optional.of(begun), now, kind.longest())) {
            return Optional.of("it was %s before the database was restored, and may have been used".formatted(verb));
        }
        return Duration.between(begun, ended).compareTo(kind.longest()) > 0
                ? Optional.of("it lives longer than " + kind.longest())
                : Optional.empty();
    }
}
