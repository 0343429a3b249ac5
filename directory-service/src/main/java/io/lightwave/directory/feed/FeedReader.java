package io.lightwave.directory.feed;

import io.lightwave.directory.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads what has committed since the last look, in whatever order, and drops it from the caches.
///
/// A row is new if it is visible now and its transaction was not visible in the snapshot of the last look: none is
/// missed however late it commits, and none is applied twice. When the connection breaks, everything is dropped, since
/// the next one may lead to another server after a failover.
final class FeedReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);
    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long CONFIRMED_FOR = Duration.ofMillis(500).toNanos();
    private static final long PRUNING_INTERVAL = Duration.ofHours(1).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final int NETWORK_TIMEOUT_MILLIS = 5_000;
    private static final int MAXIMUM_CHANGES = 10_000;

    /// The limit is also what makes the planner go by the index.
    private static final String CHANGES = """
            SELECT pg_current_snapshot()::text, c.tenant_id, c.kind, c.key
            FROM (VALUES (1)) always
            LEFT JOIN LATERAL (
                SELECT tenant_id, kind, k.key FROM change_log, unnest(keys) AS k (key)
                WHERE xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)
                ORDER BY xid LIMIT %d) c ON true
            """.formatted(MAXIMUM_CHANGES);

    private static final String PRUNE = """
            WITH pruned AS (
                DELETE FROM change_log WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM change_log WHERE at < now() - interval '7 days' LIMIT 5000))
                RETURNING xid)
            INSERT INTO change_log_pruned (xid) SELECT xid FROM pruned ORDER BY xid DESC LIMIT 1
            ON CONFLICT (the_only) DO UPDATE SET xid = greatest(change_log_pruned.xid, excluded.xid)
            """;

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final Map<String, List<KindCache<?, ?>>> caches = new ConcurrentHashMap<>();
    private final Map<TenantId, AtomicLong> heard = new ConcurrentHashMap<>();
    private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, List<Consumer<TenantId>>> news = new ConcurrentHashMap<>();
    private final AtomicLong heardOfAll = new AtomicLong();
    private final Watches watches = new Watches();
    private final Thread thread =
            Thread.ofPlatform().name("change-feed").daemon().unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private boolean lookNow;
    private volatile boolean closed;
    /// When the last completed look began, by the monotonic clock.
    private volatile long confirmed = System.nanoTime() - CONFIRMED_FOR;

    FeedReader(DataSource dataSource, JdbcClient jdbc) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
    }

    void start() {
        thread.start();
        catchUp();
    }

    void register(KindCache<?, ?> cache) {
        caches.computeIfAbsent(cache.kind(), _ -> new CopyOnWriteArrayList<>()).add(cache);
    }

    /// Whether what committed until 500 ms ago has been applied here.
    boolean isConfirmed() {
        return System.nanoTime() - confirmed < CONFIRMED_FOR;
    }

    /// How often something was heard of the tenant since it was first asked for, after the caches have dropped
    /// it: when a reading that began with one number missed a change, another number follows.
    long heard(TenantId tenant) {
        return heard.computeIfAbsent(tenant, _ -> new AtomicLong()).get();
    }

    /// The same of all tenants; negative while nothing is confirmed.
    long heard() {
        return isConfirmed() ? heardOfAll.get() : -1;
    }

    Watches watches() {
        return watches;
    }

    void onHeard(Consumer<TenantId> listener) {
        listeners.add(listener);
    }

    void onNews(String kind, Consumer<TenantId> listener) {
        news.computeIfAbsent(kind, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    void drop(Touched.Change change) {
        List<Consumer<TenantId>> followers = news.get(change.kind());
        if (followers != null) {
            followers.forEach(follower -> follower.accept(change.tenant()));
            return;
        }
        caches.getOrDefault(change.kind(), List.of()).forEach(cache -> cache.drop(change.tenant(), change.key()));
        AtomicLong count = heard.get(change.tenant());
        if (count != null) {
            count.incrementAndGet();
        }
        heardOfAll.incrementAndGet();
        watches.changed(change);
        listeners.forEach(listener -> listener.accept(change.tenant()));
    }

    private void dropEverything() {
        caches.values().forEach(kind -> kind.forEach(KindCache::dropEverything));
        heard.values().forEach(AtomicLong::incrementAndGet);
        heardOfAll.incrementAndGet();
        watches.everythingChanged();
        listeners.forEach(listener -> heard.keySet().forEach(listener));
    }

    /// Returns when a look that began after the call has been applied.
    ///
    /// @throws IllegalStateException when that takes longer than any look should
    void catchUp() {
        long asked = System.nanoTime();
        long deadline = asked + PATIENCE;
        lock.lock();
        try {
            while (confirmed - asked <= 0) {
                if (closed) {
                    throw new IllegalStateException("the change feed has ended");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("the change feed does not get through to the database");
                }
                lookNow = true;
                wanted.signal();
                looked.awaitNanos(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the change feed", e);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
                follow(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.warn("the change feed is interrupted; reads go to the database until it is back", e);
                    pause();
                }
            }
        }
    }

    private void follow(Connection connection) throws SQLException {
        String since = snapshot(connection);
        dropEverything();
        long pruned = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(CHANGES)) {
            while (!closed) {
                long began = System.nanoTime();
                since = look(statement, since);
                confirm(began);
                if (began - pruned > PRUNING_INTERVAL) {
                    pruned = began;
                    Thread.ofVirtual().name("change-feed-pruning").start(this::prune);
                }
                pause();
            }
        }
    }

    private static String snapshot(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /// Applies what is new since the snapshot and returns the snapshot it was read in.
    private String look(PreparedStatement statement, String since) throws SQLException {
        statement.setString(1, since);
        statement.setString(2, since);
        var changes = new ArrayList<Touched.Change>();
        String snapshot;
        try (var rows = statement.executeQuery()) {
            rows.next();
            snapshot = rows.getString(1);
            do {
                @Nullable String tenant = rows.getString(2);
                if (tenant != null) {
                    changes.add(new Touched.Change(new TenantId(tenant), rows.getString(3), rows.getString(4)));
                }
            } while (rows.next());
        }
        if (end(snapshot) < end(since)) {
            throw new SQLException("the database went back from %s to %s".formatted(since, snapshot));
        }
        if (changes.size() == MAXIMUM_CHANGES) {
            dropEverything();
        } else {
            changes.forEach(this::drop);
        }
        return snapshot;
    }

    /// `xmax` of a snapshot in text form, `xmin:xmax:…`.
    private static long end(String snapshot) {
        int start = snapshot.indexOf(':') + 1;
        return Long.parseLong(snapshot, start, snapshot.indexOf(':', start), 10);
    }

    private void confirm(long began) {
        lock.lock();
        try {
            confirmed = closed ? confirmed : began;
            looked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            for (long left = INTERVAL; left > 0 && !lookNow && !closed; ) {
                left = wanted.awaitNanos(left);
            }
            lookNow = false;
        } catch (InterruptedException _) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// In short transactions, until nothing older than 7 days is left.
    void prune() {
        int pruned;
        do {
            pruned = jdbc.sql(PRUNE).update();
        } while (pruned > 0 && !closed);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            confirmed = System.nanoTime() - CONFIRMED_FOR;
            wanted.signal();
            looked.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofMillis(NETWORK_TIMEOUT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
