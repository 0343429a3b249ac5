package io.lightwave.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AuthorityTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static World world;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static X509Certificate parsed(byte[] encoded) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static int rows(TenantId tenant) {
        return world.context
                .bean(JdbcClient.class)
                .sql("select count(*) from ca_authority where tenant_id = :tenant")
                .param("tenant", tenant.value())
                .query((row, _) -> row.getInt(1))
                .single();
    }

    @Test
    void a_tenant_has_a_root_and_an_issuing_authority_below_it() throws Exception {
        var root = parsed(world.door.get("/t/acme.example/ca/root.pem", null).body());
        var issuing =
                parsed(world.door.get("/t/acme.example/ca/chain.pem", null).body());
        root.verify(root.getPublicKey());
        issuing.verify(root.getPublicKey());
        assertThat(root.getBasicConstraints()).isEqualTo(1);
        assertThat(issuing.getBasicConstraints()).isZero();
        assertThat(root.getSubjectX500Principal().getName()).isEqualTo("CN=Root CA 1,DC=acme,DC=example");
        assertThat(issuing.getSubjectX500Principal().getName()).isEqualTo("CN=Issuing CA 1,DC=acme,DC=example");
        for (var authority : List.of(root, issuing)) {
            assertThat(authority.getKeyUsage())
                    .containsExactly(false, false, false, false, false, true, true, false, false);
            assertThat(authority.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://acme.example"));
        }
        assertThat(world.authority().anchors(ACME)).containsExactly(root);
    }

    @Test
    void each_authority_s_certificate_is_published_in_der() throws Exception {
        var answer = world.door.get("/t/acme.example/ca/issuing-1.cer", null);
        assertThat(answer.type()).isEqualTo("application/pkix-cert");
        assertThat(parsed(answer.body()))
                .isEqualTo(parsed(
                        world.door.get("/t/acme.example/ca/chain.pem", null).body()));
    }

    @Test
    void what_does_not_exist_is_404() {
        for (String path : List.of(
                "/t/acme.example/ca/issuing-2.cer",
                "/t/globex.example/ca/issuing-1.cer",
                "/t/globex.example/ca/root.pem",
                "/t/globex.example/ca/chain.pem")) {
            assertThat(world.door.get(path, null).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void provisioning_again_changes_nothing() {
        var before = world.authority().anchors(ACME);
        world.authority().provision(ACME);
        assertThat(world.authority().anchors(ACME)).isEqualTo(before);
        assertThat(rows(ACME)).isEqualTo(2);
    }

    @Test
    void many_at_once_provision_once() {
        var tenant = new TenantId("many.example");
        world.context.bean(Tenants.class).begin(tenant, "Many");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                threads.execute(() -> world.authority().provision(tenant));
            }
        }
        assertThat(rows(tenant)).isEqualTo(2);
        assertThat(world.authority().anchors(tenant)).hasSize(1);
    }

    @Test
    void another_node_signs_with_the_same_key() throws Exception {
        try (var other = new World(world.context.database())) {
            other.context.clock().set(world.now());
            var who = other.subject(ACME, SubjectKind.WORKLOAD, "payments");
            var outcome = (io.lightwave.ca.IssuanceOutcome.Issued)
                    other.authority().issue(who, "workload", Requests.sound(), World.ORIGIN);
            outcome.chain()
                    .getFirst()
                    .verify(parsed(world.door
                                    .get("/t/acme.example/ca/chain.pem", null)
                                    .body())
                            .getPublicKey());
        }
    }

    @Test
    void a_tenant_without_authorities_cannot_issue() {
        var empty = new TenantId("empty.example");
        world.context.bean(Tenants.class).begin(empty, "Empty");
        world.context.bean(Tenants.class).markReady(empty);
        var who = world.subject(empty, SubjectKind.WORKLOAD, "payments");
        assertThatIllegalStateException()
                .isThrownBy(() -> world.authority().issue(who, "workload", Requests.sound(), World.ORIGIN));
    }

    @Test
    void no_key_is_stored_in_the_clear() {
        List<byte[]> keys = world.context
                .bean(JdbcClient.class)
                .sql("select sealed_key from ca_authority where tenant_id = 'acme.example'")
                .query((row, _) -> row.getBytes(1))
                .list();
        for (byte[] key : keys) {
            assertThat(java.util.HexFormat.of().formatHex(key)).doesNotContain("06072a8648ce3d0201"); // id-ecPublicKey
        }
    }
}
