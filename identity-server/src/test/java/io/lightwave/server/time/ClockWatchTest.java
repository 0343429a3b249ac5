package io.lightwave.server.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Threat T20: whoever sets the clock gets nothing issued for another time.
class ClockWatchTest {
    private static final Optional<String> JUMPED = Optional.of("the server's clock has jumped by more than 30 seconds");
    private static final Optional<String> APART =
            Optional.of("the server's clock and the database's are more than 30 seconds apart");
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private Instant there = now;
    private long passed = 17;
    private ClockWatch watch = watching(false);

    private ClockWatch watching(boolean databaseElsewhere) {
        return new ClockWatch(() -> now, () -> passed, () -> there, databaseElsewhere);
    }

    private void passes(Duration time) {
        now = now.plus(time);
        there = there.plus(time);
        passed += time.toNanos();
    }

    /// Where the database runs on the same machine, its clock is the same.
    private void everyClockJumps(Duration by) {
        now = now.plus(by);
        there = there.plus(by);
    }

    @Test
    void time_that_passes_is_sound() {
        for (int i = 0; i < 100; i++) {
            passes(Duration.ofHours(10));
            watch.look();
            assertThat(watch.problem()).isEmpty();
        }
    }

    @Test
    void t20_a_jump_either_way_is_seen_at_once_and_until_the_clock_is_right_again() {
        for (var jump : new Duration[] {Duration.ofSeconds(31), Duration.ofDays(-400)}) {
            everyClockJumps(jump);
            assertThat(watch.problem()).isEqualTo(JUMPED);
            passes(Duration.ofHours(1));
            watch.look();
            assertThat(watch.problem()).isEqualTo(JUMPED);
            everyClockJumps(jump.negated());
            assertThat(watch.problem()).isEmpty();
        }
    }

    @Test
    void t20_jumps_that_are_small_do_not_add_up_unseen() {
        for (int i = 0; i < 15; i++) {
            everyClockJumps(Duration.ofSeconds(2));
            passes(Duration.ofSeconds(5));
            watch.look();
        }
        everyClockJumps(Duration.ofSeconds(1));
        assertThat(watch.problem()).isEqualTo(JUMPED);
    }

    @Test
    void a_clock_that_is_put_right_little_by_little_is_sound() {
        for (int i = 0; i < 1000; i++) {
            everyClockJumps(Duration.ofMillis(50));
            passes(Duration.ofSeconds(5));
            watch.look();
        }
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void t20_a_database_whose_clock_is_another_stops_what_is_issued_until_they_agree() {
        watch = watching(true);
        there = there.minusSeconds(31);
        watch.look();
        assertThat(watch.problem()).isEqualTo(APART);
        there = there.plusSeconds(2);
        watch.look();
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void t20_after_a_jump_a_database_elsewhere_is_believed() {
        watch = watching(true);
        now = now.plusSeconds(3600);
        assertThat(watch.problem()).isEqualTo(JUMPED);
        watch.look();
        assertThat(watch.problem()).isEqualTo(APART);
        there = there.plusSeconds(3600); // the machine had slept
        watch.look();
        assertThat(watch.problem()).isEmpty();
    }
}
