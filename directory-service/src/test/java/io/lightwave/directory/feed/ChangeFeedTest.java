package io.lightwave.directory.feed;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class ChangeFeedTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");
    private static final String KIND = "thing";

    private final TestDatabase database = TestDatabase.fresh();
    private final Node here = new Node();
    private final Node there = new Node();

    /// A server of the cluster with a cache of things.
    private final class Node {
        final TestContext context = TestContext.on(database).start(FeedConfiguration.class);
        final ChangeFeed feed = context.bean(ChangeFeed.class);
        final JdbcClient jdbc = context.bean(JdbcClient.class);
        final TransactionTemplate transaction = context.bean(TransactionTemplate.class);
        final AtomicInteger loads = new AtomicInteger();
        Runnable whileLoading = () -> {};
        final ChangeFeed.Cached<String> things = feed.cache(KIND, 100, (tenant, key) -> {
            loads.incrementAndGet();
            Optional<String> value = jdbc.sql("SELECT value FROM thing WHERE tenant_id = ? AND key = ?")
                    .params(tenant.value(), key)
                    .query(String.class)
                    .optional();
            whileLoading.run();
            return value;
        });

        Optional<String> read(String key) {
            return things.get(ACME, key);
        }

        void write(TenantId tenant, String key, String value) {
            jdbc.sql("""
                    INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value
                    """).params(tenant.value(), key, value).update();
            feed.append(tenant, KIND, key);
        }

        void change(String key, String value) {
            transaction.executeWithoutResult(_ -> write(ACME, key, value));
        }
    }

    @BeforeEach
    void things() {
        here.jdbc
                .sql("CREATE TABLE thing (tenant_id text, key text, value text, PRIMARY KEY (tenant_id, key))")
                .update();
    }

    @AfterEach
    void stop() {
        here.context.close();
        there.context.close();
    }

    @Test
    void a_warm_read_touches_no_sql_and_a_miss_is_remembered_too() {
        here.change("a", "1");
        for (int n = 0; n < 3; n++) {
            here.feed.catchUp();
            assertThat(here.read("a")).contains("1");
            assertThat(here.read("none")).isEmpty();
        }
        here.feed.catchUp();
        int loads = here.loads.get();
        here.read("a");
        here.read("none");
        assertThat(here.loads).hasValue(loads);
    }

    @Test
    void what_is_read_ahead_is_loaded_at_once_and_not_kept_where_it_changes_meanwhile() {
        UUID one = UUID.randomUUID();
        UUID changing = UUID.randomUUID();
        UUID none = UUID.randomUUID();
        Map<UUID, String> values = new ConcurrentHashMap<>(Map.of(one, "1", changing, "1"));
        List<UUID> alone = new ArrayList<>();
        ChangeFeed.CachedById<String> cache = here.feed.cacheById("ahead", 100_000, _ -> 1, (_, id) -> {
            alone.add(id);
            return Optional.ofNullable(values.get(id));
        });
        here.feed.catchUp();
        cache.readAhead(ACME, List.of(one, changing, none, one), missing -> {
            assertThat(missing).containsExactly(one, changing, none);
            Map<UUID, Optional<String>> loaded =
                    missing.stream().collect(toMap(id -> id, id -> Optional.ofNullable(values.get(id))));
            values.put(changing, "2");
            here.transaction.executeWithoutResult(_ -> here.feed.append(ACME, "ahead", changing.toString()));
            return loaded;
        });
        here.feed.catchUp();
        assertThat(cache.get(ACME, one)).contains("1");
        assertThat(cache.get(ACME, changing)).contains("2");
        assertThat(cache.get(ACME, none)).isEmpty();
        assertThat(cache.get(OTHER, one)).contains("1");
        assertThat(alone).containsExactly(changing, one);
    }

    @Test
    void a_cache_that_is_bounded_by_bytes_holds_as_many_small_values_as_fit_and_fewer_large_ones() {
        assertThat(keptOf(100, 1)).isEqualTo(100);
        assertThat(keptOf(100, 1000)).isBetween(1, 84);
    }

    /// How many of so many values of so many bytes a cache of 100 000 bytes still has after each was read once.
    private int keptOf(int count, int bytes) {
        var loads = new AtomicInteger();
        ChangeFeed.Cached<String> cache = here.feed.cache("sized", 100_000, _ -> bytes, (_, key) -> {
            loads.incrementAndGet();
            return Optional.of(key);
        });
        here.feed.catchUp();
        for (int key = 0; key < count; key++) {
            cache.get(ACME, "k" + key);
        }
        here.feed.catchUp();
        int before = loads.get();
        for (int key = count - 1; key >= 0; key--) {
            cache.get(ACME, "k" + key);
        }
        return count - (loads.get() - before);
    }

    @Test
    void what_a_transaction_touches_stands_in_few_rows_and_is_all_dropped_elsewhere() {
        List<String> keys = IntStream.range(0, 100)
                .mapToObj(n -> "key,%d {\"'".formatted(n))
                .toList();
        keys.forEach(key -> here.change(key, "1"));
        there.feed.catchUp();
        keys.forEach(key -> assertThat(there.read(key)).contains("1"));
        int before = rowsOfLog();
        here.transaction.executeWithoutResult(_ -> {
            keys.forEach(key -> here.write(ACME, key, "2"));
            here.write(OTHER, "a", "1");
        });
        assertThat(rowsOfLog() - before).isLessThanOrEqualTo(5);
        there.feed.catchUp();
        keys.forEach(key -> assertThat(there.read(key)).contains("2"));
    }

    private int rowsOfLog() {
        return here.jdbc
                .sql("SELECT count(*) FROM change_log")
                .query(Integer.class)
                .single();
    }

    @Test
    void changes_of_one_transaction_are_all_logged_also_those_that_others_make_when_it_commits() {
        there.feed.catchUp();
        there.read("a");
        there.read("b");
        here.transaction.executeWithoutResult(_ -> {
            here.write(ACME, "a", "1");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    here.write(ACME, "b", "2");
                }
            });
        });
        there.feed.catchUp();
        assertThat(there.read("a")).contains("1");
        assertThat(there.read("b")).contains("2");
    }

    @Test
    void a_write_is_seen_at_once_on_its_own_node_and_on_the_others_when_they_have_caught_up() {
        here.change("a", "1");
        assertThat(here.read("a")).contains("1");
        assertThat(there.read("a")).contains("1");
        there.change("a", "2");
        assertThat(there.read("a")).contains("2");
        here.feed.catchUp();
        assertThat(here.read("a")).contains("2");
    }

    @Test
    @Timeout(300)
    void whoever_hears_of_a_change_of_a_tenant_finds_it_dropped() {
        here.change("a", "0");
        long ofOther = there.feed.heard(OTHER);
        for (int n = 1; n <= 10; n++) {
            there.feed.catchUp();
            there.read("a");
            long before = there.feed.heard(ACME);
            here.change("a", Integer.toString(n));
            while (there.feed.heard(ACME) == before) {
                Thread.onSpinWait();
            }
            assertThat(there.read("a")).contains(Integer.toString(n));
        }
        assertThat(there.feed.heard(OTHER)).isEqualTo(ofOther);
    }

    @Test
    void news_of_which_nothing_is_cached_wakes_those_only_who_ask_for_it() {
        var heard = new java.util.ArrayList<String>();
        there.feed.onHeard(tenant -> heard.add("change of " + tenant));
        there.feed.onNews("news", tenant -> heard.add("news of " + tenant));
        there.feed.catchUp();
        long before = there.feed.heard(ACME);
        long beforeOfAll = there.feed.heard();
        here.transaction.executeWithoutResult(_ -> here.feed.append(ACME, "news", "1"));
        there.feed.catchUp();
        assertThat(heard).containsExactly("news of acme.example");
        assertThat(there.feed.heard(ACME)).isEqualTo(before);
        assertThat(there.feed.heard()).isIn(beforeOfAll, -1L); // a busy machine may be late to confirm
        here.change("a", "1");
        there.feed.catchUp();
        assertThat(heard).containsExactly("news of acme.example", "change of acme.example");
    }

    /// What a watch on the other server is told by what is done here.
    private int told(AtomicInteger watch, Runnable done) {
        there.feed.catchUp();
        int before = watch.get();
        done.run();
        there.feed.catchUp();
        return watch.get() - before;
    }

    @Test
    void a_watch_is_told_of_changes_of_what_it_has_read_last_and_finds_them_dropped() {
        here.change("a", "1");
        here.change("b", "1");
        var told = new AtomicInteger();
        try (var watch = there.feed.watch(told::incrementAndGet)) {
            assertThat(told(told, () -> here.change("a", "2")))
                    .as("nothing read yet")
                    .isZero();
            assertThat(watch.reading(() -> there.read("a"))).contains("2");
            there.read("b"); // outside of the reading
            assertThat(told(told, () -> here.change("b", "2"))).isZero();
            assertThat(told(told, () -> here.transaction.executeWithoutResult(_ -> here.write(OTHER, "a", "2"))))
                    .isZero();
            assertThat(told(told, () -> here.change("a", "3"))).isEqualTo(1);
            assertThat(there.read("a")).contains("3");
            assertThat(told(
                            told,
                            () -> here.transaction.executeWithoutResult(
                                    _ -> here.feed.append(ACME, KIND, ChangeFeed.ALL))))
                    .isEqualTo(1);
            assertThat(watch.reading(() -> there.read("missing"))).isEmpty();
            assertThat(told(told, () -> here.change("a", "4")))
                    .as("read no more")
                    .isZero();
            assertThat(told(told, () -> here.change("missing", "1"))).isEqualTo(1);
        }
        assertThat(told(told, () -> here.change("missing", "2"))).as("closed").isZero();
    }

    @Test
    void of_two_watches_each_is_told_for_itself() {
        here.change("a", "1");
        there.feed.catchUp();
        var one = new AtomicInteger();
        var two = new AtomicInteger();
        try (var first = there.feed.watch(one::incrementAndGet)) {
            first.reading(() -> there.read("a"));
            try (var second = there.feed.watch(two::incrementAndGet)) {
                second.reading(() -> there.read("a"));
                assertThat(told(one, () -> here.change("a", "2"))).isEqualTo(1);
                assertThat(two).hasValue(1);
                first.reading(() -> there.read("b"));
                assertThat(told(two, () -> here.change("a", "3"))).isEqualTo(1);
                assertThat(one).hasValue(1);
                first.reading(() -> there.read("a"));
            }
            assertThat(told(one, () -> here.change("a", "4"))).isEqualTo(1);
            assertThat(two).hasValue(2);
        }
    }

    @Test
    void a_watch_is_told_of_what_changes_while_it_reads() {
        here.change("a", "1");
        there.feed.catchUp();
        var told = new AtomicInteger();
        there.whileLoading = () -> {
            there.whileLoading = () -> {};
            here.change("a", "2");
            there.feed.catchUp();
        };
        try (var watch = there.feed.watch(told::incrementAndGet)) {
            watch.reading(() -> there.read("a"));
            assertThat(told).hasValue(1);
            assertThat(watch.reading(() -> there.read("a"))).contains("2");
        }
    }

    @Test
    void a_transaction_that_commits_late_is_not_skipped() throws SQLException {
        here.change("late", "1");
        there.read("late");
        try (Connection late = database.connect();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("UPDATE thing SET value = '2' WHERE key = 'late'");
            statement.execute(
                    "INSERT INTO change_log (tenant_id, kind, keys) VALUES ('acme.example', 'thing', '{late}')");
            here.change("early", "1");
            there.feed.catchUp(); // its low-water mark has to wait for the late one
            here.change("early", "2");
            there.feed.catchUp();
            assertThat(there.read("late")).contains("1");
            late.commit();
        }
        there.feed.catchUp();
        assertThat(there.read("late")).contains("2");
    }

    @Test
    void a_rolled_back_write_is_never_served() {
        here.change("a", "1");
        here.transaction.executeWithoutResult(status -> {
            here.write(ACME, "a", "2");
            assertThat(here.read("a")).contains("2");
            status.setRollbackOnly();
        });
        assertThat(here.read("a")).contains("1");
    }

    @Test
    void what_a_transaction_reads_before_it_announces_its_write_is_not_kept() {
        here.transaction.executeWithoutResult(status -> {
            here.jdbc
                    .sql("INSERT INTO thing VALUES ('acme.example', 'a', 'mine')")
                    .update();
            assertThat(here.read("a")).contains("mine");
            status.setRollbackOnly();
        });
        assertThat(here.read("a")).isEmpty();
    }

    @Test
    void a_transaction_sees_its_own_write_and_others_do_not_until_it_commits() throws Exception {
        here.change("a", "1");
        here.read("a");
        here.transaction.executeWithoutResult(_ -> {
            here.write(ACME, "a", "2");
            assertThat(here.read("a")).contains("2");
            assertThat(elsewhere("a")).contains("1");
        });
        assertThat(elsewhere("a")).contains("2");
    }

    private Optional<String> elsewhere(String key) {
        return java.util.concurrent.CompletableFuture.supplyAsync(() -> here.read(key))
                .join();
    }

    @Test
    void an_inner_transaction_does_not_see_what_the_outer_one_has_touched_nor_the_reverse() {
        here.change("a", "1");
        here.change("b", "1");
        var inner = new TransactionTemplate(here.context.bean(PlatformTransactionManager.class));
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        here.transaction.executeWithoutResult(outer -> {
            here.write(ACME, "a", "2");
            inner.executeWithoutResult(_ -> {
                assertThat(here.read("a")).contains("1");
                here.write(ACME, "b", "2");
            });
            assertThat(here.read("a")).contains("2");
            assertThat(elsewhere("b")).contains("2");
            outer.setRollbackOnly();
        });
        assertThat(here.read("a")).contains("1");
        assertThat(here.read("b")).contains("2");
    }

    @Test
    void a_fill_that_raced_with_a_change_is_not_kept() {
        here.change("a", "1");
        here.whileLoading = () -> {
            here.whileLoading = () -> {};
            there.change("a", "2");
            here.feed.catchUp();
        };
        assertThat(here.read("a")).contains("1");
        assertThat(here.read("a")).contains("2");
    }

    @Test
    void a_fill_that_raced_with_a_change_of_everything_is_not_kept() {
        here.change("a", "1");
        here.whileLoading = () -> {
            here.whileLoading = () -> {};
            there.transaction.executeWithoutResult(_ -> {
                there.jdbc.sql("UPDATE thing SET value = '2'").update();
                there.feed.append(ACME, KIND, ChangeFeed.ALL);
            });
            here.feed.catchUp();
        };
        assertThat(here.read("a")).contains("1");
        assertThat(here.read("a")).contains("2");
    }

    @Test
    void a_change_of_everything_is_one_of_its_tenant_only() {
        here.transaction.executeWithoutResult(_ -> {
            here.write(ACME, "a", "1");
            here.write(OTHER, "a", "1");
        });
        here.feed.catchUp();
        here.read("a");
        here.things.get(OTHER, "a");
        here.transaction.executeWithoutResult(_ -> {
            here.jdbc.sql("UPDATE thing SET value = '2'").update();
            here.feed.append(ACME, KIND, ChangeFeed.ALL);
            assertThat(here.read("a")).contains("2");
        });
        assertThat(here.read("a")).contains("2");
        here.feed.catchUp();
        assertThat(here.things.get(OTHER, "a")).contains("1");
    }

    @Test
    void more_changes_than_fit_in_a_look_drop_everything() {
        here.change("a", "1");
        there.read("a");
        there.feed.catchUp();
        var told = new AtomicInteger();
        try (var watch = there.feed.watch(told::incrementAndGet)) {
            watch.reading(() -> there.read("none of them"));
            here.transaction.executeWithoutResult(_ -> {
                here.jdbc.sql("UPDATE thing SET value = '2'").update();
                here.jdbc.sql("""
                        INSERT INTO change_log (tenant_id, kind, keys)
                        SELECT 'acme.example', 'thing', ARRAY[n::text] FROM generate_series(1, 20000) n""").update();
                here.feed.append(ACME, KIND, "a");
            });
            there.feed.catchUp();
        }
        assertThat(there.read("a")).contains("2");
        assertThat(told).as("what a watch is told of").hasPositiveValue();
    }

    @Test
    void a_broken_connection_drops_everything_and_the_feed_goes_on() throws SQLException {
        here.change("a", "1");
        there.feed.catchUp();
        var told = new AtomicInteger();
        var watch = there.feed.watch(told::incrementAndGet);
        watch.reading(() -> there.read("b"));
        there.read("a");
        try (Connection beside = database.connect();
                var statement = beside.createStatement()) {
            // beside the log, as a transaction that a failover lost would look
            statement.execute("UPDATE thing SET value = '2'");
            statement.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE query LIKE '%pg_current_snapshot%' AND pid <> pg_backend_pid()
                      AND datname = current_database()""");
        }
        there.feed.catchUp();
        assertThat(there.read("a")).contains("2");
        assertThat(told).as("what a watch is told of").hasPositiveValue();
        watch.close();
        here.change("a", "3");
        there.feed.catchUp();
        assertThat(there.read("a")).contains("3");
    }

    @Test
    void without_a_confirmed_feed_every_read_goes_to_the_database() throws SQLException {
        here.change("a", "1");
        there.read("a");
        there.context.bean(FeedReader.class).close();
        try (Connection beside = database.connect();
                var statement = beside.createStatement()) {
            statement.execute("UPDATE thing SET value = '2'");
        }
        assertThat(there.read("a")).contains("2");
        assertThatThrownBy(there.feed::catchUp).hasMessageContaining("ended");
    }

    @Test
    void a_change_outside_of_a_transaction_is_refused() {
        assertThatThrownBy(() -> here.feed.append(ACME, KIND, "a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_log_is_kept_for_seven_days() {
        here.change("a", "1");
        here.jdbc.sql("""
                INSERT INTO change_log (tenant_id, kind, keys, at)
                SELECT 'acme.example', 'thing', '{old}', now() - interval '8 days' FROM generate_series(1, 6000)""").update();
        here.context.bean(FeedReader.class).prune();
        assertThat(here.jdbc
                        .sql("SELECT DISTINCT unnest(keys) FROM change_log")
                        .query(String.class)
                        .list())
                .containsExactly("a");
    }
}
