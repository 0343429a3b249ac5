package io.lightwave.directory.ldap;

import java.time.Duration;

/// By when the peer must have done its part. The connection's thread moves it; the listeners' watch ends a connection
/// whose deadline has passed, which also ends a write that nobody reads.
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;
    private static final long ORIGIN = System.nanoTime();

    private volatile long at = NONE;
    private volatile boolean idle;

    /// Waiting for the peer to begin something.
    void idle(Duration time) {
        idle = true;
        at = elapsed() + time.toNanos();
    }

    /// Waiting for the peer to finish what it, or we, began.
    void busy(Duration time) {
        idle = false;
        at = elapsed() + time.toNanos();
    }

    /// The next step is ours.
    void none() {
        at = NONE;
    }

    boolean isOver() {
        return elapsed() > at;
    }

    /// Whether it is mere silence that the deadline bounds: such a peer is told before the connection ends.
    boolean isIdle() {
        return idle;
    }

    private long elapsed() {
        return System.nanoTime() - ORIGIN;
    }
}
