package io.lightwave.ca.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.Pkcs11Settings;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What authorities sign with.
class AuthorityKeysTest {
    private static final TenantId ACME = new TenantId("acme.example");

    private static World node(TestDatabase database, AuthorityKeyType keys) {
        var world = new World(
                database,
                new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.empty(),
                        keys,
                        CertificateAuthoritySettings.LISTED,
                        false,
                        false));
        // OpenSSL knows no other time
        world.context
                .clock()
                .set(Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(60));
        return world;
    }

    @ParameterizedTest
    @CsvSource({
        "EC_P384, ecdsa-with-SHA384, Public-Key: (384 bit)",
        "RSA_3072, sha256WithRSAEncryption, Public-Key: (3072 bit)",
        "RSA_4096, sha256WithRSAEncryption, Public-Key: (4096 bit)",
        "ED25519, ED25519, ED25519 Public-Key:"
    })
    void openssl_verifies_certificates_lists_and_answers_of_authorities_with_such_keys(
            AuthorityKeyType type, String signature, String key, @TempDir Path folder) {
        var database = TestDatabase.fresh();
        var openssl = new OpenSsl(folder);
        try (var world = node(database, type)) {
            world.tenant(ACME);
            var payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
            verify(world, payments, openssl);
            assertThat(openssl.run("x509", "-in", "issuing.pem", "-noout", "-text"))
                    .contains("Signature Algorithm: " + signature, key);
        }
        try (var another = node(database, AuthorityKeyType.EC_P256)) { // opens what is there, whatever new ones have
            var payments = another.subject(ACME, SubjectKind.WORKLOAD, "refunds");
            verify(another, payments, openssl);
            assertThat(openssl.run("x509", "-in", "leaf.pem", "-noout", "-text"))
                    .contains("Signature Algorithm: " + signature);
        }
    }

    private static void verify(World world, ActivePrincipal who, OpenSsl openssl) {
        var issued = (IssuanceOutcome.Issued) world.authority().issue(who, "workload", Requests.sound(), World.ORIGIN);
        openssl.file("leaf.pem", Pem.of(issued.chain().subList(0, 1)).getBytes(UTF_8));
        openssl.file("issuing.pem", Pem.of(issued.chain().subList(1, 2)).getBytes(UTF_8));
        openssl.file("root.pem", Pem.of(world.authority().anchors(ACME)).getBytes(UTF_8));
        openssl.file(
                "list.crl",
                world.door.get("/t/acme.example/ca/crl/issuing-1/0.crl", null).body());
        openssl.run("crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");
        openssl.run(
                "verify",
                "-x509_strict",
                "-crl_check",
                "-CRLfile",
                "list.pem",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                "leaf.pem");
        openssl.run("ocsp", "-issuer", "issuing.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "request.der");
        openssl.file(
                "answer.der",
                world.door
                        .post("/t/acme.example/ca/ocsp", null, "application/ocsp-request", openssl.read("request.der"))
                        .body());
        assertThat(openssl.run(
                        "ocsp",
                        "-issuer",
                        "issuing.pem",
                        "-cert",
                        "leaf.pem",
                        "-respin",
                        "answer.der",
                        "-CAfile",
                        "root.pem",
                        "-verify_other",
                        "issuing.pem"))
                .contains("leaf.pem: good");
    }

    @Test
    void a_token_makes_no_keys_on_edwards_curves() {
        var token = new Pkcs11Settings("/usr/lib/token.so", 1, "1234");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.of(token),
                        AuthorityKeyType.ED25519,
                        1,
                        false,
                        false))
                .withMessage("a token makes no keys of the kind ed25519");
        assertThat(token.toString()).doesNotContain("1234");
    }
}
