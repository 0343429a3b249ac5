package io.lightwave.agent.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time, to a bound, or as long as the server asks for; by
/// chance between half and one and a half times that, so that agents which fell out together do not come back together.
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /// More is not waited for, whatever the server asks: it may have room much earlier.
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// The attempt before succeeded.
    void reset() {
        next = FIRST;
    }

    /// @param asked by the server; zero when it has not said
    Duration next(Duration asked) {
        var bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        var pause = next.compareTo(bounded) > 0 ? next : bounded;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return Duration.ofNanos((long) (pause.toNanos() * random.nextDouble(0.5, 1.5)));
    }
}
