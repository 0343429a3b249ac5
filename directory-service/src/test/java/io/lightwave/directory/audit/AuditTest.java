package io.lightwave.directory.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.AuditTrail.Filter;
import io.lightwave.directory.GroupCommit;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Page;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.sealing.SealingConfiguration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");

    private final TestContext context = TestContext.start(AuditConfiguration.class, SealingConfiguration.class);
    private final Audit audit = context.bean(Audit.class);
    private final AuditTrail trail = context.bean(AuditTrail.class);
    private final TransactionTemplate transaction = context.bean(TransactionTemplate.class);

    @AfterEach
    void stop() {
        context.close();
    }

    private static AuditEvent event(TenantId tenant, String action, Outcome outcome, String target) {
        return new AuditEvent(
                tenant, "client:billing@acme.example", action, target, outcome, "", new Origin("192.0.2.1", "r-1"));
    }

    private static AuditEvent issued(String target) {
        return event(ACME, "token.issue", Outcome.SUCCESS, target);
    }

    private List<String> targets(Filter filter) {
        return trail.list(ACME, filter, null, 100).items().stream()
                .map(AuditRecord::target)
                .toList();
    }

    @Nested
    class Recording {
        @Test
        void an_event_is_kept_with_all_it_says() {
            audit.record(new AuditEvent(
                    ACME,
                    "user:alice@acme.example",
                    "client.create",
                    "billing",
                    Outcome.REFUSED,
                    "not an administrator",
                    new Origin("192.0.2.7", "r-7")));
            assertThat(trail.list(ACME, Filter.NONE, null, 10).items())
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.time()).isEqualTo(TestClock.NOON);
                        assertThat(UUID.fromString(record.id()).version()).isEqualTo(7);
                        assertThat(StrictJson.mapper().valueToTree(record).toString())
                                .isEqualTo("""
                        {"id":"%s","time":"2026-01-01T12:00:00Z","tenant":"acme.example",\
                        "actor":"user:alice@acme.example","action":"client.create","target":"billing",\
                        "address":"192.0.2.7","outcome":"refused","reason":"not an administrator",\
                        "requestId":"r-7"}""".formatted(record.id()));
                    });
        }

        @Test
        void a_recorded_event_stays_when_the_caller_s_own_transaction_is_rolled_back() {
            transaction.executeWithoutResult(status -> {
                audit.record(issued("kept"));
                status.setRollbackOnly();
            });
            assertThat(targets(Filter.NONE)).containsExactly("kept");
        }

        @Test
        void a_change_and_its_event_are_both_kept_or_neither() {
            transaction.executeWithoutResult(_ -> audit.recordChange(issued("kept")));
            transaction.executeWithoutResult(status -> {
                audit.recordChange(issued("gone"));
                status.setRollbackOnly();
            });
            assertThat(targets(Filter.NONE)).containsExactly("kept");
            assertThatThrownBy(() -> audit.recordChange(issued("outside"))).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void changes_on_a_connection_of_their_own_are_kept_with_it_or_not_at_all() throws SQLException {
            try (Connection connection = context.bean(DataSource.class).getConnection()) {
                assertThatThrownBy(() -> audit.recordChanges(connection, List.of(issued("outside"))))
                        .isInstanceOf(IllegalStateException.class);
                connection.setAutoCommit(false);
                audit.recordChanges(connection, List.of(issued("gone")));
                connection.rollback();
                audit.recordChanges(connection, List.of(issued("first"), issued("second")));
                audit.recordChanges(connection, List.of());
                connection.commit();
            }
            assertThat(targets(Filter.NONE)).containsExactly("second", "first");
        }

        @Test
        void the_events_of_one_transaction_are_kept_in_their_order() {
            transaction.executeWithoutResult(_ -> {
                audit.recordChange(issued("first"));
                audit.recordChange(issued("second"));
                var another = new TransactionTemplate(
                        context.bean(PlatformTransactionManager.class),
                        new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
                another.executeWithoutResult(_ -> audit.recordChange(issued("of another")));
                audit.recordChange(issued("third"));
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        audit.recordChange(issued("while it commits"));
                    }
                });
            });
            assertThat(targets(Filter.NONE))
                    .containsExactly("while it commits", "third", "of another", "second", "first");
            transaction.executeWithoutResult(_ -> audit.recordChange(issued("afterwards")));
            assertThat(targets(Filter.NONE)).hasSize(6).startsWith("afterwards");
        }

        @Test
        void many_callers_at_once_are_all_recorded_and_share_commits() throws Exception {
            long before = commits();
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                var calls = new ArrayList<Future<?>>();
                for (int n = 0; n < 2_000; n++) {
                    String target = "t" + n;
                    calls.add(callers.submit(() -> audit.record(issued(target))));
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
            assertThat(context.bean(JdbcClient.class)
                            .sql("SELECT count(DISTINCT target) FROM audit_event")
                            .query(Long.class)
                            .single())
                    .isEqualTo(2_000);
            assertThat(commits() - before).isLessThan(1_000);
        }

        /// How many different transactions wrote the rows.
        private long commits() {
            return context.bean(JdbcClient.class)
                    .sql("SELECT count(DISTINCT xmin::text) FROM audit_event")
                    .query(Long.class)
                    .single();
        }

        @Test
        void what_an_attacker_sends_as_a_name_neither_breaks_the_batch_nor_the_storage() {
            String wild = "a\u0000b\nc\ud800d" + "x".repeat(5_000);
            audit.record(
                    new AuditEvent(ACME, wild, "token.issue", wild, Outcome.REFUSED, wild, new Origin(wild, wild)));
            audit.record(issued("\ud83d\udd11"));
            List<AuditRecord> records = trail.list(ACME, Filter.NONE, null, 10).items();
            assertThat(records.get(1).target())
                    .startsWith("a\ufffdb\ufffdc\ufffddxx")
                    .hasSize(1024)
                    .endsWith("…");
            assertThat(records.get(1).actor()).hasSize(256);
            assertThat(records.getFirst().target()).isEqualTo("\ud83d\udd11");
        }
    }

    @Nested
    class Floods {
        private void refuse(int times, String address) {
            for (int n = 0; n < times; n++) {
                audit.record(new AuditEvent(
                        ACME, "", "ldap.bind", "", Outcome.REFUSED, "no such user", new Origin(address, "r" + n)));
            }
        }

        private List<String> reasons() {
            return trail.list(ACME, Filter.NONE, null, 2).items().stream()
                    .map(AuditRecord::reason)
                    .toList();
        }

        private long written() {
            return context.bean(JdbcClient.class)
                    .sql("SELECT count(*) FROM audit_event")
                    .query(Long.class)
                    .single();
        }

        @Test
        void of_refusals_in_thousands_from_one_place_the_first_are_written_and_the_others_told_of_later() {
            refuse(1_030, "192.0.2.1");
            assertThat(written()).isEqualTo(1_000);
            context.clock().advance(Duration.ofSeconds(1));
            refuse(2, "192.0.2.1");
            assertThat(written()).isEqualTo(1_001);
            assertThat(reasons()).startsWith("no such user (and 30 more like it from there before)");
        }

        @Test
        void others_and_what_succeeds_from_there_are_written_all_the_same() {
            refuse(1_001, "192.0.2.1");
            refuse(1, "192.0.2.2");
            audit.record(event(ACME, "token.issue", Outcome.REFUSED, "another action"));
            audit.record(issued("success"));
            assertThat(written()).isEqualTo(1_003);
        }

        @Test
        void an_ipv6_network_is_one_place() {
            for (int host = 0; host < 1_010; host++) {
                refuse(1, "2001:db8::" + Integer.toHexString(host));
            }
            refuse(1, "2001:db8:0:1::1");
            assertThat(written()).isEqualTo(1_001);
        }

        @Test
        void a_server_that_ends_tells_of_what_it_only_counted() {
            refuse(1_003, "192.0.2.1");
            context.bean(AuditLog.class).close();
            assertThat(reasons()).startsWith("no such user (and 2 more like it from there before)");
        }
    }

    /// Else the first event takes the one that is free in the pool, and whoever asks next waits until another is made.
    @Test
    void the_trail_has_its_connection_before_the_first_event_comes() throws InterruptedException {
        var connected = new CountDownLatch(1);
        var database = new DelegatingDataSource(context.bean(DataSource.class)) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connected.countDown();
                return connection;
            }
        };
        try (var writer = new GroupCommit<String, String>("test-writer", "a test", database, (_, rows, _) -> rows)) {
            writer.startConnected();
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Nested
    class Failing {
        @Test
        void an_event_that_cannot_be_written_fails_its_caller() {
            context.bean(JdbcClient.class)
                    .sql("ALTER TABLE audit_event RENAME TO lost")
                    .update();
            assertThatThrownBy(() -> audit.record(issued("a"))).hasMessageContaining("cannot be written");
            context.bean(JdbcClient.class)
                    .sql("ALTER TABLE lost RENAME TO audit_event")
                    .update();
            audit.record(issued("b"));
            assertThat(targets(Filter.NONE)).containsExactly("b");
        }

        @Test
        void a_broken_connection_is_replaced_without_the_caller_noticing() throws SQLException {
            audit.record(issued("a"));
            try (var beside = context.database().connect();
                    var statement = beside.createStatement()) {
                statement.execute("""
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()""");
            }
            audit.record(issued("b"));
            assertThat(targets(Filter.NONE)).containsExactly("b", "a");
        }

        @Test
        void after_the_end_nothing_is_accepted() {
            context.bean(GroupCommit.class).close();
            assertThatThrownBy(() -> audit.record(issued("a"))).hasMessageContaining("cannot be written");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UPDATE audit_event SET outcome = 'success'", "DELETE FROM audit_event", "TRUNCATE audit_event"})
    void the_trail_is_append_only(String statement) {
        audit.record(issued("a"));
        assertThatThrownBy(() -> context.bean(JdbcClient.class).sql(statement).update())
                .hasMessageContaining("append-only");
    }

    @Nested
    class Reading {
        @Test
        void the_newest_come_first_also_within_one_instant() {
            audit.record(issued("a"));
            audit.record(issued("b"));
            context.clock().advance(Duration.ofSeconds(1));
            audit.record(issued("c"));
            assertThat(targets(Filter.NONE)).containsExactly("c", "b", "a");
        }

        @Test
        void pages_follow_each_other_without_gap_or_overlap_while_events_arrive() {
            for (int n = 0; n < 5; n++) {
                audit.record(issued("t" + n));
            }
            var seen = new ArrayList<String>();
            @Nullable String cursor = null;
            do {
                Page<AuditRecord> page = trail.list(ACME, Filter.NONE, cursor, 2);
                page.items().forEach(record -> seen.add(record.target()));
                cursor = page.nextCursor();
                audit.record(issued("later"));
            } while (cursor != null);
            assertThat(seen).containsExactly("t4", "t3", "t2", "t1", "t0");
        }

        @Test
        void a_tenant_s_trail_is_its_own() {
            audit.record(event(OTHER, "token.issue", Outcome.SUCCESS, "theirs"));
            assertThat(targets(Filter.NONE)).isEmpty();
        }

        @Test
        void filters_narrow_it_together() {
            audit.record(event(ACME, "token.issue", Outcome.SUCCESS, "a"));
            audit.record(event(ACME, "token.issue", Outcome.REFUSED, "b"));
            audit.record(event(ACME, "ldap.bind", Outcome.REFUSED, "c"));
            assertThat(targets(new Filter("token.issue", null, null, null))).containsExactly("b", "a");
            assertThat(targets(new Filter(null, Outcome.REFUSED, null, null))).containsExactly("c", "b");
            assertThat(targets(new Filter("token.issue", Outcome.REFUSED, "client:billing@acme.example", null)))
                    .containsExactly("b");
            assertThat(targets(new Filter(null, null, "nobody", null))).isEmpty();
        }

        @Test
        void a_filter_goes_on_behind_the_many_events_that_one_page_looks_at() {
            audit.record(event(ACME, "ldap.bind", Outcome.SUCCESS, "oldest"));
            audit.record(event(OTHER, "ldap.bind", Outcome.SUCCESS, "theirs"));
            context.bean(JdbcClient.class).sql("""
                            INSERT INTO audit_event (tenant_id, id, time, actor, action, target, address, outcome, reason, request_id)
                            SELECT 'acme.example', ('f0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(),
                                'client:shop@acme.example', 'token.issue', '', '', 'success', '', ''
                              FROM generate_series(1, 100000) n""").update();
            var pages = new ArrayList<List<String>>();
            @Nullable String cursor = null;
            do {
                Page<AuditRecord> page =
                        trail.list(ACME, new Filter(null, null, "client:billing@acme.example", null), cursor, 10);
                pages.add(page.items().stream().map(AuditRecord::target).toList());
                cursor = page.nextCursor();
            } while (cursor != null);
            assertThat(pages).containsExactly(List.of(), List.of(), List.of("oldest"));
        }

        @Test
        void nothing_is_found_twice_when_an_event_comes_while_a_page_is_read() throws SQLException {
            audit.record(event(ACME, "ldap.bind", Outcome.SUCCESS, "oldest"));
            context.bean(JdbcClient.class).sql("""
                            INSERT INTO audit_event (tenant_id, id, time, actor, action, target, address, outcome, reason, request_id)
                            SELECT 'acme.example', ('f0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(),
                                'client:shop@acme.example', 'token.issue', '', '', 'success', '', ''
                              FROM generate_series(1, 49999) n""").update();
            var statements = new AtomicInteger();
            var database = new DelegatingDataSource(context.bean(DataSource.class)) {
                @Override
                public Connection getConnection() throws SQLException {
                    if (statements.incrementAndGet() == 2) {
                        audit.record(issued("comes between"));
                    }
                    return super.getConnection();
                }
            };
            var reading = new StoredAuditTrail(
                    JdbcClient.create(database),
                    new AuditVerification(JdbcClient.create(database), transaction, context.bean(SealedKeys.class)),
                    context.bean(AuditRetention.class));
            var filter = new Filter("ldap.bind", null, null, null);
            Page<AuditRecord> first = reading.list(ACME, filter, null, 10);
            assertThat(first.items()).extracting(AuditRecord::target).containsExactly("oldest");
            assertThat(reading.list(ACME, filter, first.nextCursor(), 10).items())
                    .isEmpty();
        }

        @Test
        void a_bad_cursor_or_limit_names_the_field() {
            assertThatThrownBy(() -> trail.list(ACME, Filter.NONE, "x' OR 1=1", 10))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            bad -> assertThat(bad.field()).isEqualTo("cursor"));
            for (int limit : new int[] {0, 501}) {
                assertThatThrownBy(() -> trail.list(ACME, Filter.NONE, null, limit))
                        .isInstanceOfSatisfying(
                                InvalidFieldException.class,
                                bad -> assertThat(bad.field()).isEqualTo("limit"));
            }
        }
    }
}
