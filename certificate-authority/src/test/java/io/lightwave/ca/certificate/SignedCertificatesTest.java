package io.lightwave.ca.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("What was signed, beside the record that was written before")
class SignedCertificatesTest {
    private static World world;
    private static JdbcClient jdbc;
    private static int tenants;
    private TenantId acme;
    private ActivePrincipal payments;

    @BeforeAll
    static void start() {
        world = new World();
        jdbc = world.context.bean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_tenant() {
        acme = new TenantId("signed-%d.example".formatted(++tenants));
        world.tenant(acme);
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
    }

    private IssuanceOutcome enrol(byte[] request) {
        return world.authority().issue(payments, "workload", request, World.ORIGIN);
    }

    private X509Certificate enrolled() {
        return ((IssuanceOutcome.Issued) enrol(Requests.sound())).chain().getFirst();
    }

    /// As the database has it of the workload's certificates, the oldest first.
    private List<Map<String, @Nullable Object>> records() {
        return jdbc.sql("""
            select c.id, c.serial, c.revocation_reason, c.xmin::text as recorded_by, s.xmin::text as signed_by
              from ca_certificate c left join ca_signed_certificate s using (tenant_id, id)
             where tenant_id = :tenant and c.profile = 'workload' order by c.created_at, c.id\
            """).param("tenant", acme.value()).query().listOfRows();
    }

    /// Runs with a trigger of the table for this tenant's rows.
    private void with(String table, String body, Runnable action) {
        jdbc.sql("create function meanwhile() returns trigger language plpgsql as $$ begin %s return new; end $$"
                        .formatted(body))
                .update();
        jdbc.sql("""
            create trigger meanwhile after insert on %s for each row when (new.tenant_id = '%s')
            execute function meanwhile()\
            """.formatted(table, acme)).update();
        try {
            action.run();
        } finally {
            jdbc.sql("drop trigger meanwhile on " + table).update();
            jdbc.sql("drop function meanwhile").update();
        }
    }

    private int found() {
        return world.door
                .get("/api/v1/tenants/%s/certificates?profile=workload".formatted(acme), null)
                .json()
                .get("items")
                .size();
    }

    @Test
    void is_another_transaction_s_and_leaves_the_record_as_it_was() {
        enrolled();
        var record = records().getFirst();
        assertThat(record.get("recorded_by")).isNotNull();
        assertThat(record.get("signed_by")).isNotNull().isNotEqualTo(record.get("recorded_by"));
    }

    @Test
    void is_missing_of_a_record_whose_signature_was_not_kept_and_which_ends_with_its_holder() {
        with(
                "ca_signed_certificate",
                "raise exception 'lost';",
                () -> assertThatThrownBy(() -> enrol(Requests.sound())).hasMessageContaining("lost"));
        assertThat(records()).hasSize(1);
        assertThat(records().getFirst()).containsEntry("signed_by", null).containsEntry("revocation_reason", null);
        assertThat(found()).isZero();
        world.subjects().setEnabled(acme, payments.id(), false);
        assertThat(records().getFirst()).containsEntry("revocation_reason", "certificateHold");
        world.subjects().setEnabled(acme, payments.id(), true);
        enrolled();
        assertThat(found()).isEqualTo(1);
    }

    @Test
    void is_not_kept_when_the_record_was_revoked_before() {
        with(
                "ca_certificate",
                """
                update ca_certificate set revoked_at = now(), revocation_reason = 'superseded'
                 where tenant_id = new.tenant_id and id = new.id;""",
                () -> assertThat(enrol(Requests.sound()))
                        .isEqualTo(new IssuanceOutcome.Refused(
                                "the subject was disabled, or the authority ended, meanwhile")));
        assertThat(records()).hasSize(1);
        assertThat(records().getFirst()).containsEntry("signed_by", null);
        assertThat(world.audited(acme, "certificate.issue")).last().asString().startsWith("REFUSED");
    }

    @Test
    @Timeout(300) // else it would wait for ever for whom it keeps waiting
    void is_not_kept_when_the_record_is_revoked_by_a_transaction_that_has_not_ended_yet() throws Exception {
        try (var keeper = world.context.database().connect();
                var revoker = world.context.database().connect()) {
            keeper.setAutoCommit(false);
            revoker.setAutoCommit(false);
            change(keeper, "lock table ca_signed_certificate in exclusive mode");
            var outcome = new FutureTask<>(() -> enrol(Requests.sound()));
            Thread.ofPlatform().start(outcome);
            awaitWaitingFor("relation", outcome);
            assertThat(change(revoker, """
                            update ca_certificate set revoked_at = now(), revocation_reason = 'superseded'
                             where tenant_id = '%s' and profile = 'workload'""".formatted(acme))).isEqualTo(1);
            keeper.rollback();
            awaitWaitingFor("transactionid", outcome);
            revoker.commit();
            assertThat(outcome.get())
                    .isEqualTo(
                            new IssuanceOutcome.Refused("the subject was disabled, or the authority ended, meanwhile"));
        }
        assertThat(records().getFirst()).containsEntry("signed_by", null);
    }

    private static int change(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /// Until somebody waits for such a lock, or what should wait has ended.
    private static void awaitWaitingFor(String kind, FutureTask<?> waiting) {
        while (!waiting.isDone()
                && jdbc.sql("select count(*) from pg_locks where locktype = :kind and not granted")
                                .param("kind", kind)
                                .query(Integer.class)
                                .single()
                        == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void is_believed_by_all_its_octets_until_its_serial_number_is_revoked() throws Exception {
        var trust = world.context.bean(CertificateTrust.class);
        var feed = world.context.bean(ChangeFeed.class);
        X509Certificate real = enrolled();
        feed.catchUp();
        assertThat(trust.find(acme, real)).contains(new CertificateTrust.Trusted(Optional.of(payments.id())));
        X509Certificate forged = forgedAfter(real);
        assertThat(trust.find(acme, forged)).isEmpty();
        world.subjects().setEnabled(acme, payments.id(), false);
        assertThat(trust.find(acme, real)).isEmpty();
        world.subjects().setEnabled(acme, payments.id(), true);
        assertThat(trust.find(acme, real)).isPresent();
        assertThat(trust.find(acme, forged)).isEmpty();
    }

    /// All that a certificate says, by another key.
    private static X509Certificate forgedAfter(X509Certificate real) throws Exception {
        KeyPair thief = Requests.ec("secp256r1");
        var builder = new JcaX509v3CertificateBuilder(
                real.getIssuerX500Principal(),
                real.getSerialNumber(),
                real.getNotBefore(),
                real.getNotAfter(),
                real.getSubjectX500Principal(),
                thief.getPublic());
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(thief.getPrivate())));
    }
}
