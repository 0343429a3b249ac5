package io.lightwave.ca.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("What a banned node spoke for is revoked (threat T12)")
class EndedAttestersTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final IssuanceOutcome ENDED =
            new IssuanceOutcome.Refused("the node that spoke for the subject is banned, or was just now");
    private static final String SSH_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm";
    private World world;
    private ActivePrincipal node;
    private ActivePrincipal payments;

    @BeforeEach
    void start() {
        world = new World().tenant(ACME);
        world.context.bean("endedAttestersTask", RecurringTask.class).stop();
        node = world.subject(ACME, SubjectKind.NODE, "node-1");
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private IssuanceOutcome asks(Optional<ActivePrincipal> attester) {
        var origin = World.ORIGIN.by("in words", attester.map(ActivePrincipal::id));
        return world.authority().issue(payments, "workload", Requests.sound(), origin);
    }

    private X509Certificate issued(Optional<ActivePrincipal> attester) {
        return ((IssuanceOutcome.Issued) asks(attester)).chain().getFirst();
    }

    private X509CRL list() throws Exception {
        byte[] der =
                world.door.get("/t/acme.example/ca/crl/issuing-1/0.crl", null).body();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    private void tend() {
        world.context.bean(EndedAttesters.class).tend();
    }

    private String reason(X509Certificate certificate) throws Exception {
        var entry = list().getRevokedCertificate(certificate.getSerialNumber());
        return entry == null ? "none" : String.valueOf(entry.getRevocationReason());
    }

    @Test
    void when_it_is_banned_and_nothing_else_is() throws Exception {
        var other = world.subject(ACME, SubjectKind.NODE, "node-2");
        var attested = issued(Optional.of(node));
        var elsewhere = issued(Optional.of(other));
        var byNobody = issued(Optional.empty());
        world.subjects().setEnabled(ACME, node.id(), false);
        tend();
        assertThat(reason(attested)).isEqualTo("PRIVILEGE_WITHDRAWN");
        assertThat(reason(elsewhere)).isEqualTo("none");
        assertThat(reason(byNobody)).isEqualTo("none");
        assertThat(world.audited(ACME, "certificate.revoke"))
                .containsExactly("SUCCESS server: 1 certificates by the word of node:node-1 privilegeWithdrawn");
        assertThat(asks(Optional.of(node))).isEqualTo(ENDED);
    }

    @Test
    void for_good_even_when_it_is_let_in_again_or_its_workload_was_on_hold() throws Exception {
        var attested = issued(Optional.of(node));
        world.subjects().setEnabled(ACME, payments.id(), false);
        world.subjects().setEnabled(ACME, node.id(), false);
        world.subjects().setEnabled(ACME, node.id(), true);
        world.subjects().setEnabled(ACME, payments.id(), true);
        assertThat(asks(Optional.of(node))).as("until all is revoked").isEqualTo(ENDED);
        tend();
        assertThat(reason(attested)).isEqualTo("PRIVILEGE_WITHDRAWN");
        var after = issued(Optional.of(node));
        tend();
        assertThat(reason(after)).isEqualTo("none");
    }

    @Test
    void when_it_is_deleted_or_evicted() throws Exception {
        var other = world.subject(ACME, SubjectKind.NODE, "node-2");
        var ofDeleted = issued(Optional.of(node));
        var ofEvicted = issued(Optional.of(other));
        world.subjects().delete(ACME, node.id());
        var evicted = world.subjects().byId(ACME, other.id()).orElseThrow();
        world.context
                .bean(TransactionTemplate.class)
                .executeWithoutResult(
                        _ -> world.context.bean(AttestedCertificates.class).end(evicted));
        tend();
        assertThat(reason(ofDeleted)).isEqualTo("PRIVILEGE_WITHDRAWN");
        assertThat(reason(ofEvicted)).isEqualTo("PRIVILEGE_WITHDRAWN");
    }

    @Test
    void its_ssh_certificates_too() {
        var operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
        var on = world.door.patch(
                "/api/v1/tenants/acme.example/ssh",
                operator,
                "{\"hosts\":{\"enabled\":true,\"lifetime\":\"P30D\",\"holder\":\"workload\"}}");
        assertThat(on.status()).as(on.text()).isEqualTo(200);
        var other = world.subject(ACME, SubjectKind.NODE, "node-2");
        assertThat(asksForSsh(node).status()).isEqualTo(201);
        assertThat(asksForSsh(other).status()).isEqualTo(201);
        world.subjects().setEnabled(ACME, node.id(), false);
        var refused = asksForSsh(node);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("the node that spoke for the subject is banned, or was just now");
        tend();
        assertThat(world.door
                        .get("/api/v1/tenants/acme.example/ssh/certificates", operator)
                        .json()
                        .get("items")
                        .valueStream()
                        .map(certificate -> certificate.get("state").asString()))
                .containsExactlyInAnyOrder("revoked", "valid");
        assertThat(world.audited(ACME, "certificate.revoke"))
                .containsExactly("SUCCESS server: 1 certificates by the word of node:node-1 privilegeWithdrawn");
    }

    private Door.Answer asksForSsh(ActivePrincipal attester) {
        var caller = new Caller(payments, Optional.empty(), World.ORIGIN.by("in words", Optional.of(attester.id())));
        return world.door.post(
                "/t/acme.example/ca/ssh/certificates",
                caller,
                "text/plain",
                SSH_KEY.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatever_stops_another_node_s() throws Exception {
        var other = world.subject(ACME, SubjectKind.NODE, "node-2");
        var stuck = issued(Optional.of(node));
        var attested = issued(Optional.of(other));
        world.subjects().setEnabled(ACME, node.id(), false);
        world.subjects().setEnabled(ACME, other.id(), false);
        var jdbc = world.context.bean(JdbcClient.class);
        jdbc.sql("alter table ca_certificate add constraint stuck check (attester_id <> '%s' or revoked_at is null)"
                        .formatted(node.id()))
                .update();
        tend();
        assertThat(reason(attested)).isEqualTo("PRIVILEGE_WITHDRAWN");
        assertThat(reason(stuck)).isEqualTo("none");
        jdbc.sql("alter table ca_certificate drop constraint stuck").update();
        tend();
        assertThat(reason(stuck)).isEqualTo("PRIVILEGE_WITHDRAWN");
    }

    @Test
    void by_whichever_server_comes_after_one_that_ended_in_the_middle() throws Exception {
        var attested = issued(Optional.of(node));
        world.subjects().setEnabled(ACME, node.id(), false);
        try (var another = new World(world.context.database())) {
            another.context.bean(EndedAttesters.class).tend();
        }
        assertThat(reason(attested)).isEqualTo("PRIVILEGE_WITHDRAWN");
    }
}
