package io.lightwave.ca.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 5280 §5.1.2.6 revoked certificates, copied from list to list")
class IncrementalListsTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private TenantId acme;
    private Caller operator;
    private ActivePrincipal payments;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @BeforeEach
    void begin() {
        world.context.clock().set(TestClock.NOON);
        acme = new TenantId("acme-%d.example".formatted(COUNT.incrementAndGet()));
        world.tenant(acme);
        operator = world.caller(world.subject(acme, SubjectKind.USER, "admin"));
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private String enrol() {
        var outcome = world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN);
        return ((IssuanceOutcome.Issued) outcome).id().toString();
    }

    private void revoke(String id, String reason) {
        world.door.post(
                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, id),
                operator,
                "application/json",
                "{\"reason\":\"%s\"}".formatted(reason).getBytes(UTF_8));
    }

    private byte[] list() {
        return world.door
                .get("/t/%s/ca/crl/issuing-1/0.crl".formatted(acme), null)
                .body();
    }

    private static X509CRL parsed(byte[] list) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list));
    }

    private void sql(String statement) {
        jdbc().sql(statement + " where tenant_id = :tenant")
                .param("tenant", acme.value())
                .update();
    }

    private static JdbcClient jdbc() {
        return world.context.bean(JdbcClient.class);
    }

    /// The next list is made of all records.
    private byte[] complete() {
        sql("update ca_revocation_list set complete_at = null, revision = revision + 1");
        return afresh();
    }

    /// The next list is asked of a node that has none in memory.
    private byte[] afresh() {
        try (var other = new World(world.context.database())) {
            other.context.clock().set(world.now());
            return other.door
                    .get("/t/%s/ca/crl/issuing-1/0.crl".formatted(acme), null)
                    .body();
        }
    }

    @Test
    void a_list_that_was_extended_has_the_octets_of_one_made_of_all_records() throws Exception {
        var random = new Random(7);
        List<String> certificates = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 5; i++) {
                certificates.add(enrol());
            }
            for (int i = 0; i < 6; i++) { // some are revoked, held, released, and revoked after a hold
                revoke(
                        certificates.get(random.nextInt(certificates.size())),
                        List.of("certificateHold", "removeFromCRL", "keyCompromise", "unspecified", "superseded")
                                .get(random.nextInt(5)));
            }
            byte[] extended = list();
            assertThat(RevokedCertificates.of(extended)).isEqualTo(RevokedCertificates.of(complete()));
            world.context.clock().advance(Duration.ofSeconds(random.nextInt(3)));
            list();
        }
        assertThat(parsed(list()).getRevokedCertificates()).hasSizeGreaterThan(10);
    }

    @Test
    void what_is_in_the_list_is_not_read_again() throws Exception {
        var first = enrol();
        revoke(first, "superseded");
        list();
        // Behind the lists' back: whoever reads all records would miss it.
        jdbc().sql("alter table ca_certificate disable trigger ca_certificate_state")
                .update();
        sql("update ca_certificate set revoked_at = null, revocation_reason = null");
        jdbc().sql("alter table ca_certificate enable trigger ca_certificate_state")
                .update();
        revoke(enrol(), "superseded");
        assertThat(parsed(list()).getRevokedCertificates()).hasSize(2);
        assertThat(parsed(complete()).getRevokedCertificates()).hasSize(1);
    }

    @Test
    void a_transaction_that_ends_after_the_next_list_is_in_the_one_after_it() throws Exception {
        var slow = enrol();
        var fast = enrol();
        list();
        try (var connection = world.context.database().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                update ca_certificate set revoked_at = now(), revocation_reason = 'superseded' where id = '%s'\
                """.formatted(slow));
            revoke(fast, "superseded");
            assertThat(parsed(list()).getRevokedCertificates()).hasSize(1);
            connection.commit();
        }
        revoke(enrol(), "superseded");
        assertThat(parsed(list()).getRevokedCertificates()).hasSize(3);
    }

    @Test
    void after_half_a_list_s_life_all_records_are_read_though_there_was_always_something_new() throws Exception {
        revoke(enrol(), "superseded");
        list();
        for (int hours = 0; hours < 60; hours += 6) {
            world.context.clock().advance(Duration.ofHours(6));
            revoke(enrol(), "superseded");
            list();
        }
        // a day of life and one of grace: those of the last 42 hours
        assertThat(parsed(list()).getRevokedCertificates()).hasSize(8);
    }

    @Test
    void a_database_whose_transactions_were_counted_anew_gets_a_list_of_all_records() throws Exception {
        revoke(enrol(), "superseded");
        list();
        sql("update ca_revocation_list set signed_xmin = '9000000000000000000'");
        sql("update ca_certificate set state_xact = null");
        revoke(enrol(), "superseded");
        assertThat(parsed(list()).getRevokedCertificates()).hasSize(2);
    }

    @Test
    void openssl_reads_an_extended_list_and_its_signature() {
        var openssl = new OpenSsl(folder);
        revoke(enrol(), "superseded");
        list();
        revoke(enrol(), "keyCompromise");
        byte[] list = list();
        openssl.file("list.crl", list);
        openssl.file(
                "issuing.cer",
                world.door.get("/t/%s/ca/issuing-1.cer".formatted(acme), null).body());
        openssl.run("x509", "-inform", "DER", "-in", "issuing.cer", "-out", "issuing.pem");
        var read = openssl.attempt(
                "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "issuing.pem", "-text", "-noout");
        assertThat(read.output()).contains("verify OK", "Superseded", "Key Compromise", "Version 2 (0x1)");
    }

    @Test
    void a_hundred_thousand_entries_take_one_more() throws Exception {
        jdbc().sql("""
            insert into ca_certificate (tenant_id, id, authority, serial, profile, subject, names, key_hash, not_before,
                                        not_after, created_at, revoked_at, revocation_reason)
            select :tenant, gen_random_uuid(), 'issuing-1', to_hex(4503599627370496 + n) || 'ffffffffffffffff',
                   'workload', 'CN=x', '{}', '', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z',
                   '2026-01-01T11:00:00Z', 'superseded'
              from generate_series(1, 100000) n\
            """).param("tenant", acme.value()).update();
        list();
        revoke(enrol(), "keyCompromise");
        byte[] list = list();
        assertThat(parsed(list).getRevokedCertificates()).hasSize(100_001);
        assertThat(RevokedCertificates.of(list)).isEqualTo(RevokedCertificates.of(complete()));
    }
}
