package io.lightwave.server.time;

import io.lightwave.directory.SoundTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the time of day with the time that has passed since the start, which nobody can set, and with the
/// database's clock, which all servers share. Half a minute apart, nothing is issued, until the clock is right again; a
/// database elsewhere, which knows better, is believed when it agrees.
final class ClockWatch implements SoundTime {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration MOST = Duration.ofSeconds(30);
    /// As clocks are put right little by little, at each look.
    private static final Duration LITTLE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final LongSupplier passed;
    private final Supplier<Instant> database;
    private final boolean isElsewhere;
    private volatile Start start;
    private volatile boolean differs;
    private volatile boolean complained;

    private record Start(Instant at, long passed) {}

    /// @param passed nanoseconds by a clock that nobody sets
    /// @param isElsewhere whether the database has a clock of its own
    ClockWatch(InstantSource clock, LongSupplier passed, Supplier<Instant> database, boolean isElsewhere) {
        this.clock = clock;
        this.passed = passed;
        this.database = database;
        this.isElsewhere = isElsewhere;
        this.start = new Start(clock.instant(), passed.getAsLong());
    }

    @Override
    public Optional<String> problem() {
        if (differs) {
            return Optional.of("the server's clock and the database's are more than 30 seconds apart");
        }
        return jump().compareTo(MOST) > 0
                ? Optional.of("the server's clock has jumped by more than 30 seconds")
                : Optional.empty();
    }

    private Duration jump() {
        var since = start;
        var byDay = Duration.between(since.at(), clock.instant());
        return byDay.minusNanos(passed.getAsLong() - since.passed()).abs();
    }

    /// Asks the database; to be called again and again.
    void look() {
        Instant before = clock.instant();
        Instant there = database.get();
        Instant after = clock.instant();
        differs = there.isBefore(before.minus(MOST)) || there.isAfter(after.plus(MOST));
        boolean isKnownBetter = isElsewhere && jump().compareTo(MOST) > 0;
        if (!differs && (isKnownBetter || jump().compareTo(LITTLE) <= 0)) {
            start = new Start(clock.instant(), passed.getAsLong());
        }
        var problem = problem();
        if (problem.isPresent() && !complained) {
            LOG.error(
                    "nothing is issued now: {}; set it right, or, if it is right, start the server again",
                    problem.get());
        } else if (problem.isEmpty() && complained) {
            LOG.info("the clock is right again");
        }
        complained = problem.isPresent();
    }
}
