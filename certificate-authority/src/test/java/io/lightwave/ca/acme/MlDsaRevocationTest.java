package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.Client.assertProblem;
import static io.lightwave.ca.acme.Client.b64;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 8555 §7.6 by a certificate's own key of ML-DSA-65 (RFC 9964)")
class MlDsaRevocationTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static World world;
    private static ActivePrincipal payments;
    private static ActivePrincipal operator;

    @BeforeAll
    static void start() {
        world = new World(
                        TestDatabase.fresh(),
                        new CertificateAuthoritySettings(
                                URI.create("http://pki.example"),
                                AcmeSettings.DEFAULTS,
                                Optional.empty(),
                                AuthorityKeyType.EC_P256,
                                CertificateAuthoritySettings.LISTED,
                                false,
                                true))
                .tenant(ACME);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
        operator = world.subject(ACME, SubjectKind.USER, "admin");
        assertThat(world.door
                        .patch(
                                "/api/v1/tenants/acme.example/certificate-profiles/workload",
                                world.caller(operator),
                                "{\"keyTypes\":[\"ec-p256\",\"ml-dsa-65\"]}")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("ML-DSA-65", "SUN").generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate certified(KeyPair keys) {
        byte[] request = Requests.of(keys, "ML-DSA-65", "CN=x", List.of());
        return ((IssuanceOutcome.Issued) world.authority().issue(payments, "workload", request, World.ORIGIN))
                .chain()
                .getFirst();
    }

    private static Client holder(KeyPair keys) {
        return new Client(world.door, ACME, keys);
    }

    private static String revocation(X509Certificate certificate) {
        try {
            return json(Map.of("certificate", b64(certificate.getEncoded()), "reason", 1));
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String state(X509Certificate certificate) {
        return world.door
                .get(
                        "/api/v1/tenants/acme.example/certificates?serial="
                                + certificate.getSerialNumber().toString(16),
                        world.caller(operator))
                .json()
                .path("items")
                .path(0)
                .path("state")
                .asString();
    }

    @Test
    void revokes_what_it_is_certified_by() {
        KeyPair keys = keys();
        X509Certificate certificate = certified(keys);
        assertThat(state(certificate)).isEqualTo("valid");
        var answer = holder(keys).post("revoke-cert", revocation(certificate));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(state(certificate)).isEqualTo("revoked");
        assertThat(world.audited(ACME, "certificate.revoke"))
                .last()
                .asString()
                .contains("key:" + holder(keys).thumbprint());
    }

    @Test
    void revokes_nothing_else_and_not_by_another_key_s_signature() {
        X509Certificate certificate = certified(keys());
        assertProblem(holder(keys()).post("revoke-cert", revocation(certificate)), 403, "unauthorized");
        Client pretender = holder(keys());
        Map<String, Object> header = pretender.header("revoke-cert");
        var forged = pretender.send("revoke-cert", Client.sign(keys(), header, revocation(certificate)));
        assertProblem(forged, 400, "malformed");
        assertThat(state(certificate)).isEqualTo("valid");
    }

    @Test
    void is_read_strictly() {
        X509Certificate certificate = certified(keys());
        for (var wrong : Map.<String, Object>of(
                        "alg", "ML-DSA-87", "pub", b64(new byte[1951]), "priv", b64(new byte[32]))
                .entrySet()) {
            Client client = holder(keys());
            Map<String, Object> jwk = new LinkedHashMap<>(Client.jwk(client.keys));
            jwk.put(wrong.getKey(), wrong.getValue());
            Map<String, Object> header = client.header("revoke-cert");
            header.put("jwk", jwk);
            var answer = client.send("revoke-cert", Client.sign(client.keys, header, revocation(certificate)));
            assertProblem(answer, 400, wrong.getKey().equals("alg") ? "badSignatureAlgorithm" : "badPublicKey");
        }
        Client client = holder(keys());
        Map<String, Object> header = client.header("revoke-cert");
        header.put("alg", "ES256");
        var answer = client.send("revoke-cert", Client.sign(client.keys, header, revocation(certificate)));
        assertProblem(answer, 400, "badSignatureAlgorithm");
        assertThat(state(certificate)).isEqualTo("valid");
    }

    @Test
    void has_no_account() {
        assertProblem(holder(keys()).post("new-account", "{}"), 400, "badSignatureAlgorithm");
    }
}
