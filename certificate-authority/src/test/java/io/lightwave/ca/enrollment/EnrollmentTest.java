package io.lightwave.ca.enrollment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class EnrollmentTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static World world;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX).tenant(World.SYSTEM);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static ActivePrincipal workload(String name) {
        return world.subject(ACME, SubjectKind.WORKLOAD, name);
    }

    private static Door.Answer enrol(ActivePrincipal who, byte[] request) {
        return world.door.post(
                "/t/%s/ca/certificates".formatted(who.tenant()), world.caller(who), "application/pkcs10", request);
    }

    private static List<X509Certificate> chain(Door.Answer answer) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(answer.body()))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Test
    void a_workload_gets_an_svid_that_openssl_accepts_for_both_sides_of_tls() {
        var openssl = new OpenSsl(folder);
        openssl.run(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "key.pem",
                "-subj",
                "/CN=anything",
                "-out",
                "request.pem");
        var answer = enrol(workload("shop/payments"), openssl.read("request.pem"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.type()).isEqualTo("application/pem-certificate-chain");
        assertThat(answer.header("Location")).matches("/api/v1/tenants/acme.example/certificates/[0-9a-f-]{36}");
        openssl.file("chain.pem", answer.body());
        openssl.file(
                "root.pem", world.door.get("/t/acme.example/ca/root.pem", null).body());
        for (String purpose : List.of("sslclient", "sslserver")) {
            assertThat(openssl.run(
                            "verify",
                            "-x509_strict",
                            "-attime",
                            attime(),
                            "-purpose",
                            purpose,
                            "-CAfile",
                            "root.pem",
                            "-untrusted",
                            "chain.pem",
                            "chain.pem"))
                    .contains("OK");
        }
        assertThat(openssl.run("x509", "-in", "chain.pem", "-noout", "-text", "-nameopt", "RFC2253"))
                .contains("URI:spiffe://acme.example/shop/payments")
                .contains("Subject: CN=shop/payments,UID=")
                .contains("OU=workloads,DC=acme,DC=example")
                .contains("http://pki.example/t/acme.example/ca/crl/issuing-1/0.crl")
                .contains("http://pki.example/t/acme.example/ca/issuing-1.cer")
                .contains("CA:FALSE")
                .contains("OCSP - URI:http://pki.example/t/acme.example/ca/ocsp")
                .doesNotContain("anything");
    }

    @Test
    void an_rsa_request_in_der_is_as_good() {
        var openssl = new OpenSsl(folder);
        openssl.run(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "key.pem",
                "-subj",
                "/CN=x",
                "-outform",
                "DER",
                "-out",
                "request.der");
        assertThat(enrol(workload("rsa"), openssl.read("request.der")).status()).isEqualTo(201);
    }

    private static String attime() {
        return Long.toString(world.now().getEpochSecond());
    }

    @Test
    void the_leaf_comes_first_then_the_intermediate_and_the_root_does_not() throws Exception {
        var chain = chain(enrol(workload("order"), Requests.sound()));
        assertThat(chain).hasSize(2);
        assertThat(chain.get(0).getSubjectAlternativeNames())
                .containsExactly(List.of(6, "spiffe://acme.example/order"));
        chain.get(0).verify(chain.get(1).getPublicKey());
        chain.get(1).verify(world.authority().anchors(ACME).getFirst().getPublicKey());
    }

    @Test
    void a_workload_s_certificate_lives_a_day_and_begins_a_minute_early() throws Exception {
        var leaf = chain(enrol(workload("life"), Requests.sound())).getFirst();
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo("2026-01-01T11:59:00Z");
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2026-01-02T11:58:59Z");
    }

    @Test
    void a_client_gets_a_certificate_for_the_client_side_only() throws Exception {
        var client = world.subject(ACME, SubjectKind.CLIENT, "billing");
        var leaf = chain(enrol(client, Requests.sound())).getFirst();
        assertThat(leaf.getExtendedKeyUsage()).containsExactly(KeyPurposeId.id_kp_clientAuth.getId());
        assertThat(leaf.getSubjectAlternativeNames()).isNull();
        assertThat(leaf.getSubjectX500Principal().getName())
                .isEqualTo("CN=billing,UID=%s,OU=clients,DC=acme,DC=example".formatted(client.id()));
    }

    @Test
    void people_and_nodes_are_refused_and_the_refusal_is_audited() {
        for (var kind : List.of(SubjectKind.USER, SubjectKind.GROUP)) {
            var answer = enrol(world.subject(ACME, kind, "somebody"), Requests.sound());
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.type()).isEqualTo("application/problem+json");
        }
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED user:somebody@acme.example: user profile user is turned off");
    }

    @Test
    void a_caller_of_another_tenant_finds_nothing_here() {
        var stranger = world.subject(GLOBEX, SubjectKind.WORKLOAD, "payments");
        assertThat(world.door
                        .post(
                                "/t/acme.example/ca/certificates",
                                world.caller(stranger),
                                "application/pkcs10",
                                Requests.sound())
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream", ""})
    void another_media_type_is_415(String type) {
        assertThat(world.door
                        .post(
                                "/t/acme.example/ca/certificates",
                                world.caller(world.imaginary(ACME, SubjectKind.WORKLOAD, "media")),
                                type.isEmpty() ? null : type,
                                Requests.sound())
                        .status())
                .isEqualTo(415);
    }

    @Test
    void a_request_that_is_not_sound_is_400_and_audited() {
        var who = workload("malformed");
        for (byte[] bad : List.of(
                "garbage".getBytes(US_ASCII),
                Requests.of(Requests.rsa(1024, 65537), "SHA256withRSA", "CN=x", List.of()),
                Requests.of(
                        Requests.ec("secp256r1"),
                        "SHA256withECDSA",
                        "CN=x",
                        List.of(Requests.extension(Extension.basicConstraints, true, new BasicConstraints(true)))))) {
            var answer = enrol(who, bad);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("detail").asString()).isNotEmpty();
        }
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED workload:malformed@acme.example: workload the request asks for an authority's"
                        + " certificate (CA:TRUE)");
    }

    @Test
    void success_is_audited_with_the_serial_number() throws Exception {
        var leaf = chain(enrol(workload("audited"), Requests.sound())).getFirst();
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("SUCCESS workload:audited@acme.example: workload issuing-1/"
                        + leaf.getSerialNumber().toString(16));
    }

    /// Threat T7: whatever a request asks for, the certificate holds what the rule gives and no more.
    @Test
    void t7_a_certificate_never_holds_more_than_the_profile_gives_whatever_the_request_asks_for() throws Exception {
        var random = new Random(7);
        var who = workload("victim");
        var keys = List.of(Requests.ec("secp256r1"), Requests.ec("secp384r1"), Requests.ed25519());
        var algorithms = List.of("SHA256withECDSA", "SHA384withECDSA", "Ed25519");
        for (int i = 0; i < 60; i++) {
            int kind = random.nextInt(keys.size());
            byte[] request = Requests.of(
                    keys.get(kind), algorithms.get(kind), hostileSubject(random), hostileExtensions(random));
            var leaf = chain(enrol(who, request)).getFirst();
            assertThat(leaf.getPublicKey().getEncoded())
                    .isEqualTo(keys.get(kind).getPublic().getEncoded());
            assertThat(leaf.getSubjectX500Principal().getName())
                    .isEqualTo("CN=victim,UID=%s,OU=workloads,DC=acme,DC=example".formatted(who.id()));
            assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://acme.example/victim"));
            assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
            assertThat(leaf.getKeyUsage())
                    .containsExactly(true, false, false, false, false, false, false, false, false);
            assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
            assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
            assertThat(leaf.getNonCriticalExtensionOIDs())
                    .containsExactlyInAnyOrder(
                            "2.5.29.14", "2.5.29.17", "2.5.29.31", "2.5.29.35", "2.5.29.37", "1.3.6.1.5.5.7.1.1");
            assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2026-01-02T11:58:59Z");
        }
    }

    private static String hostileSubject(Random random) {
        return List.of(
                        "",
                        "CN=admin",
                        "CN=Issuing CA 1,DC=acme,DC=example",
                        "CN=*.acme.example,O=\\00",
                        "UID=0,CN=root")
                .get(random.nextInt(5));
    }

    private static List<Extension> hostileExtensions(Random random) {
        var all = List.of(
                Requests.extension(
                        Extension.subjectAlternativeName, random.nextBoolean(), new GeneralNames(new GeneralName[] {
                            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://acme.example/admin"),
                            new GeneralName(GeneralName.dNSName, "*.acme.example"),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                            new GeneralName(GeneralName.rfc822Name, "admin@acme.example")
                        })),
                Requests.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
                Requests.extension(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage)),
                Requests.extension(Extension.basicConstraints, true, new BasicConstraints(false)),
                Requests.extension(Extension.noRevAvail, true, new DEROctetString(new byte[random.nextInt(64)])));
        return all.stream().filter(_ -> random.nextBoolean()).toList();
    }

    /// Threat T8: a name that could widen an identity does not become one.
    @ParameterizedTest
    @ValueSource(strings = {"a*", "*", "a//b", "../b", "a/./b", "a b", "ä", "a\0b", "a%2f", "/a", "a/"})
    void t8_a_name_that_is_no_spiffe_path_gets_no_certificate(String name) {
        var who = world.imaginary(ACME, SubjectKind.WORKLOAD, name);
        assertThat(enrol(who, Requests.sound()).status()).isEqualTo(403);
    }

    @Test
    void the_record_stands_before_the_signature_and_holds_the_fingerprint_after() throws Exception {
        var leaf = chain(enrol(workload("recorded"), Requests.sound())).getFirst();
        var row = world.context
                .bean(JdbcClient.class)
                .sql(
                        "select * from ca_certificate join ca_signed_certificate using (tenant_id, id) where serial = :serial")
                .param("serial", leaf.getSerialNumber().toString(16))
                .query()
                .singleRow();
        assertThat(row.get("certificate")).isEqualTo(leaf.getEncoded());
        assertThat(row.get("spiffe_id")).isEqualTo("spiffe://acme.example/recorded");
    }

    @Test
    void the_server_gets_a_certificate_for_its_names_and_addresses_and_the_identity_that_it_federates_by()
            throws Exception {
        var keys = Requests.ec("secp256r1");
        var chain = world.authority()
                .issueServerCertificate(
                        List.of("localhost", "ID.example", "127.0.0.1", "::1", "localhost"), keys.getPublic());
        assertThat(chain.getFirst().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"),
                        List.of(2, "id.example"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"),
                        List.of(6, "spiffe://lightwave.local/lightwave-server"));
        assertThat(chain.getFirst().getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        var openssl = new OpenSsl(folder);
        openssl.file("chain.pem", io.lightwave.ca.Pem.of(chain).getBytes(US_ASCII));
        openssl.file(
                "root.pem",
                world.door.get("/t/lightwave.local/ca/root.pem", null).body());
        for (String host : List.of("-verify_hostname localhost", "-verify_hostname id.example", "-verify_ip ::1")) {
            openssl.run(("verify -x509_strict -attime " + attime() + " -purpose sslserver " + host
                            + " -CAfile root.pem -untrusted chain.pem chain.pem")
                    .split(" "));
        }
    }

    @Test
    void a_certificate_is_renewed_with_the_same_or_another_key_in_the_second_half_of_its_life_only() throws Exception {
        var who = workload("renewing");
        var first = chain(enrol(who, Requests.sound())).getFirst();
        String path = "/t/acme.example/ca/certificates/renew";
        assertThat(world.door
                        .post(path, world.caller(who), null, new byte[0], first)
                        .status())
                .isEqualTo(403);
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED workload:renewing@acme.example: workload the certificate may be renewed from"
                        + " 2026-01-01T23:58:59Z on");
        world.context.clock().advance(Duration.ofHours(12));
        try {
            var same = chain(world.door.post(path, world.caller(who), null, new byte[0], first));
            assertThat(same.getFirst().getPublicKey()).isEqualTo(first.getPublicKey());
            assertThat(same.getFirst().getSerialNumber()).isNotEqualTo(first.getSerialNumber());
            var other = chain(world.door.post(path, world.caller(who), "application/pkcs10", Requests.sound(), first));
            assertThat(other.getFirst().getPublicKey()).isNotEqualTo(first.getPublicKey());
            assertThat(other.getFirst().getSubjectAlternativeNames())
                    .containsExactly(List.of(6, "spiffe://acme.example/renewing"));
            var enrolled = chain(world.door.post(
                    "/t/acme.example/ca/certificates",
                    world.caller(who),
                    "application/pkcs10",
                    Requests.sound(),
                    first));
            assertThat(lineage(enrolled.getFirst())).isEqualTo(lineage(other.getFirst()));
            assertThat(world.door
                            .post(path, world.caller(who), null, new byte[0])
                            .status())
                    .as("without the certificate")
                    .isEqualTo(403);
            assertThat(world.door
                            .post(path, world.caller(who), "text/plain", Requests.sound(), first)
                            .status())
                    .isEqualTo(415);
            world.subjects().setEnabled(ACME, who.id(), false);
            assertThat(world.door
                            .post(path, world.caller(who), null, new byte[0], first)
                            .status())
                    .as("on hold")
                    .isEqualTo(403);
        } finally {
            world.context.clock().set(TestClock.NOON);
        }
    }

    /// Whatever way is taken: what a node or a platform has said once would otherwise be worth a certificate for ever.
    @Test
    void one_that_was_given_for_evidence_is_renewed_by_evidence_only() throws Exception {
        var who = workload("attested");
        var evidence = World.ORIGIN.by("https://ci.example/ job 42");
        var byEvidence = new Caller(who, Optional.empty(), evidence);
        String path = "/t/acme.example/ca/certificates";
        var first = chain(world.door.post(path, byEvidence, "application/pkcs10", Requests.sound()))
                .getFirst();
        world.context.clock().advance(Duration.ofHours(13));
        try {
            for (String way : List.of(path, path + "/renew")) {
                var shown = world.door.post(way, world.caller(who), "application/pkcs10", Requests.sound(), first);
                assertThat(shown.status()).as(way).isEqualTo(403);
                assertThat(shown.text())
                        .contains("renewed by new evidence only")
                        .doesNotContain("job 42");
            }
            for (String way : List.of("simpleenroll", "simplereenroll")) {
                var shown = world.door.post(
                        "/.well-known/est/acme.example/" + way,
                        world.caller(who),
                        "application/pkcs10",
                        Base64.getEncoder().encode(Requests.sound()),
                        first);
                assertThat(shown.status()).as(way).isEqualTo(403);
                assertThat(shown.text()).contains("renewed by new evidence only");
            }
            assertThat(world.audited(ACME, "certificate.issue"))
                    .anyMatch(event -> event.startsWith("REFUSED workload:attested@acme.example: workload ")
                            && event.contains("renewed by new evidence only"));
            assertThat(world.door
                            .post(path, byEvidence, "application/pkcs10", Requests.sound())
                            .status())
                    .as("by evidence again")
                    .isEqualTo(201);
        } finally {
            world.context.clock().set(TestClock.NOON);
        }
    }

    /// The id of the certificate that this one renewed.
    private static String lineage(X509Certificate certificate) {
        var found = world.door.get(
                "/api/v1/tenants/acme.example/certificates?serial="
                        + certificate.getSerialNumber().toString(16),
                null);
        return found.json().get("items").get(0).get("renews").asString();
    }
}
