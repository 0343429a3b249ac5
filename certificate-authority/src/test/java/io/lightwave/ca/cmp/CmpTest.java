package io.lightwave.ca.cmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.World;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContent;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.cmp.RootCaKeyUpdateContent;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.CertRequest;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaOldCertIDControl;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class CmpTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String PATH = "/.well-known/cmp/p/acme.example";
    private static final String CREDENTIALS = "/api/v1/tenants/acme.example/acme-credentials";
    private static final String TYPE = "application/pkixcmp";
    private static final String ID = "spiffe://acme.example/shop/payments";
    private static World world;
    private static ActivePrincipal payments;
    private static Caller admin;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
        var person = world.subject(ACME, SubjectKind.USER, "admin");
        world.subjects().addToGroup(ACME, Tenants.ADMINISTRATORS, person.id());
        admin = world.caller(world.context
                .bean(ActivePrincipals.class)
                .find(ACME, person.id())
                .orElseThrow());
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private record Secret(String reference, String text) {}

    private static Secret secret() {
        var made = world.door.postJson(CREDENTIALS, admin, "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Secret(
                made.json().path("keyId").asString(),
                made.json().path("hmacKey").asString());
    }

    private static Draft draft(PKIBody body) {
        return new Draft(body, world.now());
    }

    private static Draft asking(int type, KeyPair keys, String subject) throws Exception {
        return draft(Draft.body(type, Draft.proved(Draft.request(keys, subject), keys)));
    }

    private static Door.Answer post(byte[] message) {
        return world.door.post(PATH, null, TYPE, message);
    }

    private static PKIMessage sent(byte[] message) {
        return message(post(message));
    }

    private static PKIMessage message(Door.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo(TYPE);
        return PKIMessage.getInstance(answer.body());
    }

    private static X509Certificate x509(CMPCertificate certificate) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
    }

    private static X509Certificate certificate(PKIMessage answer) throws Exception {
        var response = CertRepMessage.getInstance(answer.getBody().getContent()).getResponse()[0];
        assertThat(response.getStatus().getStatus().intValue())
                .as(() -> said(response.getStatus()))
                .isEqualTo(PKIStatus.GRANTED_WITH_MODS);
        return x509(response.getCertifiedKeyPair().getCertOrEncCert().getCertificate());
    }

    private static String said(PKIStatusInfo status) {
        return status.getStatusString() == null
                ? ""
                : status.getStatusString().getStringAtUTF8(0).getString();
    }

    /// The status of an answer that refuses, in whichever form.
    private static PKIStatusInfo refusal(PKIMessage answer) {
        var body = answer.getBody();
        var status = switch (body.getType()) {
            case PKIBody.TYPE_ERROR ->
                ErrorMsgContent.getInstance(body.getContent()).getPKIStatusInfo();
            case PKIBody.TYPE_INIT_REP, PKIBody.TYPE_CERT_REP, PKIBody.TYPE_KEY_UPDATE_REP ->
                CertRepMessage.getInstance(body.getContent()).getResponse()[0].getStatus();
            default -> throw new AssertionError("an answer of type " + body.getType());
        };
        assertThat(status.getStatus().intValue()).isEqualTo(PKIStatus.REJECTION);
        return status;
    }

    private static void assertRefused(PKIMessage answer, int failure) {
        var status = refusal(answer);
        assertThat(status.getFailInfo()).as(said(status)).isEqualTo(new PKIFailureInfo(failure).toASN1Primitive());
    }

    private static IssuedCertificate.State state(X509Certificate certificate) {
        return world.context
                .bean(CertificateSearch.class)
                .findByFingerprint(ACME, Fingerprint.of(certificate))
                .orElseThrow()
                .state(world.now());
    }

    private static Draft confirming(Draft first, PKIMessage answer, CertStatus... statuses) {
        var draft = draft(
                new PKIBody(PKIBody.TYPE_CERT_CONFIRM, CertConfirmContent.getInstance(new DERSequence(statuses))));
        draft.transaction = first.transaction;
        draft.repeated = Optional.of(answer.getHeader().getSenderNonce().getOctets());
        return draft;
    }

    private static CertStatus accepted(X509Certificate certificate) throws Exception {
        return new CertStatus(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()), BigInteger.ZERO);
    }

    /// A certificate that a secret has earned and nobody has to confirm.
    private static X509Certificate earned(KeyPair keys) throws Exception {
        var secret = secret();
        return certificate(
                sent(asking(PKIBody.TYPE_INIT_REQ, keys, "").implicitly().bySecret(secret.reference(), secret.text())));
    }

    private static void assertBySecret(PKIMessage answer, Secret secret) throws Exception {
        assertThat(new ProtectedPKIMessage(new GeneralPKIMessage(answer))
                        .verify(Draft.mac(500), secret.text().toCharArray()))
                .isTrue();
    }

    /// By a key that the issuing authority certified for this, and for nothing else.
    private static void assertByAuthority(PKIMessage answer) throws Exception {
        var signer = x509(answer.getExtraCerts()[0]);
        signer.verify(world.authority().issuer(ACME).getPublicKey());
        assertThat(signer.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.27");
        assertThat(signer.getKeyUsage()[0]).isTrue();
        assertThat(answer.getHeader().getSender().getName())
                .isEqualTo(X500Name.getInstance(signer.getSubjectX500Principal().getEncoded()));
        assertThat(new ProtectedPKIMessage(new GeneralPKIMessage(answer))
                        .verify(new JcaContentVerifierProviderBuilder().build(signer)))
                .isTrue();
    }

    private static String lastRefusal(String action) {
        return world.audited(ACME, action).getLast();
    }

    @Nested
    @DisplayName("RFC 9483 §4.1 enrolling by a secret")
    class BySecret {

        @Test
        void a_secret_earns_its_subject_one_certificate_which_is_confirmed() throws Exception {
            var secret = secret();
            var keys = Requests.ec("secp256r1");
            var first = asking(PKIBody.TYPE_INIT_REQ, keys, "CN=shop/payments");
            var answer = sent(first.bySecret(secret.reference(), secret.text()));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_INIT_REP);
            assertThat(answer.getHeader().getTransactionID().getOctets()).isEqualTo(first.transaction);
            assertThat(answer.getHeader().getRecipNonce().getOctets()).isEqualTo(first.nonce);
            assertThat(answer.getHeader().getGeneralInfo()[0].getInfoType())
                    .isEqualTo(CMPObjectIdentifiers.it_confirmWaitTime);
            assertBySecret(answer, secret);
            var leaf = certificate(answer);
            assertThat(leaf.getPublicKey()).isEqualTo(keys.getPublic());
            assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, ID));
            assertThat(leaf.getSubjectX500Principal().getName())
                    .isEqualTo("CN=shop/payments,UID=%s,OU=workloads,DC=acme,DC=example".formatted(payments.id()));
            assertThat(x509(CertRepMessage.getInstance(answer.getBody().getContent())
                            .getCaPubs()[0]))
                    .isEqualTo(world.authority().anchors(ACME).getFirst());

            var confirmed = sent(confirming(first, answer, accepted(leaf)).bySecret(secret.reference(), secret.text()));
            assertThat(confirmed.getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);
            assertBySecret(confirmed, secret);
            world.context.clock().advance(Duration.ofMinutes(20));
            world.context.bean(Confirmation.class).tend();
            assertThat(state(leaf)).isEqualTo(IssuedCertificate.State.VALID);
            assertThat(world.audited(ACME, "certificate.issue").getLast())
                    .startsWith("SUCCESS workload:shop/payments@acme.example: workload issuing-1/");
            var record = world.context
                    .bean(CertificateSearch.class)
                    .findByFingerprint(ACME, Fingerprint.of(leaf))
                    .orElseThrow();
            assertThat(record.evidence()).hasValue("CMP secret " + secret.reference());

            assertRefused(
                    sent(asking(PKIBody.TYPE_CERT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.notAuthorized);
            assertThat(lastRefusal("cmp.request")).contains("cr the secret was used before, or has expired");
        }

        @Test
        void the_newer_mac_and_a_pkcs10_request_do_too_and_confirmation_is_spared_on_wish() throws Exception {
            var secret = secret();
            var keys = Requests.ec("secp384r1");
            byte[] request = Requests.of(keys, "SHA384withECDSA", "CN=shop/payments", List.of());
            var mac = new JcePBMac1CalculatorBuilder("HmacSHA256", 256)
                    .setProvider(new BouncyCastleProvider())
                    .setIterationCount(2048)
                    .build(secret.text().toCharArray());
            var draft = draft(new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(request)));
            draft.version = 3;
            var answer = sent(draft.implicitly().byMac(secret.reference(), mac));
            assertThat(answer.getHeader().getPvno()).isEqualTo(new ASN1Integer(3));
            assertThat(answer.getHeader().getGeneralInfo()[0].getInfoType())
                    .isEqualTo(CMPObjectIdentifiers.it_implicitConfirm);
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_CERT_REP);
            var response = CertRepMessage.getInstance(answer.getBody().getContent());
            assertThat(response.getCaPubs()).isNull();
            assertThat(response.getResponse()[0].getCertReqId()).isEqualTo(new ASN1Integer(-1));
            assertThat(new ProtectedPKIMessage(new GeneralPKIMessage(answer))
                            .verify(
                                    new JcePBMac1CalculatorProviderBuilder()
                                            .setProvider(new BouncyCastleProvider())
                                            .build(),
                                    secret.text().toCharArray()))
                    .isTrue();
            var leaf = certificate(answer);
            assertThat(leaf.getPublicKey()).isEqualTo(keys.getPublic());
            world.context.clock().advance(Duration.ofMinutes(20));
            world.context.bean(Confirmation.class).tend();
            assertThat(state(leaf)).isEqualTo(IssuedCertificate.State.VALID);
        }

        @Test
        void a_refused_request_leaves_the_secret_good() throws Exception {
            var secret = secret();
            assertRefused(
                    sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "CN=admin")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.notAuthorized);
            assertThat(certificate(sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text()))))
                    .isNotNull();
        }

        @Test
        void it_updates_and_revokes_nothing_and_has_an_end() throws Exception {
            var secret = secret();
            assertRefused(
                    sent(asking(PKIBody.TYPE_KEY_UPDATE_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.wrongIntegrity);
            assertRefused(
                    sent(draft(revoking(earned(Requests.ec("secp256r1")), Optional.empty()))
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.wrongIntegrity);
            var made = world.door.postJson(
                    CREDENTIALS, admin, "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\",\"expiresIn\":\"PT1H\"}");
            world.context.clock().advance(Duration.ofHours(1));
            assertRefused(
                    sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(
                                    made.json().path("keyId").asString(),
                                    made.json().path("hmacKey").asString())),
                    PKIFailureInfo.badMessageCheck);
        }

        @Test
        void a_wrong_one_an_unknown_one_and_one_for_acme_are_told_apart_by_the_trail_only() throws Exception {
            var secret = secret();
            var acme = world.door.postJson(
                    CREDENTIALS, admin, "{\"subject\":\"shop/payments\",\"dnsZones\":[\"shop.example\"]}");
            var other = new Secret(
                    acme.json().path("keyId").asString(),
                    acme.json().path("hmacKey").asString());
            for (var wrong : List.of(
                    new Secret(secret.reference(), secret.text() + "x"),
                    new Secret("00000000-0000-4000-8000-000000000000", secret.text()),
                    new Secret("", secret.text()),
                    new Secret(secret.reference().toUpperCase(Locale.ROOT), secret.text()),
                    other)) {
                var answer = sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                        .bySecret(wrong.reference(), wrong.text()));
                assertRefused(answer, PKIFailureInfo.badMessageCheck);
                assertThat(said(refusal(answer))).isEqualTo("the message is not authentic");
                assertByAuthority(answer);
            }
            assertThat(world.audited(ACME, "cmp.authenticate"))
                    .contains("REFUSED unknown: ir the MAC is not by the secret " + secret.reference())
                    .contains("REFUSED unknown: ir no secret has the reference '%s'".formatted(other.reference()));
        }

        @Test
        void whoever_goes_on_guessing_is_slowed() throws Exception {
            var secret = secret();
            for (int i = 0; i < 6; i++) {
                sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                        .bySecret(secret.reference(), "guess" + i));
            }
            assertThat(lastRefusal("cmp.authenticate")).contains("throttled after failures");
            assertRefused(
                    sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.badMessageCheck);
            world.context.clock().advance(Duration.ofHours(2));
            assertThat(certificate(sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text()))))
                    .isNotNull();
        }

        @ParameterizedTest
        @ValueSource(ints = {100_001, 1_000_000_000})
        void a_mac_that_would_take_long_is_not_computed(int iterations) throws Exception {
            // the count alone is raised: to compute such a MAC would take the client as long
            assertBadAlgForEverybody(given ->
                    new PBMParameter(given.getSalt(), given.getOwf(), new ASN1Integer(iterations), given.getMac()));
            assertThat(lastRefusal("cmp.authenticate")).contains("there are not 1 to 100000 iterations");
        }

        @Test
        void a_mac_of_an_unknown_kind_is_refused_before_its_secret_is_looked_for() throws Exception {
            var unknown = new AlgorithmIdentifier(CMPObjectIdentifiers.passwordBasedMac);
            assertBadAlgForEverybody(
                    given -> new PBMParameter(given.getSalt(), given.getOwf(), new ASN1Integer(100_000), unknown));
            assertThat(lastRefusal("cmp.authenticate")).contains("the algorithm is none of ours");
        }

        private static void assertBadAlgForEverybody(UnaryOperator<PBMParameter> change) throws Exception {
            var secret = secret();
            List<String> told = new ArrayList<>();
            for (String reference : List.of(secret.reference(), "00000000-0000-4000-8000-000000000000")) {
                var cheap = PKIMessage.getInstance(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                        .bySecret(reference, secret.text()));
                var given = cheap.getHeader().getProtectionAlg();
                var parameters = change.apply(PBMParameter.getInstance(given.getParameters()));
                var answer = sent(Draft.rewritten(
                        cheap, 1, new AlgorithmIdentifier(given.getAlgorithm(), parameters), cheap.getBody()));
                assertRefused(answer, PKIFailureInfo.badAlg);
                told.add(said(refusal(answer)));
            }
            assertThat(told.getFirst()).isEqualTo(told.getLast());
        }

        @Test
        void a_used_one_ends_what_it_began_and_is_good_for_nothing_else() throws Exception {
            var made = world.door.postJson(
                    CREDENTIALS, admin, "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\",\"expiresIn\":\"PT5M\"}");
            var secret = new Secret(
                    made.json().path("keyId").asString(),
                    made.json().path("hmacKey").asString());
            var first = asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "");
            var answer = sent(first.bySecret(secret.reference(), secret.text()));
            var leaf = certificate(answer);
            var question = draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0])));
            assertRefused(sent(question.bySecret(secret.reference(), secret.text())), PKIFailureInfo.badMessageCheck);
            assertThat(lastRefusal("cmp.authenticate")).contains("was used before, or has expired");
            assertRefused(
                    sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.notAuthorized);
            world.context.clock().advance(Duration.ofMinutes(5));
            assertRefused(
                    sent(asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.badMessageCheck);
            assertThat(sent(confirming(first, answer, accepted(leaf)).bySecret(secret.reference(), secret.text()))
                            .getBody()
                            .getType())
                    .isEqualTo(PKIBody.TYPE_CONFIRM);
        }
    }

    @Nested
    @DisplayName("RFC 9483 §4.1.1 confirmation")
    class Confirming {

        private record Begun(Secret secret, Draft draft, PKIMessage answer, X509Certificate certificate) {
            PKIMessage confirmed(CertStatus... statuses) throws Exception {
                return sent(confirming(draft, answer, statuses).bySecret(secret.reference(), secret.text()));
            }
        }

        private static Begun begun() throws Exception {
            var secret = secret();
            var draft = asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "");
            var answer = sent(draft.bySecret(secret.reference(), secret.text()));
            return new Begun(secret, draft, answer, certificate(answer));
        }

        @Test
        void what_nobody_confirms_in_time_is_revoked() throws Exception {
            var begun = begun();
            world.context.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
            world.context.bean(Confirmation.class).tend();
            assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
            world.context.clock().advance(Duration.ofSeconds(1));
            assertRefused(begun.confirmed(accepted(begun.certificate())), PKIFailureInfo.badRequest);
            world.context.bean(Confirmation.class).tend();
            assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
            assertThat(world.audited(ACME, "certificate.revoke").getLast()).startsWith("SUCCESS server: issuing-1/");
        }

        @Test
        void what_is_rejected_is_revoked_at_once() throws Exception {
            var byStatus = begun();
            byte[] hash = accepted(byStatus.certificate()).getCertHash().getOctets();
            var rejected = new CertStatus(hash, BigInteger.ZERO, new PKIStatusInfo(PKIStatus.rejection));
            assertThat(byStatus.confirmed(rejected).getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);
            assertThat(state(byStatus.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

            var byNothing = begun();
            byNothing.confirmed();
            assertThat(state(byNothing.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

            var byHash = begun();
            byHash.confirmed(new CertStatus(new byte[32], BigInteger.ZERO));
            assertThat(state(byHash.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

            var byError = begun();
            var error =
                    draft(new PKIBody(PKIBody.TYPE_ERROR, new ErrorMsgContent(new PKIStatusInfo(PKIStatus.rejection))));
            error.transaction = byError.draft().transaction;
            error.repeated =
                    Optional.of(byError.answer().getHeader().getSenderNonce().getOctets());
            sent(error.bySecret(byError.secret().reference(), byError.secret().text()));
            assertThat(state(byError.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
        }

        @Test
        void a_certificate_that_cannot_wait_for_its_confirmation_is_revoked() throws Exception {
            var secret = secret();
            byte[] message = asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "")
                    .bySecret(secret.reference(), secret.text());
            int revoked = world.audited(ACME, "certificate.revoke").size();
            failing(
                    "cmp_transaction",
                    "new.certificate_id is not null",
                    () -> assertThatThrownBy(() -> post(message)).hasStackTraceContaining("no update now"));
            assertThat(world.audited(ACME, "certificate.revoke").stream().skip(revoked))
                    .singleElement()
                    .asString()
                    .startsWith("SUCCESS server: issuing-1/");
        }

        @Test
        void one_that_cannot_be_revoked_holds_up_no_other_and_is_revoked_later() throws Exception {
            var first = begun();
            world.context.clock().advance(Duration.ofSeconds(1));
            var second = begun();
            world.context.clock().advance(Duration.ofMinutes(20));
            failing(
                    "ca_certificate",
                    "new.serial = '%s'"
                            .formatted(first.certificate().getSerialNumber().toString(16)),
                    () -> world.context.bean(Confirmation.class).tend());
            assertThat(state(first.certificate())).isEqualTo(IssuedCertificate.State.VALID);
            assertThat(state(second.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
            world.context.bean(Confirmation.class).tend();
            assertThat(state(first.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
        }

        /// Runs while such rows of the table cannot be changed.
        private static void failing(String table, String condition, Runnable action) {
            var jdbc = world.context.bean(JdbcClient.class);
            jdbc.sql("""
                    create function no_update() returns trigger language plpgsql as
                    $$ begin raise exception 'no update now'; end $$""").update();
            jdbc.sql("""
                    create trigger no_update before update on %s for each row when (%s)
                    execute function no_update()""".formatted(table, condition)).update();
            try {
                action.run();
            } finally {
                jdbc.sql("drop trigger no_update on " + table).update();
                jdbc.sql("drop function no_update").update();
            }
        }

        @Test
        void a_confirmation_names_the_request_by_its_number() throws Exception {
            var begun = begun();
            byte[] hash = accepted(begun.certificate()).getCertHash().getOctets();
            for (long wrong : List.of(-1L, 1L, 1L << 40)) {
                assertRefused(
                        begun.confirmed(new CertStatus(hash, BigInteger.valueOf(wrong))), PKIFailureInfo.badRequest);
            }
            assertThat(begun.confirmed(accepted(begun.certificate())).getBody().getType())
                    .isEqualTo(PKIBody.TYPE_CONFIRM);

            var secret = secret();
            byte[] request = Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=shop/payments", List.of());
            var draft = draft(new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(request)));
            var answer = sent(draft.bySecret(secret.reference(), secret.text()));
            var unnumbered = new Begun(secret, draft, answer, certificate(answer));
            assertRefused(unnumbered.confirmed(accepted(unnumbered.certificate())), PKIFailureInfo.badRequest);
            byte[] other = accepted(unnumbered.certificate()).getCertHash().getOctets();
            assertThat(unnumbered
                            .confirmed(new CertStatus(other, BigInteger.ONE.negate()))
                            .getBody()
                            .getType())
                    .isEqualTo(PKIBody.TYPE_CONFIRM);
            assertThat(state(unnumbered.certificate())).isEqualTo(IssuedCertificate.State.VALID);
        }

        @Test
        void one_that_cannot_be_read_is_refused() throws Exception {
            var begun = begun();
            var odd = new DERSequence(new ASN1Encodable[] {
                accepted(begun.certificate()).getCertHash(),
                new ASN1Integer(0),
                new DERTaggedObject(false, 0, new DEROctetString(new byte[1]))
            });
            var confirmation =
                    draft(new PKIBody(PKIBody.TYPE_CERT_CONFIRM, CertConfirmContent.getInstance(new DERSequence(odd))));
            confirmation.transaction = begun.draft().transaction;
            confirmation.repeated =
                    Optional.of(begun.answer().getHeader().getSenderNonce().getOctets());
            assertRefused(
                    sent(confirmation.bySecret(
                            begun.secret().reference(), begun.secret().text())),
                    PKIFailureInfo.badDataFormat);
            assertThat(lastRefusal("cmp.request")).contains("certConf the confirmation cannot be read");
            assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
        }

        @Test
        void only_who_began_confirms_by_the_answer_s_nonce_and_once() throws Exception {
            var begun = begun();
            var stranger = secret();
            var confirmation = confirming(begun.draft(), begun.answer(), accepted(begun.certificate()));
            assertRefused(
                    sent(confirmation.bySecret(stranger.reference(), stranger.text())), PKIFailureInfo.badRequest);
            confirmation.repeated = Optional.of(new byte[16]);
            assertRefused(
                    sent(confirmation.bySecret(
                            begun.secret().reference(), begun.secret().text())),
                    PKIFailureInfo.badRecipientNonce);
            assertRefused(
                    begun.confirmed(accepted(begun.certificate()), accepted(begun.certificate())),
                    PKIFailureInfo.badRequest);
            assertThat(begun.confirmed(accepted(begun.certificate())).getBody().getType())
                    .isEqualTo(PKIBody.TYPE_CONFIRM);
            assertRefused(begun.confirmed(accepted(begun.certificate())), PKIFailureInfo.badRequest);
            assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
        }
    }

    @Nested
    @DisplayName("RFC 9483 §4.1.2, §4.1.3, §4.2 with a certificate")
    class ByCertificate {

        private static Draft updating(X509Certificate old, KeyPair keys, X509Certificate named) throws Exception {
            var subject = new X509CertificateHolder(old.getEncoded()).getSubject();
            var request = Draft.request(keys, "");
            request.setSubject(subject)
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, ID)))
                    .addControl(new JcaOldCertIDControl(named.getIssuerX500Principal(), named.getSerialNumber()));
            return draft(Draft.body(PKIBody.TYPE_KEY_UPDATE_REQ, Draft.proved(request, keys)));
        }

        @Test
        void a_certificate_is_updated_in_the_second_half_of_its_life() throws Exception {
            var keys = Requests.ec("secp256r1");
            var old = earned(keys);
            var next = Requests.ec("secp256r1");
            var early = sent(updating(old, next, old).by(keys, old));
            assertRefused(early, PKIFailureInfo.notAuthorized);
            assertThat(said(refusal(early))).contains("may be renewed from 2026-01-01T23:58:59Z on");

            world.context.clock().advance(Duration.ofHours(12));
            assertRefused(
                    sent(updating(old, next, world.authority().issuer(ACME)).by(keys, old)), PKIFailureInfo.badCertId);
            var draft = updating(old, next, old);
            var answer = sent(draft.by(keys, old));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_KEY_UPDATE_REP);
            assertByAuthority(answer);
            var updated = certificate(answer);
            assertThat(updated.getPublicKey()).isEqualTo(next.getPublic());
            assertThat(updated.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
            assertThat(sent(confirming(draft, answer, accepted(updated)).by(keys, old))
                            .getBody()
                            .getType())
                    .isEqualTo(PKIBody.TYPE_CONFIRM);
            var record = world.context
                    .bean(CertificateSearch.class)
                    .findByFingerprint(ACME, Fingerprint.of(updated))
                    .orElseThrow();
            assertThat(record.predecessor()).isPresent();
            assertThat(certificate(sent(asking(PKIBody.TYPE_CERT_REQ, Requests.ec("secp256r1"), "CN=shop/payments")
                                    .by(keys, old)))
                            .getSubjectAlternativeNames())
                    .containsExactly(List.of(6, ID));

            assertRefused(
                    sent(asking(PKIBody.TYPE_KEY_UPDATE_REQ, Requests.ec("secp256r1"), "CN=shop/payments")
                            .by(keys, old)),
                    PKIFailureInfo.notAuthorized);
        }

        @Test
        void only_the_tenant_s_own_that_is_good_speaks_for_its_holder_and_by_its_key() throws Exception {
            var keys = Requests.ec("secp256r1");
            var own = earned(keys);
            var by = asking(PKIBody.TYPE_CERT_REQ, keys, "");
            assertRefused(sent(by.by(Requests.ec("secp256r1"), own)), PKIFailureInfo.badMessageCheck);
            by.sender = Optional.of(new GeneralName(new X500Name("CN=admin")));
            assertRefused(sent(by.by(keys, own)), PKIFailureInfo.badMessageCheck);
            var elsewhere = asking(PKIBody.TYPE_CERT_REQ, keys, "").by(keys, own);
            assertRefused(
                    message(world.door.post("/.well-known/cmp/p/globex.example", null, TYPE, elsewhere)),
                    PKIFailureInfo.signerNotTrusted);
            assertRefused(
                    sent(asking(PKIBody.TYPE_CERT_REQ, keys, "")
                            .by(keys, world.authority().issuer(ACME))),
                    PKIFailureInfo.signerNotTrusted);
            world.subjects().setEnabled(ACME, payments.id(), false);
            assertRefused(sent(asking(PKIBody.TYPE_CERT_REQ, keys, "").by(keys, own)), PKIFailureInfo.signerNotTrusted);
            world.subjects().setEnabled(ACME, payments.id(), true);
            world.context.clock().advance(Duration.ofDays(2));
            assertRefused(sent(asking(PKIBody.TYPE_CERT_REQ, keys, "").by(keys, own)), PKIFailureInfo.signerNotTrusted);
        }

        @Test
        void a_certificate_is_revoked_by_its_own_key_and_by_nobody_else_s() throws Exception {
            var keys = Requests.ec("secp256r1");
            var one = earned(keys);
            var others = Requests.ec("secp256r1");
            var other = earned(others);
            assertRefused(sent(draft(revoking(one, Optional.empty())).by(others, other)), PKIFailureInfo.notAuthorized);
            assertRefused(sent(draft(revoking(one, Optional.of(6))).by(keys, one)), PKIFailureInfo.badRequest);
            assertRefused(sent(draft(revoking(one, Optional.of(2))).by(keys, one)), PKIFailureInfo.badRequest);
            assertThat(state(one)).isEqualTo(IssuedCertificate.State.VALID);

            var answer = sent(draft(revoking(one, Optional.of(4))).by(keys, one));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_REVOCATION_REP);
            assertByAuthority(answer);
            var content = RevRepContent.getInstance(answer.getBody().getContent());
            assertThat(content.getStatus()[0].getStatus().intValue()).isEqualTo(PKIStatus.GRANTED);
            assertThat(content.getRevCerts()[0].getSerialNumber().getValue()).isEqualTo(one.getSerialNumber());
            assertThat(state(one)).isEqualTo(IssuedCertificate.State.REVOKED);
            assertThat(world.audited(ACME, "certificate.revoke").getLast())
                    .startsWith("SUCCESS workload:shop/payments@acme.example")
                    .endsWith("superseded");
            assertRefused(sent(draft(revoking(one, Optional.empty())).by(keys, one)), PKIFailureInfo.signerNotTrusted);
        }
    }

    @Nested
    class Delegate {

        private static JsonNode certificates(String profile) {
            return world.door
                    .get("/api/v1/tenants/acme.example/certificates?profile=" + profile, null)
                    .json()
                    .get("items");
        }

        private static int revoke(String id) {
            return world.door
                    .postJson(
                            "/api/v1/tenants/acme.example/certificates/%s/revoke".formatted(id),
                            admin,
                            "{\"reason\":\"superseded\"}")
                    .status();
        }

        private static X509Certificate signer() throws Exception {
            var answer = sent(
                    asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "").unprotected());
            assertByAuthority(answer);
            return x509(answer.getExtraCerts()[0]);
        }

        @Test
        void another_follows_one_that_is_revoked() throws Exception {
            var first = signer();
            assertThat(signer()).isEqualTo(first);
            String id = world.context
                    .bean(CertificateSearch.class)
                    .findByFingerprint(ACME, Fingerprint.of(first))
                    .orElseThrow()
                    .id()
                    .toString();
            assertThat(revoke(id)).isBetween(200, 299);
            assertThat(state(first)).isEqualTo(IssuedCertificate.State.REVOKED);
            var next = signer();
            assertThat(next).isNotEqualTo(first);
            assertThat(state(next)).isEqualTo(IssuedCertificate.State.VALID);
        }

        @Test
        void a_certificate_of_a_tenant_s_own_profile_of_that_name_is_revoked_like_any_other() throws Exception {
            var delegate = signer();
            var leaf = earned(Requests.ec("secp256r1"));
            String id = world.context
                    .bean(CertificateSearch.class)
                    .findByFingerprint(ACME, Fingerprint.of(leaf))
                    .orElseThrow()
                    .id()
                    .toString();
            // the name could be taken before delegates had it
            world.context
                    .bean(JdbcClient.class)
                    .sql(
                            "update ca_certificate set profile = 'cmp' where tenant_id = :tenant and id = cast(:id as uuid)")
                    .param("tenant", ACME.value())
                    .param("id", id)
                    .update();
            assertThat(certificates("cmp")
                            .valueStream()
                            .map(item -> item.get("id").asString()))
                    .contains(id);
            assertThat(revoke(id)).isBetween(200, 299);
            assertThat(state(leaf)).isEqualTo(IssuedCertificate.State.REVOKED);
            assertThat(signer()).isEqualTo(delegate);
        }
    }

    private static PKIBody revoking(X509Certificate certificate, Optional<Integer> reason) throws Exception {
        var template = new CertTemplateBuilder()
                .setSerialNumber(new ASN1Integer(certificate.getSerialNumber()))
                .setIssuer(new X509CertificateHolder(certificate.getEncoded()).getIssuer())
                .build();
        var details = reason.isEmpty()
                ? new RevDetails(template)
                : new RevDetails(
                        template,
                        new Extensions(
                                Requests.extension(Extension.reasonCode, false, new ASN1Enumerated(reason.get()))));
        return new PKIBody(PKIBody.TYPE_REVOCATION_REQ, new RevReqContent(details));
    }

    @Nested
    @DisplayName("RFC 9483 §4.3 what authorities tell")
    class Telling {

        private static InfoTypeAndValue[] told(InfoTypeAndValue... asked) throws Exception {
            var secret = secret();
            var answer = sent(draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(asked)))
                    .bySecret(secret.reference(), secret.text()));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
            return GenRepContent.getInstance(answer.getBody().getContent()).toInfoTypeAndValueArray();
        }

        @Test
        void the_issuing_authority_and_the_key_that_is_wished_for() throws Exception {
            var told = told(
                    new InfoTypeAndValue(CMPObjectIdentifiers.id_it_caCerts),
                    new InfoTypeAndValue(CMPObjectIdentifiers.id_it_certReqTemplate));
            List<X509Certificate> authorities = new ArrayList<>();
            for (var authority : ASN1Sequence.getInstance(told[0].getInfoValue())) {
                authorities.add(x509(CMPCertificate.getInstance(authority)));
            }
            assertThat(authorities).contains(world.authority().issuer(ACME));
            assertThat(told[1].getInfoType()).isEqualTo(CMPObjectIdentifiers.id_it_certReqTemplate);
            assertThat(told()).hasSize(1);
        }

        @Test
        void the_root_that_follows_the_one_that_is_known() throws Exception {
            var root = CMPCertificate.getInstance(
                    world.authority().anchors(ACME).getFirst().getEncoded());
            var question = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert, root);
            assertThat(told(question)[0].getInfoValue())
                    .as("there is none newer")
                    .isNull();
            world.context.clock().advance(Duration.ofMinutes(1));
            var rotated = world.door.postJson(
                    "/api/v1/tenants/acme.example/authorities/rotate", admin, "{\"kind\":\"root\"}");
            assertThat(rotated.status()).as(rotated.text()).isBetween(200, 299);
            var update = RootCaKeyUpdateContent.getInstance(told(question)[0].getInfoValue());
            assertThat(x509(update.getNewWithNew()))
                    .isIn(world.authority().anchors(ACME))
                    .isNotEqualTo(x509(root));
            var newest = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert, update.getNewWithNew());
            assertThat(told(newest)[0].getInfoValue()).isNull();
        }

        @Test
        void nothing_else() throws Exception {
            var secret = secret();
            var question = new InfoTypeAndValue(CMPObjectIdentifiers.it_revPassphrase);
            assertRefused(
                    sent(draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(question)))
                            .bySecret(secret.reference(), secret.text())),
                    PKIFailureInfo.badRequest);
        }
    }

    @Nested
    @DisplayName("bad input is refused by its rule, recorded, and nothing is signed")
    class BadInput {
        private static final KeyPair KEYS = Requests.ec("secp256r1");

        private static void assertNothing(PKIBody body, int failure) throws Exception {
            var secret = secret();
            int before = world.audited(ACME, "certificate.issue").size();
            assertRefused(sent(draft(body).bySecret(secret.reference(), secret.text())), failure);
            assertThat(world.audited(ACME, "certificate.issue").stream()
                            .skip(before)
                            .filter(event -> event.startsWith("SUCCESS")))
                    .isEmpty();
        }

        @Test
        void possession_is_proved_by_the_key_itself() throws Exception {
            var stranger = Requests.ec("secp256r1");
            assertNothing(
                    Draft.body(0, Draft.proved(Draft.request(KEYS, "CN=shop/payments"), stranger)),
                    PKIFailureInfo.badPOP);
            assertThat(lastRefusal("cmp.request")).contains("RFC 4211 §4.1: the request is not signed by the key");
            assertNothing(
                    Draft.body(
                            0,
                            Draft.request(KEYS, "CN=shop/payments")
                                    .setProofOfPossessionRaVerified()
                                    .build()
                                    .toASN1Structure()),
                    PKIFailureInfo.badPOP);
            assertNothing(
                    Draft.body(
                            0, Draft.request(KEYS, "CN=shop/payments").build().toASN1Structure()),
                    PKIFailureInfo.badPOP);
        }

        @Test
        void names_are_the_subject_s_own() throws Exception {
            for (String subject : List.of("CN=admin", "CN=shop/payments,O=Acme", "CN=Shop/Payments")) {
                assertNothing(
                        Draft.body(0, Draft.proved(Draft.request(KEYS, subject), KEYS)), PKIFailureInfo.notAuthorized);
            }
            for (String name : List.of("spiffe://acme.example/admin", "spiffe://globex.example/shop/payments")) {
                var request = Draft.request(KEYS, "")
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name)));
                assertNothing(Draft.body(0, Draft.proved(request, KEYS)), PKIFailureInfo.notAuthorized);
            }
        }

        @Test
        void a_template_asks_for_an_end_entity_s_certificate_with_a_strong_key() throws Exception {
            var authority =
                    Draft.request(KEYS, "").addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            assertNothing(Draft.body(0, Draft.proved(authority, KEYS)), PKIFailureInfo.badCertTemplate);
            assertThat(lastRefusal("certificate.issue")).contains("CA:TRUE");
            var numbered = Draft.request(KEYS, "").setSerialNumber(BigInteger.ONE);
            assertNothing(Draft.body(0, Draft.proved(numbered, KEYS)), PKIFailureInfo.badCertTemplate);
            var weak = Requests.ec("secp521r1");
            assertNothing(Draft.body(0, Draft.proved(Draft.request(weak, ""), weak)), PKIFailureInfo.badCertTemplate);
            var keyless = new CertificateRequestMessageBuilder(BigInteger.ZERO)
                    .setSubject(new X500Name("CN=shop/payments"))
                    .setProofOfPossessionRaVerified()
                    .build()
                    .toASN1Structure();
            assertNothing(Draft.body(0, keyless), PKIFailureInfo.badCertTemplate);
        }

        @Test
        void what_cannot_be_read_is_refused_too() throws Exception {
            var template = CertTemplate.getInstance(new DERSequence(new ASN1Encodable[] {
                new DERTaggedObject(false, 0, new ASN1Integer(BigInteger.ONE.shiftLeft(80))),
                new DERTaggedObject(
                        false,
                        6,
                        SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()))
            }));
            var huge = new CertReqMsg(new CertRequest(0, template, null), null, null);
            assertNothing(Draft.body(0, huge), PKIFailureInfo.badDataFormat);
            var unsigned = new DERSequence(new ASN1Encodable[] {
                new CertRequest(
                        0,
                        Draft.proved(Draft.request(KEYS, ""), KEYS).getCertReq().getCertTemplate(),
                        null),
                new DERTaggedObject(false, 1, new DERSequence())
            });
            assertNothing(
                    new PKIBody(PKIBody.TYPE_INIT_REQ, CertReqMessages.getInstance(new DERSequence(unsigned))),
                    PKIFailureInfo.badDataFormat);
            for (var root : List.of(
                    new DERSequence(),
                    new DERSequence(new ASN1Encodable[] {new DERSequence(), new DERSequence(), new DERBitString(0)}))) {
                var question = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert, root);
                assertNothing(
                        new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(question)), PKIFailureInfo.badDataFormat);
            }
            var secret = secret();
            var good = PKIMessage.getInstance(
                    asking(PKIBody.TYPE_INIT_REQ, KEYS, "").bySecret(secret.reference(), secret.text()));
            var bits = new DERBitString(new byte[] {0x40}, 3);
            assertRefused(
                    sent(new PKIMessage(good.getHeader(), good.getBody(), bits).getEncoded("DER")),
                    PKIFailureInfo.badMessageCheck);
        }

        @Test
        void there_is_one_request_with_the_number_0() throws Exception {
            var one = Draft.proved(Draft.request(KEYS, ""), KEYS);
            assertNothing(Draft.body(0, one, one), PKIFailureInfo.badRequest);
            assertNothing(Draft.body(0), PKIFailureInfo.badRequest);
            var numbered = new JcaCertificateRequestMessageBuilder(BigInteger.ONE)
                    .setPublicKey(KEYS.getPublic())
                    .setSubject(new X500Name(""));
            assertNothing(Draft.body(0, Draft.proved(numbered, KEYS)), PKIFailureInfo.badRequest);
        }

        @Test
        void a_message_counts_once() throws Exception {
            var secret = secret();
            byte[] message = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").bySecret(secret.reference(), secret.text());
            certificate(sent(message));
            assertRefused(sent(message), PKIFailureInfo.transactionIdInUse);
            world.context.clock().advance(Duration.ofMinutes(5).plusSeconds(1));
            world.context.bean(Confirmation.class).tend();
            assertRefused(sent(message), PKIFailureInfo.badTime);
        }

        @Test
        void headers_are_as_the_profile_wants_them() throws Exception {
            var secret = secret();
            assertHeader(
                    secret, draft -> draft.time = Optional.of(world.now().minus(Duration.ofMinutes(6))), "badTime");
            assertHeader(secret, draft -> draft.time = Optional.of(world.now().plus(Duration.ofMinutes(6))), "badTime");
            assertHeader(secret, draft -> draft.time = Optional.empty(), "missingTimeStamp");
            assertHeader(secret, draft -> draft.version = 1, "unsupportedVersion");
            assertHeader(secret, draft -> draft.transaction = Draft.random(8), "badDataFormat");
            assertHeader(secret, draft -> draft.transaction = Draft.random(1024), "badDataFormat");
            assertHeader(secret, draft -> draft.nonce = Draft.random(8), "badSenderNonce");
            assertHeader(secret, draft -> draft.nonce = Draft.random(65), "badSenderNonce");
            var answer = sent(asking(PKIBody.TYPE_INIT_REQ, KEYS, "").unprotected());
            assertRefused(answer, PKIFailureInfo.badMessageCheck);
            assertByAuthority(answer);
        }

        private static void assertHeader(Secret secret, Consumer<Draft> change, String failure) throws Exception {
            var draft = asking(PKIBody.TYPE_INIT_REQ, KEYS, "");
            change.accept(draft);
            var status = refusal(sent(draft.bySecret(secret.reference(), secret.text())));
            int bit = (int) PKIFailureInfo.class.getField(failure).get(null);
            assertThat(status.getFailInfo()).as(failure).isEqualTo(new PKIFailureInfo(bit).toASN1Primitive());
        }

        @Test
        void what_is_no_message_in_der_is_400() throws Exception {
            var secret = secret();
            byte[] good = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").bySecret(secret.reference(), secret.text());
            byte[] oddTime = new String(good, StandardCharsets.ISO_8859_1)
                    .replace("20260101120000Z", "2026-----------")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(oddTime).isNotEqualTo(good);
            byte[] deep = new byte[400];
            Arrays.fill(deep, (byte) 0x30);
            var message = PKIMessage.getInstance(good);
            var same = message.getHeader().getProtectionAlg();
            for (byte[] bad : List.of(
                    Draft.rewritten(message, 1, same, new DERTaggedObject(true, 10, new DERSequence())),
                    Draft.rewritten(message, 1, same, new DERTaggedObject(true, 12, new DERSequence())),
                    Draft.rewritten(message, 1, same, new DERTaggedObject(true, 23, new DERSequence())),
                    oddTime,
                    new byte[0],
                    new byte[] {0x30, 0x00},
                    Arrays.copyOf(good, good.length - 1),
                    Arrays.copyOf(good, good.length + 1),
                    deep,
                    new DERSequence(new DEROctetString(new byte[1 << 20])).getEncoded(),
                    Requests.sound())) {
                assertThat(post(bad).status()).isEqualTo(400);
            }
            assertThat(world.door.post(PATH, null, "application/pkcs10", good).status())
                    .isEqualTo(415);
        }

        @Test
        void a_message_fits_its_address() throws Exception {
            var secret = secret();
            var ir = asking(PKIBody.TYPE_INIT_REQ, KEYS, "");
            byte[] message = ir.bySecret(secret.reference(), secret.text());
            assertRefused(
                    message(world.door.post(PATH + "/revocation", null, TYPE, message)), PKIFailureInfo.badRequest);
            assertThat(world.door.post(PATH + "/elsewhere", null, TYPE, message).status())
                    .isEqualTo(404);
            assertThat(world.door
                            .post("/.well-known/cmp/p/nobody.example", null, TYPE, message)
                            .status())
                    .isEqualTo(404);
            assertThat(certificate(message(world.door.post(PATH + "/initialization", null, TYPE, message))))
                    .isNotNull();
            var unknown = draft(new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent()));
            assertRefused(sent(unknown.bySecret(secret.reference(), secret.text())), PKIFailureInfo.badRequest);
        }
    }

    @Nested
    class SecretsOfAdministrators {

        @Test
        void only_an_administrator_gives_one_since_it_makes_its_holder_the_subject() {
            var certificates = world.caller(world.subject(ACME, SubjectKind.USER, "certificates"));
            String body = "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\"}";
            assertThat(world.door.postJson(CREDENTIALS, certificates, body).status())
                    .isEqualTo(403);
            var made = world.door.postJson(CREDENTIALS, admin, body);
            assertThat(made.json().path("protocol").asString()).isEqualTo("cmp");
            assertThat(made.json().path("used").asBoolean()).isFalse();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"protocol\":\"est\",\"subject\":\"shop/payments\"}|protocol",
                    "{\"protocol\":\"cmp\",\"subject\":\"edge\"}|subject",
                    "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\",\"dnsZones\":[\"a.example\"]}|dnsZones",
                    "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\",\"wildcards\":true}|dnsZones"
                })
        void what_is_wrong_is_said_by_field(String body, String field) {
            if (world.subjects().byName(ACME, SubjectKind.NODE, "edge").isEmpty()) {
                world.subject(ACME, SubjectKind.NODE, "edge");
            }
            var answer = world.door.postJson(CREDENTIALS, admin, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("field").asString()).isEqualTo(field);
        }
    }
}
