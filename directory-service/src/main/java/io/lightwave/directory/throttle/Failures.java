package io.lightwave.directory.throttle;

import java.time.Duration;
import java.time.Instant;

/// What is known of a key that has failed. The first failures cost nothing; from the fifth on each one closes the
/// door, for a second first and then twice as long each time, up to 15 minutes. An hour without a failure forgets.
record Failures(int count, Instant last) {
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int FREE = 4;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    Instant closedUntil() {
        if (count <= FREE) {
            return Instant.MIN;
        }
        int doublings = Math.min(count - FREE - 1, Integer.SIZE - 2);
        Duration delay = Duration.ofSeconds(1L << doublings);
        return last.plus(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
    }
}
