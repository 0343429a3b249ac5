package io.lightwave.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A pool of which those who wait get a connection one after the other, or nearly so. HikariCP
/// leaves a connection that comes back to whoever takes it first, and on a busy machine that is a
/// thread that runs, again and again, not one that waits.
final class FairPool extends HikariDataSource {
    private final ReentrantLock turn = new ReentrantLock();
    private final Duration patience;

    /// @param patience for a turn at most, and again so long for a connection
    FairPool(HikariConfig config, Duration patience) {
        super(config);
        this.patience = patience;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!isMyTurn()) {
            throw new SQLTransientConnectionException(
                    "%s: %d wait for a connection before this one".formatted(getPoolName(), turn.getQueueLength()));
        }
        try {
            return super.getConnection();
        } finally {
            turn.unlock();
        }
    }

    private boolean isMyTurn() throws SQLException {
        try {
            return turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }
}
