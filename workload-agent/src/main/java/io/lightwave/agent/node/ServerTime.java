package io.lightwave.agent.node;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What time it is by the server's last word (`Date`, RFC 9110 §6.6.1). Half a minute apart from it, this machine's
/// clock says nothing about what has expired (threat T20), until it is right again.
final class ServerTime {
    private static final Duration MOST = Duration.ofSeconds(30);
    /// A date says whole seconds, and takes its time to come.
    private static final Duration COARSE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final LongSupplier passed;
    private volatile @Nullable Heard heard; // null until the server has said anything

    private record Heard(Instant date, long at) {}

    /// @param passed nanoseconds by a clock that nobody sets
    ServerTime(LongSupplier passed) {
        this.passed = passed;
    }

    /// @param date of an answer; what is none is passed over
    void hears(String date) {
        try {
            heard = new Heard(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from), passed.getAsLong());
        } catch (DateTimeException none) {
            // proxies write what they like
        }
    }

    /// Whether the server's last word is old enough that it may have another by now: its own clock may have been wrong.
    boolean isStale() {
        Heard last = heard;
        return last != null && passed.getAsLong() - last.at() > FRESH.toNanos();
    }

    /// What is wrong with a clock that says so; empty when nothing is, or nothing is known.
    Optional<String> problem(Instant now) {
        Heard last = heard;
        if (last == null) {
            return Optional.empty();
        }
        Instant there = last.date().plusNanos(passed.getAsLong() - last.at());
        return Duration.between(there, now).abs().compareTo(MOST.plus(COARSE)) > 0
                ? Optional.of("this machine's clock and the server's are more than 30 seconds apart")
                : Optional.empty();
    }
}
