package io.lightwave.ca.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final String PATH = "/api/v1/tenants/acme.example/certificates";

    @Test
    void records_go_ninety_days_after_the_end_except_authorities_and_leaked_keys() {
        try (var world = new World().tenant(ACME)) {
            var payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
            var operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
            byte[] leaked = Requests.sound();
            var plain = issued(world, payments, Requests.sound());
            var compromised = issued(world, payments, leaked);
            world.door.postJson(PATH + "/" + compromised.id() + "/revoke", operator, "{\"reason\":\"keyCompromise\"}");

            var schedule = world.context.bean("certificateRetentionSchedule", RecurringTask.class);
            assertThat(schedule.isRunning()).isTrue();
            var retention = world.context.bean(Retention.class);
            world.context.clock().advance(Duration.ofDays(91).minusSeconds(61));
            retention.purge();
            assertThat(world.door.get(PATH + "/" + plain.id(), null).status()).isEqualTo(200);

            world.context.clock().advance(Duration.ofSeconds(1));
            var young = issued(world, payments, Requests.sound());
            retention.purge();
            assertThat(world.door.get(PATH + "/" + plain.id(), null).status()).isEqualTo(404);
            assertThat(world.door.get(PATH + "/" + young.id(), null).status()).isEqualTo(200);
            assertThat(signed(world)).contains(young.id(), compromised.id()).doesNotContain(plain.id());
            assertThat(world.door.get(PATH + "/" + compromised.id(), null).status())
                    .isEqualTo(200);
            assertThat(world.authority().issue(payments, "workload", leaked, World.ORIGIN))
                    .isInstanceOf(IssuanceOutcome.Refused.class);
            assertThat(world.door.get(PATH + "?profile=issuing", null).json().get("items"))
                    .hasSize(1);
            assertThat(world.audited(ACME, "certificate.purge")).hasSize(1);
            schedule.stop();
            assertThat(schedule.isRunning()).isFalse();
        }
    }

    private static IssuanceOutcome.Issued issued(
            World world, io.lightwave.directory.ActivePrincipal who, byte[] request) {
        return (IssuanceOutcome.Issued) world.authority().issue(who, "workload", request, World.ORIGIN);
    }

    /// Whose signed form is there.
    private static List<UUID> signed(World world) {
        return world.context
                .bean(JdbcClient.class)
                .sql("select id from ca_signed_certificate")
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }
}
