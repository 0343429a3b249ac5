package io.lightwave.directory;

import java.sql.Connection;
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
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes rows on a connection of its own, all that wait in one statement and one commit, and lets the waiting
/// callers go on when it is durable. What cannot be written fails its caller: nothing goes unrecorded. It holds one
/// connection of the pool for as long as it lives.
///
/// A commit costs as much as some twenty rows. So while callers come back as soon as they are let go, it waits a
/// moment for as many as there were last time; a single caller waits for nobody.
///
/// @param <T> a row
/// @param <R> what its writing gave
public final class GroupCommit<T, R extends @NonNull Object> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int QUEUE = 10_000;
    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long GATHERING = Duration.ofMillis(3).toNanos();
    private static final long GATHERING_STEP = Duration.ofNanos(250_000).toNanos();
    private static final int NETWORK_TIMEOUT_MILLIS = 5_000;

    private final String what;
    private final DataSource dataSource;
    private final Statement<T, R> statement;
    private final BlockingQueue<Waiting<T, R>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;
    private boolean ahead; // set before the thread begins

    private int expected = 1;
    private @Nullable Connection connection; // null while there is none, and after it broke

    private record Waiting<T, R>(T row, CompletableFuture<R> written) {}

    /// Writes rows, in a transaction of their own.
    @FunctionalInterface
    public interface Statement<T, R> {
        /// @param again whether the rows may have been written already: after a broken connection nobody knows
        /// @return what the writing of each gave, in their order
        List<R> write(Connection connection, List<T> rows, boolean again) throws SQLException;
    }

    /// @param name of the thread
    /// @param what is written, for the log and for exceptions: "the audit trail"
    public GroupCommit(String name, String what, DataSource dataSource, Statement<T, R> statement) {
        this.what = what;
        this.dataSource = dataSource;
        this.statement = statement;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// To be called once, before the first row comes.
    public void start() {
        thread.start();
    }

    /// The same, with its connection from the beginning, for rows that come with nearly everything that is done: else
    /// the first takes the one that is free in the pool, and whoever asks next waits until another is made.
    public void startConnected() {
        ahead = true;
        start();
    }

    /// Returns when the row is durable.
    ///
    /// @throws IllegalStateException when it may not be
    public R write(T row) {
        return written(queued(row));
    }

    /// The same of several rows, for the price of one wait; some may be durable when it throws.
    public List<R> writeAll(List<T> rows) {
        return rows.stream().map(this::queued).toList().stream()
                .map(this::written)
                .toList();
    }

    private Waiting<T, R> queued(T row) {
        var waiting = new Waiting<T, R>(row, new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            throw new IllegalStateException(what + " cannot be written now");
        }
        if (ended) {
            refuseTheRest();
        }
        return waiting;
    }

    private R written(Waiting<T, R> waiting) {
        try {
            return waiting.written.get(); // the writer lets everybody go, within its own time limits
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + what + " is written", e);
        }
    }

    private void run() {
        try {
            if (ahead) {
                connectAhead();
            }
            while (!closed || !queue.isEmpty()) {
                writeWhatWaits();
            }
        } catch (InterruptedException e) {
            LOG.error("the writer of {} was interrupted", what, e);
        } finally {
            closed = true;
            ended = true;
            refuseTheRest();
            disconnect();
        }
    }

    /// If there is none, the first row tries again, and is refused if need be.
    private void connectAhead() {
        try {
            connection = connect();
        } catch (SQLException | RuntimeException e) {
            LOG.warn("no connection yet for {}", what, e);
        }
    }

    private void refuseTheRest() {
        for (Waiting<T, R> late = queue.poll(); late != null; late = queue.poll()) {
            late.written.completeExceptionally(new IllegalStateException("the writer of " + what + " has ended"));
        }
    }

    private void writeWhatWaits() throws InterruptedException {
        Waiting<T, R> first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        gather(expected - 1);
        var batch = new ArrayList<Waiting<T, R>>(BATCH);
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

    private void commit(List<Waiting<T, R>> batch) {
        List<T> rows = batch.stream().map(Waiting::row).toList();
        try {
            List<R> results = write(rows);
            for (int i = 0; i < rows.size(); i++) {
                batch.get(i).written.complete(results.get(i));
            }
        } catch (SQLException | RuntimeException | Error e) {
            LOG.error("{}: {} rows were not written; what they are about is refused", what, rows.size(), e);
            disconnect();
            batch.forEach(waiting -> waiting.written.completeExceptionally(e));
        }
    }

    private List<R> write(List<T> rows) throws SQLException {
        try {
            if (connection == null) {
                connection = connect();
            }
            return statement.write(connection, rows, false);
        } catch (SQLException broken) {
            LOG.warn("the connection of {} is replaced", what, broken);
            disconnect();
            try (Connection another = connect()) {
                return statement.write(another, rows, true);
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection another = dataSource.getConnection();
        another.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        return another;
    }

    private void disconnect() {
        try (var _ = connection) {
            connection = null;
        } catch (SQLException e) {
            LOG.debug("the connection of {} was broken when it was closed", what, e);
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
