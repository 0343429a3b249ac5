package io.lightwave.ca.est;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String PATH = "/.well-known/est/acme.example";
    private static World world;
    private static ActivePrincipal payments;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static byte[] base64(byte[] der) {
        return Base64.getMimeEncoder().encode(der);
    }

    private static Door.Answer enrol(byte[] request) {
        return world.door.post(PATH + "/simpleenroll", world.caller(payments), "application/pkcs10", base64(request));
    }

    private static Door.Answer reenrol(byte[] request, X509Certificate certificate) {
        return world.door.post(
                PATH + "/simplereenroll", world.caller(payments), "application/pkcs10", base64(request), certificate);
    }

    private static X509Certificate certificate(Door.Answer answer) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.type()).startsWith("application/pkcs7-mime").contains("smime-type=certs-only");
        assertThat(answer.header("Content-Transfer-Encoding")).isEqualTo("base64");
        var all = CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(answer.body())));
        assertThat(all).hasSize(1);
        return (X509Certificate) all.iterator().next();
    }

    private static byte[] request(KeyPair keys, String subject, GeneralName... names) {
        return Requests.of(
                keys,
                "SHA256withECDSA",
                subject,
                names.length == 0
                        ? List.of()
                        : List.of(
                                Requests.extension(Extension.subjectAlternativeName, false, new GeneralNames(names))));
    }

    private static GeneralName spiffeId(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    @Test
    void openssl_reads_the_authorities_and_verifies_what_was_enrolled_by_them() throws Exception {
        var openssl = new OpenSsl(folder);
        var authorities = world.door.get(PATH + "/cacerts", null);
        assertThat(authorities.status()).isEqualTo(200);
        openssl.file("ca.b64", authorities.body());
        openssl.run("base64", "-d", "-in", "ca.b64", "-out", "ca.p7");
        openssl.run("pkcs7", "-inform", "DER", "-in", "ca.p7", "-print_certs", "-out", "ca.pem");
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
                "/CN=shop\\/payments",
                "-outform",
                "DER",
                "-out",
                "request.der");
        openssl.file("leaf.b64", enrol(openssl.read("request.der")).body());
        openssl.run("base64", "-d", "-in", "leaf.b64", "-out", "leaf.p7");
        openssl.run("pkcs7", "-inform", "DER", "-in", "leaf.p7", "-print_certs", "-out", "leaf.pem");
        assertThat(openssl.run(
                        "verify",
                        "-x509_strict",
                        "-attime",
                        Long.toString(world.now().getEpochSecond()),
                        "-CAfile",
                        "ca.pem",
                        "leaf.pem"))
                .contains("OK");
    }

    @Test
    void while_roots_follow_each_other_there_is_a_way_from_an_end_entity_to_either() throws Exception {
        var initech = new TenantId("initech.example");
        world.tenant(initech);
        var admin = world.caller(world.subject(initech, SubjectKind.USER, "admin"));
        var begun =
                world.door.postJson("/api/v1/tenants/initech.example/authorities/rotate", admin, "{\"kind\":\"root\"}");
        assertThat(begun.status()).as(begun.text()).isBetween(200, 299);
        var all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Base64.getMimeDecoder()
                        .decode(world.door
                                .get("/.well-known/est/initech.example/cacerts", null)
                                .body())))
                .stream()
                .map(X509Certificate.class::cast)
                .map(one -> one.getSubjectX500Principal().getName().replaceFirst(",.*", "") + " by "
                        + one.getIssuerX500Principal().getName().replaceFirst(",.*", ""))
                .toList();
        assertThat(all)
                .containsExactlyInAnyOrder(
                        "CN=Root CA 1 by CN=Root CA 1",
                        "CN=Root CA 2 by CN=Root CA 2",
                        "CN=Issuing CA 1 by CN=Root CA 1",
                        "CN=Issuing CA 2 by CN=Root CA 2",
                        "CN=Issuing CA 2 by CN=Root CA 1");
    }

    @Test
    void the_wished_attributes_are_those_of_the_rfc_s_syntax() {
        var openssl = new OpenSsl(folder);
        var answer = world.door.get(PATH + "/csrattrs", null);
        assertThat(answer.type()).isEqualTo("application/csrattrs");
        openssl.file("attributes.b64", answer.body());
        openssl.run("base64", "-d", "-in", "attributes.b64", "-out", "attributes.der");
        assertThat(openssl.run("asn1parse", "-inform", "DER", "-in", "attributes.der"))
                .contains("id-ecPublicKey", "prime256v1", "ecdsa-with-SHA256");
    }

    @Test
    void names_that_are_the_caller_s_own_may_stand_in_the_request() throws Exception {
        String id = "spiffe://acme.example/shop/payments";
        for (byte[] request : List.of(
                request(Requests.ec("secp256r1"), ""),
                request(Requests.ec("secp256r1"), "CN=shop/payments"),
                request(Requests.ec("secp256r1"), "CN=" + id),
                request(Requests.ec("secp256r1"), "", spiffeId(id)),
                request(
                        Requests.ec("secp256r1"),
                        "DC=example,DC=acme,OU=workloads,UID=%s,CN=shop/payments".formatted(payments.id()),
                        spiffeId(id)))) {
            assertThat(certificate(enrol(request)).getSubjectAlternativeNames()).containsExactly(List.of(6, id));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=admin",
                "CN=shop/payments,O=Acme",
                "O=shop/payments",
                "CN=shop/payments\\00",
                "CN=shop/p\u0430yments",
                "CN=Shop/Payments",
                "CN=shop/payments "
            })
    void a_foreign_subject_is_refused_with_the_rule_s_name(String subject) {
        // X500Name trims; the octets are what counts
        String written = subject.endsWith(" ") ? "CN=shop/payments\\ " : subject;
        var answer = enrol(request(Requests.ec("secp256r1"), written));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("RFC 7030 §4.2.1: the request's subject is not the caller's");
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED workload:shop/payments@acme.example: workload RFC 7030 §4.2.1: the request's"
                        + " subject is not the caller's");
    }

    @Test
    void a_foreign_alternative_name_is_refused() {
        for (var name : List.of(
                spiffeId("spiffe://acme.example/admin"),
                spiffeId("spiffe://acme.example/shop/payments\0"),
                spiffeId("spiffe://acme.example/shop/payments/"),
                spiffeId("SPIFFE://acme.example/shop/payments"),
                new GeneralName(GeneralName.dNSName, "acme.example"),
                new GeneralName(GeneralName.dNSName, "*"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.rfc822Name, "payments@acme.example"))) {
            var answer =
                    enrol(request(Requests.ec("secp256r1"), "", spiffeId("spiffe://acme.example/shop/payments"), name));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("an alternative name that is not the caller's");
        }
    }

    /// Threat T7: whatever names a request has, either they are the caller's or nothing is signed.
    @Test
    void t7_a_certificate_has_the_caller_s_names_whatever_a_request_asks_for() throws Exception {
        var random = new Random(7030);
        String id = "spiffe://acme.example/shop/payments";
        var subjects = List.of("", "CN=shop/payments", "CN=admin", "CN=shop/payments,CN=admin", "O=shop/payments");
        var names = List.of(
                spiffeId(id),
                spiffeId(id + "/x"),
                spiffeId("spiffe://globex.example/shop/payments"),
                new GeneralName(GeneralName.dNSName, "*.acme.example"),
                new GeneralName(GeneralName.dNSName, "shop\0.acme.example"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.1"));
        int issued = 0;
        for (int i = 0; i < 80; i++) {
            int subject = random.nextInt(subjects.size());
            var asked = names.stream()
                    .filter(name -> random.nextInt(name.equals(names.getFirst()) ? 2 : 6) == 0)
                    .toList();
            boolean own = subject < 2 && List.of(names.getFirst()).containsAll(asked);
            var answer =
                    enrol(request(Requests.ec("secp256r1"), subjects.get(subject), asked.toArray(GeneralName[]::new)));
            if (own) {
                issued++;
                var leaf = certificate(answer);
                assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, id));
                assertThat(leaf.getSubjectX500Principal().getName())
                        .isEqualTo("CN=shop/payments,UID=%s,OU=workloads,DC=acme,DC=example".formatted(payments.id()));
            } else {
                assertThat(answer.status()).as(subjects.get(subject) + asked).isEqualTo(403);
            }
        }
        assertThat(issued).isPositive().isLessThan(80);
    }

    @Test
    void a_certificate_is_renewed_by_itself_in_the_second_half_of_its_life() throws Exception {
        var keys = Requests.ec("secp256r1");
        var first = certificate(enrol(request(keys, "")));
        String subject = first.getSubjectX500Principal().getName();
        String id = "spiffe://acme.example/shop/payments";
        byte[] same = Requests.of(
                org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
                        keys.getPublic().getEncoded()),
                keys.getPrivate(),
                "SHA256withECDSA",
                org.bouncycastle.asn1.x500.X500Name.getInstance(
                        first.getSubjectX500Principal().getEncoded()),
                List.of(Requests.extension(Extension.subjectAlternativeName, false, new GeneralNames(spiffeId(id)))));
        var early = reenrol(same, first);
        assertThat(early.status()).isEqualTo(403);
        assertThat(early.text()).contains("may be renewed from 2026-01-01T23:58:59Z on");

        world.context.clock().advance(Duration.ofHours(12));
        var second = certificate(reenrol(same, first));
        assertThat(second.getPublicKey()).isEqualTo(first.getPublicKey());
        assertThat(second.getSubjectX500Principal().getName()).isEqualTo(subject);
        assertThat(second.getNotAfter().toInstant()).isEqualTo("2026-01-02T23:58:59Z");

        var otherNames = reenrol(request(keys, "CN=shop/payments", spiffeId(id)), first);
        assertThat(otherNames.status()).isEqualTo(403);
        assertThat(otherNames.text()).contains("RFC 7030 §4.2.2");
        assertThat(world.door
                        .post(PATH + "/simplereenroll", world.caller(payments), "application/pkcs10", base64(same))
                        .status())
                .isEqualTo(403);

        world.context.clock().advance(Duration.ofHours(12));
        assertThat(reenrol(same, first).status()).as("expired").isEqualTo(403);
        assertThat(world.context.bean(CertificateHolders.class).find(ACME, first))
                .isEmpty();
        assertThat(world.context.bean(CertificateHolders.class).find(ACME, second))
                .hasValueSatisfying(holder -> assertThat(holder.id()).isEqualTo(payments.id()));
        assertThat(world.context.bean(CertificateHolders.class).find(GLOBEX, second))
                .isEmpty();
    }

    @Test
    @DisplayName("RFC 7030 §3.5: what links a request to a TLS connection is verified, and cannot be here")
    void a_request_that_is_linked_to_its_connection_is_refused() throws Exception {
        var keys = Requests.ec("secp256r1");
        var first = certificate(enrol(request(keys, "")));
        for (var link : List.of(
                PKCSObjectIdentifiers.pkcs_9_at_challengePassword, PKCSObjectIdentifiers.id_aa_estIdentityLinking)) {
            byte[] linked = new PKCS10CertificationRequestBuilder(
                            new X500Name(""),
                            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                    .addAttribute(link, new DERPrintableString("dGxzLXVuaXF1ZQ=="))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            var refused = enrol(linked);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("RFC 7030 §3.5").contains("it must have no challengePassword");
            assertThat(world.audited(ACME, "certificate.issue").getLast())
                    .startsWith("REFUSED workload:shop/payments@acme.example: workload RFC 7030 §3.5");
            // to REST it is a password like any other, and means nothing
            assertThat(world.authority().issue(payments, "workload", linked, World.ORIGIN))
                    .isInstanceOf(IssuanceOutcome.Issued.class);
        }
        world.context.clock().advance(Duration.ofHours(12));
        byte[] linked = new PKCS10CertificationRequestBuilder(
                        X500Name.getInstance(first.getSubjectX500Principal().getEncoded()),
                        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                .addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString("dGxzLXVuaXF1ZQ=="))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        assertThat(reenrol(linked, first).status()).isEqualTo(400);
    }

    @Test
    void what_is_not_base64_or_no_request_is_400() {
        for (String body : List.of("!!!!", "aGVsbG8=", "")) {
            assertThat(world.door
                            .post(
                                    PATH + "/simpleenroll",
                                    world.caller(payments),
                                    "application/pkcs10",
                                    body.getBytes(US_ASCII))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(world.door
                        .post(PATH + "/simpleenroll", world.caller(payments), "text/plain", base64(Requests.sound()))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void another_tenant_s_caller_finds_nothing_and_an_unknown_tenant_has_nothing() {
        var stranger = world.subject(GLOBEX, SubjectKind.WORKLOAD, "stranger");
        assertThat(world.door
                        .post(
                                PATH + "/simpleenroll",
                                world.caller(stranger),
                                "application/pkcs10",
                                base64(Requests.sound()))
                        .status())
                .isEqualTo(404);
        assertThat(world.door
                        .get("/.well-known/est/nobody.example/cacerts", null)
                        .status())
                .isEqualTo(404);
        assertThat(world.door
                        .get("/.well-known/est/nobody.example/csrattrs", null)
                        .status())
                .isEqualTo(404);
    }
}
