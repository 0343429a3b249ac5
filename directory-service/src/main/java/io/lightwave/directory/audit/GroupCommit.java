package io.lightwave.directory.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes rows on a connection of its own, all that wait in one statement and one commit, and lets the waiting
/// callers go on when it is durable. What cannot be written fails its caller: nothing goes unrecorded.
///
/// A commit costs as much as some twenty rows. So while callers come back as soon as they are let go, it waits a
/// moment for as many as there were last time; a single caller waits for nobody.
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int QUEUE = 10_000;
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long GATHERING = Duration.ofMillis(3).toNanos();
    private static final long GATHERING_STEP = Duration.ofNanos(250_000).toNanos();
    private static final int NETWORK_TIMEOUT_MILLIS = 5_000;

    private final DataSource dataSource;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread =
            Thread.ofPlatform().name("audit-writer").daemon().unstarted(this::run);
    private volatile boolean closed;
    private volatile boolean ended;

    private int expected = 1;
    private @Nullable Connection connection; // null until it is needed, and after it broke
    private @Nullable PreparedStatement statement; // as the connection

    private record Waiting(AuditRow row, CompletableFuture<@Nullable Void> written) {}

    GroupCommit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void start() {
        thread.start();
    }

    /// Returns when the row is durable.
    ///
    /// @throws IllegalStateException when it may not be
    void write(AuditRow row) {
        var waiting = new Waiting(row, new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            throw new IllegalStateException("the audit trail cannot be written now");
        }
        if (ended) {
            refuseTheRest();
        }
        try {
            waiting.written.get(); // the writer lets everybody go, within its own time limits
        } catch (ExecutionException e) {
            throw new IllegalStateException("the audit trail cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the audit trail is written", e);
        }
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                writeWhatWaits();
            }
        } catch (InterruptedException e) {
            LOG.error("the audit trail's writer was interrupted", e);
        } finally {
            closed = true;
            ended = true;
            refuseTheRest();
            disconnect();
        }
    }

    private void refuseTheRest() {
        for (Waiting late = queue.poll(); late != null; late = queue.poll()) {
            late.written.completeExceptionally(new IllegalStateException("the audit trail's writer has ended"));
        }
    }

    private void writeWhatWaits() throws InterruptedException {
        Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        gather(expected - 1);
        var batch = new ArrayList<Waiting>(BATCH);
        batch.add(first);
        queue.drainTo(batch, BATCH - 1);
        commit(batch);
        expected = Math.min(BATCH, batch.size() + queue.size());
    }

    private void gather(int others) {
        long deadline = System.nanoTime() + GATHERING;
        while (queue.size() < others && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(GATHERING_STEP);
        }
    }

    private void commit(List<Waiting> batch) {
        List<AuditRow> rows = batch.stream().map(Waiting::row).toList();
        try {
            try {
                insert(rows);
            } catch (SQLException broken) {
                LOG.warn("the audit trail's connection is replaced", broken);
                disconnect();
                insertAgain(rows);
            }
            batch.forEach(waiting -> waiting.written.complete(null));
        } catch (SQLException | RuntimeException | Error e) {
            LOG.error("{} audit events were not written; what they tell of is refused", batch.size(), e);
            disconnect();
            batch.forEach(waiting -> waiting.written.completeExceptionally(e));
        }
    }

    private void insert(List<AuditRow> rows) throws SQLException {
        if (connection == null || statement == null) {
            connection = connect();
            statement = connection.prepareStatement(AuditInsert.SQL);
        }
        AuditInsert.write(connection, statement, rows);
    }

    private void insertAgain(List<AuditRow> rows) throws SQLException {
        try (Connection another = connect();
                PreparedStatement again = another.prepareStatement(AuditInsert.SQL_AGAIN)) {
            AuditInsert.write(another, again, rows);
        }
    }

    private Connection connect() throws SQLException {
        Connection another = dataSource.getConnection();
        another.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        return another;
    }

    private void disconnect() {
        try (var _ = connection;
                var _ = statement) {
            connection = null;
            statement = null;
        } catch (SQLException e) {
            LOG.debug("the audit trail's connection was broken when it was closed", e);
        }
    }

    /// Writes what waits, then ends.
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
