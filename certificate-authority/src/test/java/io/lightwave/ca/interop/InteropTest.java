package io.lightwave.ca.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenSSL, GnuTLS, NSS and the JDK accept what we sign, lists and answers too, and refuse it when it is revoked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private World world;
    private Caller operator;
    private OpenSsl openssl;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = new World().tenant(ACME);
        // Some of them know no other time; what they see was made a minute ago at the latest.
        world.context
                .clock()
                .set(Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(60));
        operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
        openssl = new OpenSsl(folder);
        world.door.postJson("/api/v1/tenants/acme.example/certificate-profiles", operator, """
                {"name":"mesh","holders":["workload"],"lifetime":"PT24H",
                 "extendedKeyUsage":["serverAuth","clientAuth"],"names":["dns:{name}.svc.{tenant}"]}""");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private static byte[] request(String key) {
        return switch (key) {
            case "P-256" -> Requests.sound();
            case "P-384" -> Requests.of(Requests.ec("secp384r1"), "SHA384withECDSA", "CN=x", List.of());
            case "RSA" -> Requests.of(Requests.rsa(3072, 65537), "SHA256withRSA", "CN=x", List.of());
            default -> Requests.of(Requests.ed25519(), "Ed25519", "CN=x", List.of());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "WORKLOAD, workload, P-256",
        "WORKLOAD, workload, P-384",
        "WORKLOAD, workload, RSA",
        "WORKLOAD, workload, Ed25519",
        "WORKLOAD, mesh, P-256",
        "CLIENT, client, P-256",
        "NODE, node, P-256"
    })
    void all_accept_a_certificate_and_refuse_it_when_it_is_revoked(SubjectKind kind, String profile, String key)
            throws Exception {
        ActivePrincipal who = world.subject(ACME, kind, "%s-%s".formatted(profile, key.toLowerCase(Locale.ROOT)));
        var issued = (IssuanceOutcome.Issued) world.authority().issue(who, profile, request(key), World.ORIGIN);
        openssl.file("chain.pem", Pem.of(issued.chain()).getBytes(UTF_8));
        openssl.file("leaf.pem", Pem.of(issued.chain().subList(0, 1)).getBytes(UTF_8));
        openssl.file("issuing.pem", Pem.of(issued.chain().subList(1, 2)).getBytes(UTF_8));
        openssl.file("root.pem", Pem.of(world.authority().anchors(ACME)).getBytes(UTF_8));
        openssl.run("ocsp", "-issuer", "issuing.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "request.der");

        publish();
        assertThat(byOpenSsl()).as("OpenSSL").isZero();
        assertThat(byGnuTls()).as("GnuTLS").isZero();
        boolean nssKnows = !key.equals("Ed25519"); // not before version 3.101, which Debian 12 does not have
        assertThat(nssKnows ? byNss() : 0).as("NSS").isZero();
        byTheJdk(issued.chain(), false);
        byTheJdk(issued.chain(), true);
        assertThat(openSslsAnswer()).contains("leaf.pem: good");
        assertThat(gnuTlssAnswer()).contains("Certificate Status: good").contains("Verifying OCSP Response: Success");

        world.context.clock().advance(Duration.ofSeconds(1));
        world.door.postJson(
                "/api/v1/tenants/acme.example/certificates/%s/revoke".formatted(issued.id()),
                operator,
                "{\"reason\":\"superseded\"}");
        world.context.clock().advance(Duration.ofSeconds(1));
        publish();
        assertThat(byOpenSsl()).as("OpenSSL").isNotZero();
        assertThat(byGnuTls()).as("GnuTLS").isNotZero();
        assertThat(nssKnows ? byNss() : 1).as("NSS").isNotZero();
        for (boolean answers : new boolean[] {false, true}) {
            assertThatExceptionOfType(CertPathValidatorException.class)
                    .isThrownBy(() -> byTheJdk(issued.chain(), answers))
                    .satisfies(refused ->
                            assertThat(refused.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
        }
        assertThat(openSslsAnswer()).contains("leaf.pem: revoked");
        assertThat(gnuTlssAnswer())
                .contains("Certificate Status: revoked")
                .contains("Verifying OCSP Response: Success");
    }

    /// Lists of both authorities and the answer for the certificate, as they are now.
    private void publish() {
        for (String name : List.of("issuing-1", "root-1")) {
            openssl.file(
                    name + ".crl",
                    world.door
                            .get("/t/acme.example/ca/crl/%s/0.crl".formatted(name), null)
                            .body());
            openssl.run("crl", "-inform", "DER", "-in", name + ".crl", "-out", name + ".crl.pem");
        }
        openssl.file("lists.pem", (text("issuing-1.crl.pem") + text("root-1.crl.pem")).getBytes(UTF_8));
        openssl.file(
                "answer.der",
                world.door
                        .post("/t/acme.example/ca/ocsp", null, "application/ocsp-request", openssl.read("request.der"))
                        .body());
    }

    private String text(String file) {
        return new String(openssl.read(file), UTF_8);
    }

    private record Ran(int code, String output) {}

    private Ran run(String... command) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(openssl.folder().toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private int byOpenSsl() {
        return openssl.attempt(
                        "verify",
                        "-x509_strict",
                        "-crl_check_all",
                        "-CRLfile",
                        "lists.pem",
                        "-CAfile",
                        "root.pem",
                        "-untrusted",
                        "issuing.pem",
                        "leaf.pem")
                .code();
    }

    private String openSslsAnswer() {
        return openssl.run(
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
                "issuing.pem");
    }

    private int byGnuTls() {
        return run(
                        "certtool",
                        "--verify",
                        "--load-ca-certificate",
                        "root.pem",
                        "--load-crl",
                        "lists.pem",
                        "--infile",
                        "chain.pem")
                .code();
    }

    private String gnuTlssAnswer() {
        return run("ocsptool", "--verify-response", "--load-trust", "issuing.pem", "--load-response", "answer.der")
                .output();
    }

    /// In a database of its own each time, since NSS keeps lists.
    private int byNss() {
        assertThat(run(
                                "sh",
                                "-c",
                                "rm -rf nss && mkdir nss && certutil -N -d sql:nss --empty-password"
                                        + " && certutil -A -d sql:nss -n root -t CT,C,C -i root.pem"
                                        + " && certutil -A -d sql:nss -n issuing -t ,, -i issuing.pem"
                                        + " && crlutil -I -d sql:nss -i issuing-1.crl -t 1"
                                        + " && crlutil -I -d sql:nss -i root-1.crl -t 1")
                        .code())
                .isZero();
        return run("vfychain", "-d", "sql:nss", "-u", "0", "-pp", "-g", "leaf", "-m", "crl", "-a", "leaf.pem")
                .code();
    }

    /// @param answers whether by the answer, else by the lists
    private void byTheJdk(List<X509Certificate> chain, boolean answers) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        CertPath path = factory.generateCertPath(answers ? chain.subList(0, 1) : chain);
        var anchor = new TrustAnchor(
                answers ? chain.get(1) : world.authority().anchors(ACME).getFirst(), null);
        var parameters = new PKIXParameters(Set.of(anchor));
        parameters.setDate(Date.from(world.now()));
        var validator = CertPathValidator.getInstance("PKIX");
        if (answers) {
            var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
            checker.setOcspResponses(Map.of(chain.getFirst(), openssl.read("answer.der")));
            parameters.addCertPathChecker(checker);
        } else {
            var lists = List.of(
                    factory.generateCRL(new ByteArrayInputStream(openssl.read("issuing-1.crl"))),
                    factory.generateCRL(new ByteArrayInputStream(openssl.read("root-1.crl"))));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        }
        validator.validate(path, parameters);
    }
}
