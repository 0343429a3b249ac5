package io.lightwave.token.grant;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Lets so many requests run at a time and the others wait in the order in which they came. Whoever would wait longer
/// than can be borne is turned away at once, which costs next to nothing: those who are let in are answered as
/// quickly as before, and when the queue has gone, nobody is turned away any more.
final class Admission {
    /// Over which the pace of a crowd is taken.
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Semaphore places;
    private final int mostWaiting;
    private final long longestWait;
    private final LongSupplier nanos;
    private int waiting;
    /// Whether all places are taken and others wait, since [#begun], with [#left] gone since then.
    private boolean crowded;

    private long begun;
    private long left;
    /// Between two that leave a crowd, in the last period; 0 while that is not known.
    private long interval;

    /// @param places how many run at a time
    /// @param mostWaiting how many may wait at most, however quickly it goes
    /// @param longestWait the expected wait beyond which newcomers are turned away
    /// @param nanos a clock that only goes forward
    Admission(int places, int mostWaiting, Duration longestWait, LongSupplier nanos) {
        this.places = new Semaphore(places, true);
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait.toNanos();
        this.nanos = nanos;
    }

    sealed interface Outcome {
        /// Let in, until it leaves.
        record Admitted(Admission by) implements Outcome {
            void leave() {
                by.leave();
            }
        }

        /// @param retryAfter when there may be room
        record TurnedAway(Duration retryAfter) implements Outcome {}
    }

    /// Waits for a place, if that does not take too long.
    Outcome enter() {
        synchronized (this) {
            long expected = waiting * pace();
            if (places.availablePermits() == 0 && (waiting >= mostWaiting || expected > longestWait)) {
                return new Outcome.TurnedAway(Duration.ofNanos(expected).plusSeconds(1));
            }
            waiting++;
            if (!crowded && places.availablePermits() == 0) {
                crowded = true;
                begun = nanos.getAsLong();
                left = 0;
            }
        }
        try {
            places.acquireUninterruptibly();
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
        return new Outcome.Admitted(this);
    }

    /// A crowd out of which nobody comes for longer than a period has the pace of the time so far.
    private long pace() {
        long lasted = crowded ? nanos.getAsLong() - begun : 0;
        return lasted >= PERIOD ? lasted / Math.max(1, left) : interval;
    }

    private synchronized void leave() {
        if (crowded) {
            left++;
            long now = nanos.getAsLong();
            if (now - begun >= PERIOD) {
                interval = (now - begun) / left;
                begun = now;
                left = 0;
            }
        }
        if (waiting == 0 || places.availablePermits() > 0) {
            crowded = false;
            interval = 0;
        }
        places.release();
    }

    /// How many wait now.
    int queued() {
        return places.getQueueLength();
    }
}
