package io.lightwave.ca.ocsp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspTest {
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private TenantId acme;
    private String path;
    private ActivePrincipal operator;
    private ActivePrincipal payments;
    private X509Certificate issuer;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(GLOBEX);
    }

    @BeforeEach
    void begin() {
        world.context.clock().set(TestClock.NOON);
        acme = new TenantId("ocsp-%d.example".formatted(COUNT.incrementAndGet()));
        path = "/t/%s/ca/ocsp".formatted(acme);
        world.tenant(acme);
        operator = world.subject(acme, SubjectKind.USER, "admin");
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
        issuer = enrol().chain().get(1);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private IssuanceOutcome.Issued enrol() {
        return (IssuanceOutcome.Issued) world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN);
    }

    private void revoke(IssuanceOutcome.Issued certificate, String reason) {
        assertThat(world.door
                        .postJson(
                                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, certificate.id()),
                                world.caller(operator),
                                "{\"reason\":\"%s\"}".formatted(reason))
                        .status())
                .isEqualTo(200);
    }

    private CertificateID id(ASN1ObjectIdentifier hash, BigInteger serial) throws Exception {
        return id(hash, issuer, serial);
    }

    private static CertificateID id(ASN1ObjectIdentifier hash, X509Certificate issuer, BigInteger serial)
            throws Exception {
        var digest = MessageDigest.getInstance(hash.getId());
        var holder = new JcaX509CertificateHolder(issuer);
        return new CertificateID(new CertID(
                new AlgorithmIdentifier(hash, DERNull.INSTANCE),
                new DEROctetString(digest.digest(holder.getSubject().getEncoded("DER"))),
                new DEROctetString(digest.digest(
                        holder.getSubjectPublicKeyInfo().getPublicKeyData().getOctets())),
                new ASN1Integer(serial)));
    }

    private CertificateID sha1(IssuanceOutcome.Issued certificate) throws Exception {
        return id(OIWObjectIdentifiers.idSHA1, certificate.chain().getFirst().getSerialNumber());
    }

    private static byte[] request(CertificateID... ids) throws Exception {
        return requested(ids).build().getEncoded();
    }

    private static byte[] request(Extensions extensions, CertificateID id) throws Exception {
        return requested(id).setRequestExtensions(extensions).build().getEncoded();
    }

    private static OCSPReqBuilder requested(CertificateID... ids) {
        var builder = new OCSPReqBuilder();
        for (var id : ids) {
            builder.addRequest(id);
        }
        return builder;
    }

    private static Extensions nonce(byte[] octets) throws Exception {
        return new Extensions(new Extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(octets).getEncoded()));
    }

    private Door.Answer post(byte[] request) {
        return world.door.post(path, null, "application/ocsp-request", request);
    }

    private OCSPResp response(byte[] request) throws Exception {
        var answer = post(request);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/ocsp-response");
        return new OCSPResp(answer.body());
    }

    private BasicOCSPResp basic(byte[] request) throws Exception {
        var response = response(request);
        assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
        return (BasicOCSPResp) response.getResponseObject();
    }

    private CertificateStatus status(IssuanceOutcome.Issued certificate) throws Exception {
        return basic(request(sha1(certificate))).getResponses()[0].getCertStatus();
    }

    private OpenSsl openssl(IssuanceOutcome.Issued certificate) {
        var openssl = new OpenSsl(folder);
        openssl.file("chain.pem", Pem.of(certificate.chain()).getBytes(UTF_8));
        openssl.file("issuer.pem", Pem.of(List.of(issuer)).getBytes(UTF_8));
        openssl.file("root.pem", Pem.of(world.authority().anchors(acme)).getBytes(UTF_8));
        return openssl;
    }

    private String asked(OpenSsl openssl, String hash) {
        openssl.run("ocsp", hash, "-issuer", "issuer.pem", "-cert", "chain.pem", "-reqout", "request.der");
        openssl.file("response.der", post(openssl.read("request.der")).body());
        return openssl.run(
                "ocsp",
                hash,
                "-issuer",
                "issuer.pem",
                "-cert",
                "chain.pem",
                "-no_nonce",
                "-respin",
                "response.der",
                "-CAfile",
                "root.pem",
                "-attime",
                Long.toString(world.now().getEpochSecond()),
                "-validity_period",
                "1000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-sha1", "-sha256"})
    void openssl_verifies_the_answers_for_a_good_and_a_revoked_certificate(String hash) {
        var certificate = enrol();
        var openssl = openssl(certificate);
        assertThat(asked(openssl, hash)).contains("Response verify OK", "chain.pem: good");
        world.context.clock().advance(Duration.ofMinutes(5));
        revoke(certificate, "keyCompromise");
        assertThat(asked(openssl, hash))
                .contains(
                        "Response verify OK",
                        "chain.pem: revoked",
                        "Reason: keyCompromise",
                        "Revocation Time: Jan  1 12:05:00 2026 GMT");
    }

    @Test
    void openssl_finds_its_nonce_in_the_answer_and_the_delegation_in_the_responder() {
        var openssl = openssl(enrol());
        openssl.run("ocsp", "-issuer", "issuer.pem", "-cert", "chain.pem", "-reqout", "request.der");
        openssl.file("response.der", post(openssl.read("request.der")).body());
        String text =
                openssl.run("ocsp", "-reqin", "request.der", "-respin", "response.der", "-noverify", "-resp_text");
        assertThat(text)
                .contains("OCSP Nonce", "OCSP Signing", "OCSP No Check", "CN = OCSP responder of issuing-1")
                .doesNotContain("WARNING", "Nonce Verify error");
    }

    @Test
    void a_hold_is_revoked_with_its_reason_until_it_is_lifted() throws Exception {
        var certificate = enrol();
        assertThat(status(certificate)).isNull(); // good
        revoke(certificate, "certificateHold");
        assertThat(((RevokedStatus) status(certificate)).getRevocationReason()).isEqualTo(6);
        revoke(certificate, "removeFromCRL");
        assertThat(status(certificate)).isNull();
    }

    @Test
    void disabling_a_holder_shows_at_once_in_answers_that_were_prepared() throws Exception {
        var certificate = enrol();
        assertThat(status(certificate)).isNull();
        world.subjects().setEnabled(acme, payments.id(), false);
        assertThat(((RevokedStatus) status(certificate)).getRevocationReason()).isEqualTo(6);
        world.subjects().setEnabled(acme, payments.id(), true);
        assertThat(status(certificate)).isNull();
        world.subjects().delete(acme, payments.id());
        assertThat(((RevokedStatus) status(certificate)).getRevocationReason()).isEqualTo(5);
    }

    @Test
    void an_unspecified_reason_is_left_out() throws Exception {
        var certificate = enrol();
        revoke(certificate, "unspecified");
        assertThat(((RevokedStatus) status(certificate)).hasRevocationReason()).isFalse();
    }

    @Test
    void another_node_shows_a_revocation_too() throws Exception {
        var certificate = enrol();
        try (var other = new World(world.context.database())) {
            other.context.clock().set(TestClock.NOON);
            byte[] request = request(sha1(certificate));
            assertThat(other.door
                            .post(path, null, "application/ocsp-request", request)
                            .body())
                    .isNotEmpty();
            revoke(certificate, "superseded");
            other.context.bean(io.lightwave.directory.ChangeFeed.class).catchUp();
            var answer = new OCSPResp(other.door
                    .post(path, null, "application/ocsp-request", request)
                    .body());
            assertThat(((BasicOCSPResp) answer.getResponseObject()).getResponses()[0].getCertStatus())
                    .isInstanceOf(RevokedStatus.class);
        }
    }

    @Test
    void a_serial_number_that_was_never_given_out_is_unknown() throws Exception {
        for (var serial : List.of(BigInteger.TWO, BigInteger.TEN.pow(90), BigInteger.ZERO, BigInteger.TEN.negate())) {
            var answer =
                    basic(request(id(NISTObjectIdentifiers.id_sha256, serial))).getResponses()[0];
            assertThat(answer.getCertStatus()).isInstanceOf(UnknownStatus.class);
            assertThat(answer.getCertID().getSerialNumber()).isEqualTo(serial);
        }
    }

    @Test
    void the_issuing_authority_s_own_certificate_is_answered_by_the_root_s_responder() throws Exception {
        var root = world.authority().anchors(acme).getFirst();
        var basic = basic(request(id(OIWObjectIdentifiers.idSHA1, root, issuer.getSerialNumber())));
        assertThat(basic.getResponses()[0].getCertStatus()).isNull();
        assertThat(basic.getCerts()[0].getIssuer()).isEqualTo(new JcaX509CertificateHolder(root).getSubject());
    }

    @Test
    void without_a_nonce_the_prepared_answer_is_given_until_half_of_its_hour() throws Exception {
        var certificate = enrol();
        byte[] request = request(sha1(certificate));
        byte[] first = post(request).body();
        world.context.clock().advance(Duration.ofMinutes(29));
        assertThat(post(request).body()).isEqualTo(first);
        world.context.clock().advance(Duration.ofMinutes(1));
        var renewed = basic(request).getResponses()[0];
        assertThat(renewed.getThisUpdate()).isEqualTo(Date.from(world.now()));
        assertThat(renewed.getNextUpdate()).isEqualTo(Date.from(world.now().plus(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 128})
    void a_nonce_of_1_to_128_octets_is_repeated(int length) throws Exception {
        byte[] octets = new byte[length];
        octets[0] = 7;
        var basic = basic(request(nonce(octets), sha1(enrol())));
        assertThat(basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                        .getExtnValue()
                        .getOctets())
                .isEqualTo(new DEROctetString(octets).getEncoded());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129})
    void a_nonce_of_another_length_makes_the_request_malformed(int length) throws Exception {
        assertThat(response(request(nonce(new byte[length]), sha1(enrol()))).getStatus())
                .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    @Test
    void several_certificates_of_one_authority_are_answered_together() throws Exception {
        var good = enrol();
        var bad = enrol();
        revoke(bad, "superseded");
        var answers = basic(request(sha1(good), sha1(bad))).getResponses();
        assertThat(answers[0].getCertStatus()).isNull();
        assertThat(((RevokedStatus) answers[1].getCertStatus()).getRevocationReason())
                .isEqualTo(4);
    }

    @Test
    void nobody_is_answered_for_another_tenant_s_authority_or_for_two_at_once() throws Exception {
        var foreign = (IssuanceOutcome.Issued) world.authority()
                .issue(
                        world.subject(GLOBEX, SubjectKind.WORKLOAD, acme.value().replace('.', '-')),
                        "workload",
                        Requests.sound(),
                        World.ORIGIN);
        var foreignId = id(
                OIWObjectIdentifiers.idSHA1,
                foreign.chain().get(1),
                foreign.chain().getFirst().getSerialNumber());
        assertThat(response(request(foreignId)).getStatus()).isEqualTo(OCSPResp.UNAUTHORIZED);
        assertThat(response(request(sha1(enrol()), foreignId)).getStatus()).isEqualTo(OCSPResp.UNAUTHORIZED);
        assertThat(world.door
                        .post("/t/nobody.example/ca/ocsp", null, "application/ocsp-request", new byte[1])
                        .status())
                .isEqualTo(404);
    }

    @Test
    void what_is_no_request_is_malformed() throws Exception {
        byte[] sound = request(sha1(enrol()));
        var critical = new Extensions(
                new Extension(new ASN1ObjectIdentifier("1.2.3"), true, new DEROctetString(new byte[1]).getEncoded()));
        for (byte[] bad : List.of(
                new byte[0],
                "hello".getBytes(UTF_8),
                java.util.Arrays.copyOf(sound, sound.length - 1),
                java.util.Arrays.copyOf(sound, sound.length + 1),
                new byte[20_000],
                request(critical, sha1(enrol())))) {
            assertThat(response(bad).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        }
    }

    @Test
    void get_is_as_good_with_slashes_encoded_or_not() throws Exception {
        // found by trying: the certificate whose request has a slash in base64
        String base64;
        IssuanceOutcome.Issued certificate;
        do {
            certificate = enrol();
            base64 = Base64.getEncoder().encodeToString(request(sha1(certificate)));
        } while (!base64.contains("/"));
        byte[] expected = post(request(sha1(certificate))).body();
        for (String written : List.of(base64, URLEncoder.encode(base64, UTF_8))) {
            var answer = world.door.get(path + "/" + written, null);
            assertThat(answer.type()).isEqualTo("application/ocsp-response");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(answer.body()).isEqualTo(expected);
        }
        assertThat(new OCSPResp(world.door.get(path + "/!!", null).body()).getStatus())
                .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    @Test
    void the_responder_is_delegated_for_a_week_recorded_and_followed_after_half_of_it() throws Exception {
        var certificate = enrol();
        var first = basic(request(sha1(certificate))).getCerts()[0];
        assertThat(first.getNotAfter().toInstant()).isEqualTo("2026-01-08T11:58:59Z");
        assertThat(first.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck))
                .isNotNull();
        assertThat(world.audited(acme, "certificate.issue"))
                .contains("SUCCESS server: ocsp issuing-1/"
                        + first.getSerialNumber().toString(16));
        var basic = basic(request(sha1(certificate)));
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(first)))
                .isTrue();
        world.context.clock().advance(Duration.ofHours(85));
        var next = basic(request(sha1(certificate))).getCerts()[0];
        assertThat(next.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        var found = world.door
                .get("/api/v1/tenants/%s/certificates?profile=ocsp".formatted(acme), null)
                .json()
                .get("items");
        assertThat(found).hasSize(2);
        var refused = world.door.postJson(
                "/api/v1/tenants/%s/certificates/%s/revoke"
                        .formatted(acme, found.get(0).get("id").asString()),
                world.caller(operator),
                "{\"reason\":\"superseded\"}");
        assertThat(refused.status()).isEqualTo(409);
    }
}
