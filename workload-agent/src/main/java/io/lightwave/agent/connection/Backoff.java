package io.lightwave.agent.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long each time, to a bound, or as long as the server asks for; by
/// chance between half and one and a half times that, so that clients which fell out together do not come back
/// together.
public final class Backoff {
    /// More is not waited for, whatever the server asks: it may have room much earlier.
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private Duration next;

    /// @param first pause, and the one after a success
    /// @param longest pause, unless the server asks for more
    public Backoff(RandomGenerator random, Duration first, Duration longest) {
        this.random = random;
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /// The attempt before succeeded.
    public void reset() {
        next = first;
    }

    /// @param asked by the server, of which at most two minutes count; zero when it has not said
    public Duration next(Duration asked) {
        var bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        var pause = next.compareTo(bounded) > 0 ? next : bounded;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return Duration.ofNanos((long) (pause.toNanos() * random.nextDouble(0.5, 1.5)));
    }
}
