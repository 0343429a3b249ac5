package io.lightwave.directory.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditCheck;
import io.lightwave.directory.AuditCheck.Finding;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.sealing.SealingConfiguration;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Threat T21: whoever owns the database changes the audit trail, and it is noticed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditSealTest {
    private final TestContext context = TestContext.start(AuditConfiguration.class, SealingConfiguration.class);
    private final Audit audit = context.bean(Audit.class);
    private final AuditTrail trail = context.bean(AuditTrail.class);
    private final AuditSealer sealer = context.bean(AuditSealer.class);
    private int tests;
    private TenantId acme = new TenantId("acme.example");
    private TenantId other = new TenantId("other.example");

    @BeforeEach
    void begin() {
        acme = new TenantId("acme-%d.example".formatted(++tests));
        other = new TenantId("other-%d.example".formatted(tests));
    }

    @AfterAll
    void stop() {
        context.close();
    }

    private void record(TenantId tenant, String... targets) {
        for (String target : targets) {
            audit.record(new AuditEvent(
                    tenant,
                    "client:billing@acme.example",
                    "token.issue",
                    target,
                    Outcome.SUCCESS,
                    "",
                    new Origin("192.0.2.1", "r-1")));
        }
    }

    private void sealed(TenantId tenant, String... targets) {
        record(tenant, targets);
        sealer.seal();
    }

    private AuditCheck check() {
        return trail.check(acme, null, null);
    }

    private List<String> problems() {
        return check().findings().stream()
                .map(finding -> "%d: %s".formatted(finding.seal(), finding.problem()))
                .toList();
    }

    /// As somebody who owns the database.
    private void tamper(String sql) throws SQLException {
        try (var connection = context.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE audit_event DISABLE TRIGGER USER");
            String own = sql.replace("{acme}", "'" + acme + "'").replace("{other}", "'" + other + "'");
            assertThat(statement.executeUpdate(own)).as(own).isPositive();
        }
    }

    private static String head(AuditCheck check) {
        AuditCheck.Head head = Objects.requireNonNull(check.head());
        return head.number() + ":" + head.hash();
    }

    @Nested
    class WhatNobodyTouched {
        @Test
        void is_found_as_it_was_sealed_and_what_is_younger_is_counted() {
            sealed(acme, "a", "b");
            sealed(other, "theirs");
            sealed(acme, "c");
            record(acme, "d", "e");
            AuditCheck check = check();
            assertThat(check.findings()).isEmpty();
            assertThat(check.seals()).isEqualTo(2);
            assertThat(check.events()).isEqualTo(3);
            assertThat(check.unsealed()).isEqualTo(2);
            assertThat(head(check)).matches("2:[0-9a-f]{64}");
            assertThat(check.nextCursor()).isNull();
        }

        @Test
        void needs_no_seal_while_nothing_happens() {
            sealed(acme, "a");
            sealer.seal();
            sealer.seal();
            assertThat(check().seals()).isEqualTo(1);
        }

        @Test
        void is_nothing_in_a_tenant_without_events() {
            assertThat(check()).isEqualTo(new AuditCheck(0, 0, 0, 0, null, List.of(), null));
        }

        @Test
        void is_sealed_once_however_many_nodes_try() throws Exception {
            record(acme, "a");
            try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Object> node : nodes.invokeAll(Collections.nCopies(8, Executors.callable(sealer::seal)))) {
                    node.get();
                }
            }
            sealer.seal();
            assertThat(problems()).isEmpty();
            assertThat(check().seals()).isEqualTo(1);
        }

        /// Its events bear the number of a transaction that began before others that are sealed already.
        @Test
        void is_sealed_although_its_transaction_took_long() {
            var transaction = context.bean(TransactionTemplate.class);
            transaction.executeWithoutResult(_ -> {
                context.bean(JdbcClient.class)
                        .sql("SELECT pg_current_xact_id()::text")
                        .query(String.class)
                        .single();
                CompletableFuture.runAsync(() -> sealed(acme, "quick")).join();
                audit.recordChange(new AuditEvent(
                        acme, "user:a", "client.create", "slow", Outcome.SUCCESS, "", new Origin("192.0.2.1", "r-2")));
            });
            assertThat(check().unsealed()).isEqualTo(2);
            sealer.seal();
            AuditCheck check = check();
            assertThat(check.findings()).isEmpty();
            assertThat(check.events()).isEqualTo(2);
            assertThat(check.unsealed()).isZero();
        }
    }

    @Nested
    class T21 {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "target = 'x'",
                    "actor = 'user:someone@acme.example'",
                    "action = 'token.introspect'",
                    "address = '192.0.2.2'",
                    "outcome = 'refused'",
                    "reason = '.'",
                    "request_id = 'r-2'",
                    "time = time + interval '1 microsecond'",
                    "id = gen_random_uuid()"
                })
        void one_changed_event_is_found(String change) throws SQLException {
            sealed(acme, "a");
            sealed(acme, "b");
            sealed(acme, "c");
            tamper("UPDATE audit_event SET " + change + " WHERE tenant_id = {acme} AND target = 'b'");
            assertThat(problems()).containsExactly("2: its events have been changed");
        }

        @Test
        void text_moved_from_one_column_to_the_next_is_found() throws SQLException {
            sealed(acme, "a");
            tamper("UPDATE audit_event SET action = 'token.issuea', target = '' WHERE tenant_id = {acme}");
            assertThat(problems()).containsExactly("1: its events have been changed");
        }

        @Test
        void a_removed_event_is_found() throws SQLException {
            sealed(acme, "a", "b");
            tamper("DELETE FROM audit_event WHERE tenant_id = {acme} AND target = 'a'");
            assertThat(problems()).containsExactly("1: 2 events were sealed, and 1 are there");
        }

        @Test
        void an_event_of_another_tenant_s_trail_does_not_pass() throws SQLException {
            sealed(other, "theirs");
            sealed(acme, "a");
            tamper("UPDATE audit_event SET tenant_id = {acme} WHERE tenant_id = {other}");
            assertThat(problems()).containsExactly("1: 1 events were sealed, and 2 are there");
        }

        @Test
        void an_event_that_was_put_in_later_is_found_even_after_the_last_seal() throws SQLException {
            sealed(acme, "a");
            sealed(other, "theirs");
            tamper("""
                    INSERT INTO audit_event (tenant_id, id, time, actor, action, target, address, outcome, reason,
                        request_id, epoch, xid)
                    SELECT {acme}, gen_random_uuid(), time, actor, action, 'forged', address, outcome, reason,
                        request_id, epoch, xid FROM audit_event WHERE tenant_id = {other}""");
            assertThat(problems()).containsExactly("1: 1 older events follow it, and no seal covers them");
            sealed(acme, "b");
            assertThat(problems()).containsExactly("2: 1 events were sealed, and 2 are there");
        }

        @Test
        void a_seal_that_is_made_anew_without_the_key_is_found() throws SQLException {
            sealed(acme, "a");
            tamper("UPDATE audit_seal SET mac = encode(sha256(mac::bytea), 'hex') WHERE tenant_id = {acme}");
            assertThat(problems()).containsExactly("1: it was not made by this server's key");
        }

        @ParameterizedTest
        @CsvSource({
            "'number = 9', '9: the seals before it are missing, from 2 on'",
            "'events = 7', '2: it does not continue the seal before, or has been changed'",
            "'since = ''1''', '2: it does not continue the seal before, or has been changed'",
            "'up_to = ''1''', '2: it does not continue the seal before, or has been changed'",
            "'content = encode(sha256(content::bytea), ''hex'')', '2: it does not continue the seal before, or has been changed'",
            "'sealed_at = sealed_at + interval ''1 s''', '2: it does not continue the seal before, or has been changed'"
        })
        void a_changed_seal_is_found(String change, String problem) throws SQLException {
            sealed(acme, "a");
            sealed(acme, "b");
            tamper("UPDATE audit_seal SET " + change + " WHERE tenant_id = {acme} AND number = 2");
            assertThat(problems()).contains(problem);
        }

        @Test
        void a_seal_taken_out_with_its_events_is_found() throws SQLException {
            sealed(acme, "a");
            sealed(acme, "b");
            sealed(acme, "c");
            tamper("DELETE FROM audit_event WHERE tenant_id = {acme} AND target = 'b'");
            tamper("DELETE FROM audit_seal WHERE tenant_id = {acme} AND number = 2");
            assertThat(problems()).contains("3: the seals before it are missing, from 2 on");
        }

        @Test
        void a_seal_of_another_tenant_does_not_pass() throws SQLException {
            sealed(other, "a");
            sealed(acme, "a");
            tamper("DELETE FROM audit_seal WHERE tenant_id = {acme}");
            tamper("UPDATE audit_seal SET tenant_id = {acme} WHERE tenant_id = {other}");
            assertThat(problems()).contains("1: it was not made by this server's key");
        }

        /// The only thing that the trail alone cannot tell.
        @Test
        void an_end_that_was_cut_off_is_found_by_an_anchor_that_was_noted_elsewhere() throws SQLException {
            sealed(acme, "a");
            sealed(acme, "b");
            String anchor = head(check());
            assertThat(trail.check(acme, null, anchor).findings()).isEmpty();
            sealed(acme, "c");
            assertThat(trail.check(acme, null, anchor).findings()).isEmpty();
            tamper("DELETE FROM audit_event WHERE tenant_id = {acme} AND target IN ('b', 'c')");
            tamper("DELETE FROM audit_seal WHERE tenant_id = {acme} AND number >= 2");
            assertThat(check().findings()).isEmpty();
            assertThat(trail.check(acme, null, anchor).findings())
                    .containsExactly(new Finding(2, "the trail ends before the anchor, with seal 1"));
            sealed(acme, "d");
            assertThat(trail.check(acme, null, anchor).findings())
                    .containsExactly(new Finding(2, "its hash is not the anchor's"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "9", "1;"})
    void a_cursor_that_is_none_of_ours_is_refused(String cursor) {
        assertThatThrownBy(() -> trail.check(acme, cursor, null)).isInstanceOf(InvalidFieldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:", "0:00", "1:zz"})
    void an_anchor_that_is_none_is_refused(String anchor) {
        assertThatThrownBy(() -> trail.check(acme, null, anchor)).isInstanceOf(InvalidFieldException.class);
    }

    /// Threat 38: a dump, restored where transactions are numbered from the beginning.
    @Test
    void a_restored_database_goes_on_in_another_epoch() throws SQLException {
        sealed(acme, "a");
        record(acme, "not sealed before the dump");
        tamper("UPDATE audit_event SET xid = (xid::text::bigint + 1000000000)::text::xid8");
        tamper("UPDATE audit_seal SET up_to = (up_to::text::bigint + 1000000000)::text::xid8");
        tamper("UPDATE audit_sealing SET up_to = (up_to::text::bigint + 1000000000)::text::xid8");
        String shifted = "1: it does not continue the seal before, or has been changed";
        assertThat(problems()).containsExactly(shifted);
        sealer.begin();
        sealed(acme, "after");
        assertThat(problems()).containsExactly(shifted);
        assertThat(check().events()).isEqualTo(3);
        assertThat(check().unsealed()).isZero();
        sealer.begin();
        sealed(acme, "once only");
        assertThat(problems()).containsExactly(shifted);
        assertThat(check().seals()).isEqualTo(4);
    }

    @Nested
    class Retention {
        private final AuditRetention retention = context.bean(AuditRetention.class);

        private void keepFor(@Nullable Integer days) {
            trail.keepFor(acme, days, "user:admin@acme.example", new Origin("192.0.2.1", "r-3"));
        }

        private List<String> targets() {
            return trail.list(acme, AuditTrail.Filter.NONE, null, 100).items().stream()
                    .map(event -> event.target())
                    .toList();
        }

        @Test
        void what_is_older_than_the_tenant_wants_to_keep_is_removed_and_the_rest_still_verifies() {
            sealed(acme, "a");
            sealed(acme, "b");
            sealed(other, "theirs");
            String anchor = head(check());
            keepFor(90);
            context.clock().advance(Duration.ofDays(89));
            retention.removeTheOld();
            sealed(acme, "c");
            assertThat(targets()).contains("a", "b", "c");
            context.clock().advance(Duration.ofDays(2));
            retention.removeTheOld();
            assertThat(targets()).doesNotContain("a", "b").contains("c", "policy:audit", "up to seal 2");
            assertThat(trail.list(other, AuditTrail.Filter.NONE, null, 9).items())
                    .hasSize(1);
            sealer.seal();
            AuditCheck check = trail.check(acme, null, anchor);
            assertThat(check.findings()).isEmpty();
            assertThat(check.removedUpTo()).isEqualTo(2);
            assertThat(check.seals()).isEqualTo(2);
        }

        @Test
        void for_ever_is_what_a_tenant_has_that_says_nothing() {
            sealed(acme, "a");
            context.clock().advance(Duration.ofDays(36_500));
            retention.removeTheOld();
            assertThat(targets()).containsExactly("a");
            keepFor(30);
            keepFor(null);
            retention.removeTheOld();
            assertThat(trail.retentionDays(acme)).isEmpty();
            assertThat(targets()).contains("a");
        }

        @Test
        void what_somebody_else_removed_does_not_pass_for_it() throws SQLException {
            sealed(acme, "a");
            sealed(acme, "b");
            keepFor(30);
            context.clock().advance(Duration.ofDays(31));
            retention.removeTheOld();
            sealed(acme, "c");
            sealed(acme, "d");
            tamper("DELETE FROM audit_event WHERE tenant_id = {acme} AND target = 'c'");
            tamper("""
                    UPDATE audit_removed SET number = s.number, up_to = s.up_to, hash = s.hash
                    FROM audit_seal s WHERE audit_removed.tenant_id = {acme} AND s.tenant_id = {acme} AND s.number = 3""");
            tamper("DELETE FROM audit_seal WHERE tenant_id = {acme} AND number = 3");
            assertThat(problems()).contains("3: what was before it was not removed by this server");
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 29, 36_501})
        void it_is_thirty_days_to_a_hundred_years(int days) {
            assertThatThrownBy(() -> keepFor(days)).isInstanceOf(InvalidFieldException.class);
        }
    }
}
