package io.lightwave.server.database;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Bounds how much work that holds a connection to the database for long, or while it asks for others, goes on at once
/// on one node: else such work could hold all of them, and everything else would wait, this work itself first.
public final class ConnectionShare {
    private static final int PARTS = 5;

    private final Semaphore room;
    private final Duration patience;

    /// @param connections that there are; a fifth of them, and at least one, is held at once
    /// @param patience how long work waits for its turn
    public ConnectionShare(int connections, Duration patience) {
        this.room = new Semaphore(Math.max(1, connections / PARTS), true);
        this.patience = patience;
    }

    /// @param what is done, for the log
    /// @throws RejectedExecutionException when it has not been its turn in time
    public <T> T within(String what, Supplier<T> work) {
        if (!hasTurn()) {
            throw new RejectedExecutionException("too much goes on at once for " + what);
        }
        try {
            return work.get();
        } finally {
            room.release();
        }
    }

    private boolean hasTurn() {
        try {
            return room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
