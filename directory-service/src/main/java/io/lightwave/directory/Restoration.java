package io.lightwave.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether this database was made of a backup, and what follows for things that others sign and that count once: the
/// record of those used after the backup is lost.
///
/// @param at when it was; empty when it never was
public record Restoration(Optional<Instant> at) {
    /// For a database that never was.
    public static final Restoration NONE = new Restoration(Optional.empty());

    private static final Duration SKEW = Duration.ofSeconds(30);

    /// Whether something may have been used before the restoration, and is not to count again.
    ///
    /// @param issued when it was made, as it says itself; empty when it does not say
    /// @param now the time
    /// @param longest how long after it was made such a thing may be used at most
    public boolean mayHaveUsed(Optional<Instant> issued, Instant now, Duration longest) {
        return at.map(then -> issued.map(made -> made.isBefore(then.plus(SKEW)))
                        .orElseGet(() -> now.isBefore(then.plus(longest).plus(SKEW))))
                .orElse(false);
    }
}
