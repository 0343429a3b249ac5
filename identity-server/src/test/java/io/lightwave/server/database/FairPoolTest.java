package io.lightwave.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import io.lightwave.directory.fixture.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections of the database")
class FairPoolTest {
    private static final int GREEDY = 8;
    private static final int WAITS = 2000;

    private final TestDatabase database = TestDatabase.fresh();

    private FairPool pool(int size, Duration patience) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(patience.toMillis());
        return new FairPool(config, patience);
    }

    private static void use(FairPool pool, AtomicLong uses) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select 1");
            uses.incrementAndGet();
        }
    }

    /// Without its order, others use a connection fifteen thousand times before the last of so many gets one. On a busy
    /// machine who has got one may be stopped for some hundred uses before it can say so.
    @Test
    void go_to_who_waits_and_not_to_those_who_come_again_and_again() throws Exception {
        var stopped = new AtomicBoolean();
        var uses = new AtomicLong();
        List<Long> before = new ArrayList<>();
        try (FairPool pool = pool(2, Duration.ofSeconds(30));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> greedy = new ArrayList<>();
            for (int i = 0; i < GREEDY; i++) {
                greedy.add(threads.submit(() -> {
                    while (!stopped.get()) {
                        use(pool, uses);
                    }
                    return null;
                }));
            }
            try {
                for (int i = 0; i < WAITS; i++) {
                    before.add(threads.submit(() -> {
                                long come = uses.get();
                                try (Connection _ = pool.getConnection()) {
                                    return uses.get() - come;
                                }
                            })
                            .get());
                }
            } finally {
                stopped.set(true);
            }
            for (Future<?> one : greedy) {
                one.get();
            }
        }
        assertThat(before).allMatch(others -> others < 5000);
    }

    @Test
    void are_waited_for_no_longer_than_one_has_patience_whoever_waits_before() throws Exception {
        var patience = Duration.ofSeconds(2);
        try (FairPool pool = pool(1, patience);
                Connection _ = pool.getConnection();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Connection>> waiting = new ArrayList<>();
            for (int i = 0; i < GREEDY; i++) {
                waiting.add(threads.submit(() -> pool.getConnection()));
            }
            for (Future<Connection> one : waiting) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(SQLTransientConnectionException.class);
            }
        }
    }

    @Test
    void are_not_waited_for_by_who_is_interrupted() throws Exception {
        try (FairPool pool = pool(1, Duration.ofSeconds(30));
                Connection _ = pool.getConnection()) {
            var refusals = new ArrayList<SQLException>();
            Runnable asks = () -> {
                try (Connection _ = pool.getConnection()) {
                    throw new IllegalStateException("there was a connection");
                } catch (SQLException e) {
                    refusals.add(e);
                }
            };
            Thread first = Thread.ofVirtual().start(asks);
            Thread second = Thread.ofVirtual().start(asks);
            first.interrupt();
            second.interrupt();
            first.join();
            second.join();
            assertThat(refusals).hasSize(2);
        }
    }
}
