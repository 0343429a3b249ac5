package io.lightwave.directory.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.sealing.SealingConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class AuditStreamTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");

    private final TestContext context = TestContext.start(AuditConfiguration.class, SealingConfiguration.class);
    private final JdbcClient jdbc = context.bean(JdbcClient.class);
    private final Audit audit = context.bean(Audit.class);
    private final AuditStream stream = context.bean(AuditStream.class);
    private final AuditStream onOtherNode = new StoredAuditStream(jdbc, new UUID(1, 2));
    private final List<String> taken = new ArrayList<>();

    @AfterEach
    void stop() {
        context.close();
    }

    private static AuditEvent event(TenantId tenant, String target) {
        return new AuditEvent(
                tenant,
                "client:billing@acme.example",
                "token.issue",
                target,
                Outcome.SUCCESS,
                "",
                new Origin("192.0.2.1", "r-1"));
    }

    private void record(TenantId tenant, String target) {
        audit.record(event(tenant, target));
    }

    private void take(List<AuditRecord> events) {
        events.forEach(event -> taken.add(event.tenant() + " " + event.target()));
    }

    @Test
    void every_tenant_s_events_come_once_in_the_order_of_their_commits() throws IOException {
        record(OTHER, "1");
        record(ACME, "2");
        record(OTHER, "3");
        assertThat(stream.forward("siem", 2, this::take)).isEqualTo(2);
        assertThat(stream.forward("siem", 2, this::take)).isEqualTo(1);
        assertThat(stream.forward("siem", 2, this::take)).isZero();
        record(ACME, "4");
        assertThat(onOtherNode.forward("siem", 2, this::take)).isEqualTo(1);
        assertThat(taken).containsExactly("other.example 1", "acme.example 2", "other.example 3", "acme.example 4");
    }

    @Test
    void each_copy_has_a_place_of_its_own() throws IOException {
        record(ACME, "1");
        assertThat(stream.forward("siem", 9, this::take)).isEqualTo(1);
        assertThat(stream.forward("file", 9, this::take)).isEqualTo(1);
    }

    @Test
    void what_was_not_taken_comes_again_and_other_nodes_may_try_at_once() throws IOException {
        record(ACME, "1");
        assertThatThrownBy(() -> stream.forward("siem", 9, _ -> {
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        assertThat(stream.waitingSince("siem")).isPresent();
        assertThat(onOtherNode.forward("siem", 9, this::take)).isEqualTo(1);
        assertThat(stream.waitingSince("siem")).isEmpty();
        assertThat(taken).containsExactly("acme.example 1");
    }

    @Test
    void one_node_hands_over_at_a_time() throws IOException {
        record(ACME, "1");
        stream.forward("siem", 9, events -> {
            record(ACME, "2");
            assertThat(onOtherNode.forward("siem", 9, this::take)).isZero();
            take(events);
        });
        assertThat(onOtherNode.forward("siem", 9, this::take)).isEqualTo(1);
        assertThat(taken).containsExactly("acme.example 1", "acme.example 2");
    }

    @Test
    void a_node_that_died_is_followed_by_another_after_its_lease() throws IOException {
        record(ACME, "1");
        assertThatThrownBy(() -> stream.forward("siem", 9, _ -> {
                    throw new Died();
                }))
                .isInstanceOf(Died.class);
        assertThat(onOtherNode.forward("siem", 9, this::take)).isZero();
        jdbc.sql("UPDATE audit_stream SET leased_until = leased_until - interval '1 minute'")
                .update();
        assertThat(onOtherNode.forward("siem", 9, this::take)).isEqualTo(1);
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void a_node_that_was_too_slow_does_not_set_the_place_back() throws IOException {
        record(ACME, "1");
        stream.forward("siem", 9, _ -> {
            jdbc.sql("UPDATE audit_stream SET leased_until = '-infinity'").update();
            record(ACME, "2");
            assertThat(onOtherNode.forward("siem", 9, this::take)).isEqualTo(2);
        });
        assertThat(stream.forward("siem", 9, this::take)).isZero();
        assertThat(taken).containsExactly("acme.example 1", "acme.example 2");
    }

    @Test
    void nothing_comes_before_what_an_older_transaction_may_still_commit() throws IOException {
        context.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
            jdbc.sql("SELECT pg_current_xact_id()::text").query(String.class).single();
            audit.recordChange(event(ACME, "1"));
            record(ACME, "2");
            assertThat(stream.waitingSince("siem")).isEmpty();
        });
        stream.forward("siem", 9, this::take);
        assertThat(taken).containsExactly("acme.example 1", "acme.example 2");
    }

    @Test
    void a_restored_database_goes_on_after_what_it_had_before() throws IOException {
        record(ACME, "1");
        stream.forward("siem", 9, this::take);
        jdbc.sql("UPDATE audit_sealing SET epoch = epoch + 1, up_to = '0'").update();
        record(ACME, "2");
        assertThat(stream.forward("siem", 9, this::take)).isEqualTo(1);
        assertThat(taken).containsExactly("acme.example 1", "acme.example 2");
    }
}
