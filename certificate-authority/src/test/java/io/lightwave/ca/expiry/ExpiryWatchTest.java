package io.lightwave.ca.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpiryWatchTest {
    private static final TenantId ACME = new TenantId("acme.example");

    @Test
    void what_ends_without_a_successor_is_said_sixty_thirty_and_seven_days_before_and_once_each() {
        try (var world = new World().tenant(ACME)) {
            var operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
            world.door.postJson("/api/v1/tenants/acme.example/certificate-profiles", operator, """
                    {"name":"year","holders":["client"],"lifetime":"P365D","extendedKeyUsage":["clientAuth"]}""");
            var billing = world.subject(ACME, SubjectKind.CLIENT, "billing");
            var forgetful = issue(world, billing, "year");
            issue(world, world.subject(ACME, SubjectKind.WORKLOAD, "payments"), "workload");
            var watch = world.context.bean(ExpiryWatch.class);

            world.context.clock().advance(Duration.ofDays(304));
            watch.look();
            assertThat(world.audited(ACME, "certificate.expiring")).isEmpty();
            for (int[] step : new int[][] {{2, 1}, {20, 1}, {10, 2}, {20, 2}, {4, 3}, {3, 3}}) {
                world.context.clock().advance(Duration.ofDays(step[0]));
                watch.look();
                watch.look();
                assertThat(world.audited(ACME, "certificate.expiring")).hasSize(step[1]);
            }
            assertThat(world.audited(ACME, "certificate.expiring").getFirst())
                    .startsWith("SUCCESS server: year issuing-1/"
                            + forgetful.chain().getFirst().getSerialNumber().toString(16)
                            + " ends 2027-01-01T11:58:59Z without a successor: cn=billing");
        }
    }

    @Test
    void what_was_renewed_or_is_still_young_is_not_worth_a_word() {
        try (var world = new World().tenant(ACME)) {
            var billing = world.subject(ACME, SubjectKind.CLIENT, "billing");
            var watch = world.context.bean(ExpiryWatch.class);
            issue(world, billing, "client");
            watch.look();
            world.context.clock().advance(Duration.ofDays(25));
            issue(world, billing, "client");
            watch.look();
            assertThat(world.audited(ACME, "certificate.expiring")).isEmpty();
            world.context.clock().advance(Duration.ofDays(26));
            watch.look();
            assertThat(world.audited(ACME, "certificate.expiring")).hasSize(1);
        }
    }

    private static IssuanceOutcome.Issued issue(World world, ActivePrincipal who, String profile) {
        return (IssuanceOutcome.Issued) world.authority().issue(who, profile, Requests.sound(), World.ORIGIN);
    }
}
