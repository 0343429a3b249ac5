package io.lightwave.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.grant.Admission.Outcome.Admitted;
import io.lightwave.token.grant.Admission.Outcome.TurnedAway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The clock is a number that each test sets; whoever enters is a virtual thread, which nobody waits for in the end.
@Timeout(300)
class AdmissionTest {
    final AtomicLong nanos = new AtomicLong();
    final Admission admission = new Admission(1, 100, Duration.ofSeconds(8), nanos::get);
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Who enters, and waits by itself when it has to.
    Future<Admission.Outcome> enter(int waitingThen) {
        Future<Admission.Outcome> entered = threads.submit(admission::enter);
        while (admission.queued() != waitingThen) {
            assertThat(entered.isDone()).as("whether it was turned away").isFalse();
            Thread.onSpinWait();
        }
        return entered;
    }

    Admitted admitted() {
        return (Admitted) admission.enter();
    }

    /// Leaves after so long, and gives the next one its place.
    Admitted next(Admitted before, Future<Admission.Outcome> waiting, Duration later) throws Exception {
        nanos.addAndGet(later.toNanos());
        before.leave();
        return (Admitted) waiting.get();
    }

    /// One inside; those behind it leave every so often, until the pace is known.
    Admitted pace(Duration interval) throws Exception {
        Admitted inside = admitted();
        for (int i = 0; i < 100; i++) {
            var first = enter(1);
            var second = enter(2);
            inside = next(inside, first, interval);
            inside = next(inside, second, interval);
        }
        return inside;
    }

    @Test
    void whoever_finds_a_place_has_it_and_the_others_wait_in_their_order() throws Exception {
        Admitted first = admitted();
        var second = enter(1);
        var third = enter(2);
        assertThat(second.isDone()).isFalse();
        Admitted inside = next(first, second, Duration.ZERO);
        assertThat(third.isDone()).isFalse();
        next(inside, third, Duration.ZERO).leave();
    }

    @Test
    void newcomers_are_turned_away_when_they_would_wait_longer_than_eight_seconds() throws Exception {
        Admitted inside = pace(Duration.ofSeconds(2));
        List<Future<Admission.Outcome>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            waiting.add(enter(i)); // the fifth expects to wait for four before it: 8 s
        }
        assertThat(admission.enter()).isEqualTo(new TurnedAway(Duration.ofSeconds(11)));
        for (var one : waiting) {
            inside = next(inside, one, Duration.ofSeconds(2)); // those who were let in are served
        }
        inside.leave();
    }

    @Test
    void it_recovers_by_itself_as_the_queue_gets_shorter() throws Exception {
        Admitted inside = pace(Duration.ofSeconds(2));
        List<Future<Admission.Outcome>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            waiting.add(enter(i));
        }
        assertThat(admission.enter()).isInstanceOf(TurnedAway.class);
        inside = next(inside, waiting.getFirst(), Duration.ofSeconds(2));
        waiting.add(enter(5));
        for (var one : waiting.subList(1, waiting.size())) {
            inside = next(inside, one, Duration.ofSeconds(2));
        }
        inside.leave();
    }

    @Test
    void a_slow_time_is_forgotten_once_it_is_quick_again() throws Exception {
        pace(Duration.ofSeconds(6)).leave();
        Admitted inside = admitted();
        List<Future<Admission.Outcome>> waiting = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            waiting.add(enter(i));
        }
        for (var one : waiting) {
            inside = next(inside, one, Duration.ZERO);
        }
        inside.leave();
    }

    @Test
    void times_in_which_nobody_waits_say_nothing_of_how_quick_it_is() throws Exception {
        for (int i = 0; i < 10; i++) {
            Admitted alone = admitted();
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            alone.leave();
        }
        Admitted inside = admitted();
        var waiting = enter(1);
        var another = enter(2);
        next(next(inside, waiting, Duration.ZERO), another, Duration.ZERO).leave();
    }

    @Test
    void newcomers_are_turned_away_when_nobody_comes_out_at_all() throws Exception {
        Admitted inside = admitted();
        var waiting = enter(1);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(admission.enter()).isEqualTo(new TurnedAway(Duration.ofSeconds(10)));
        next(inside, waiting, Duration.ZERO).leave();
    }

    @Test
    void no_more_wait_than_there_is_room_for_however_quick_it_is() throws Exception {
        Admitted inside = admitted();
        List<Future<Admission.Outcome>> waiting = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            waiting.add(enter(i));
        }
        assertThat(admission.enter()).isEqualTo(new TurnedAway(Duration.ofSeconds(1)));
        for (var one : waiting) {
            inside = next(inside, one, Duration.ZERO);
        }
        inside.leave();
    }
}
