package io.lightwave.directory.throttle;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What of one [Limit] a tenant sets; what is null takes its default.
///
/// @param failures that cost nothing
/// @param longest for how long a further one closes the door at most
record Room(@Nullable Integer failures, @Nullable Duration longest) {

    int free() {
        return Objects.requireNonNull(failures);
    }

    Duration closedAtMost() {
        return Objects.requireNonNull(longest);
    }
}
