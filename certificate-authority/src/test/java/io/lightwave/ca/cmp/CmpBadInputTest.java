package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.ACME;
import static io.lightwave.ca.cmp.CmpServer.PATH;
import static io.lightwave.ca.cmp.CmpServer.TYPE;
import static io.lightwave.ca.cmp.CmpServer.asking;
import static io.lightwave.ca.cmp.CmpServer.assertByAuthority;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.certificate;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.earned;
import static io.lightwave.ca.cmp.CmpServer.lastRefusal;
import static io.lightwave.ca.cmp.CmpServer.message;
import static io.lightwave.ca.cmp.CmpServer.post;
import static io.lightwave.ca.cmp.CmpServer.refusal;
import static io.lightwave.ca.cmp.CmpServer.secret;
import static io.lightwave.ca.cmp.CmpServer.sent;
import static io.lightwave.ca.cmp.CmpServer.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.cmp.CmpServer.Secret;
import io.lightwave.ca.issuance.Requests;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.CertRequest;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("bad input is refused by its rule, recorded, and nothing is signed")
@ExtendWith(CmpServer.class)
class CmpBadInputTest {
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
                Draft.body(0, Draft.proved(Draft.request(KEYS, "CN=shop/payments"), stranger)), PKIFailureInfo.badPOP);
        assertThat(lastRefusal("cmp.request")).contains("RFC 4211 §4.1: the request is not signed by the key");
        assertNothing(
                Draft.body(
                        0,
                        Draft.request(KEYS, "CN=shop/payments")
                                .setProofOfPossessionRaVerified()
                                .build()
                                .toASN1Structure()),
                PKIFailureInfo.notAuthorized);
        assertNothing(
                Draft.body(
                        0,
                        new CertReqMsg(
                                Draft.proved(Draft.request(KEYS, "CN=shop/payments"), KEYS)
                                        .getCertReq(),
                                null,
                                null)),
                PKIFailureInfo.badPOP);
        byte[] foreign = Requests.of(
                SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()),
                stranger.getPrivate(),
                "SHA256withECDSA",
                "CN=shop/payments",
                List.of());
        assertNothing(
                new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(foreign)),
                PKIFailureInfo.badPOP);
    }

    @Test
    @DisplayName("RFC 9483 §4.1.6: no key is made here, of whichever kind")
    void no_key_is_made_here() throws Exception {
        var wished = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.prime256v1),
                new byte[0]);
        for (var template : List.of(new CertTemplateBuilder(), new CertTemplateBuilder().setPublicKey(wished))) {
            var request = new CertRequest(
                    0, template.setSubject(new X500Name("CN=shop/payments")).build(), null);
            assertNothing(Draft.body(0, new CertReqMsg(request, null, null)), PKIFailureInfo.badCertTemplate);
            assertThat(lastRefusal("cmp.request")).contains("no key is made here");
        }
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
                    false, 6, SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()))
        }));
        var huge = new CertReqMsg(new CertRequest(0, template, null), null, null);
        assertNothing(Draft.body(0, huge), PKIFailureInfo.badDataFormat);
        var unsigned = new DERSequence(new ASN1Encodable[] {
            new CertRequest(
                    0, Draft.proved(Draft.request(KEYS, ""), KEYS).getCertReq().getCertTemplate(), null),
            new DERTaggedObject(false, 1, new DERSequence())
        });
        assertNothing(
                new PKIBody(PKIBody.TYPE_INIT_REQ, CertReqMessages.getInstance(new DERSequence(unsigned))),
                PKIFailureInfo.badDataFormat);
        for (var root : List.of(
                new DERSequence(),
                new DERSequence(new ASN1Encodable[] {new DERSequence(), new DERSequence(), new DERBitString(0)}))) {
            var question = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert, root);
            assertNothing(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(question)), PKIFailureInfo.badDataFormat);
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
    void only_the_question_for_the_next_root_says_something() throws Exception {
        for (var type : List.of(CMPObjectIdentifiers.id_it_caCerts, CMPObjectIdentifiers.id_it_certReqTemplate)) {
            var question = new InfoTypeAndValue(type, new DEROctetString(new byte[1]));
            assertNothing(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(question)), PKIFailureInfo.badRequest);
        }
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
        assertHeader(secret, draft -> draft.time = Optional.of(world.now().minus(Duration.ofMinutes(6))), "badTime");
        assertHeader(secret, draft -> draft.time = Optional.of(world.now().plus(Duration.ofMinutes(6))), "badTime");
        assertHeader(secret, draft -> draft.time = Optional.empty(), "missingTimeStamp");
        assertHeader(secret, draft -> draft.version = 1, "unsupportedVersion");
        assertHeader(secret, draft -> draft.transaction = Draft.random(8), "badRequest");
        assertHeader(secret, draft -> draft.transaction = Draft.random(1024), "badRequest");
        assertHeader(secret, draft -> draft.nonce = Draft.random(8), "badSenderNonce");
        assertHeader(secret, draft -> draft.nonce = Draft.random(65), "badSenderNonce");
        assertHeader(secret, draft -> draft.repeated = Optional.of(Draft.random(16)), "badRecipientNonce");
        var answer = sent(asking(PKIBody.TYPE_INIT_REQ, KEYS, "").unprotected());
        assertRefused(answer, PKIFailureInfo.badMessageCheck);
        assertByAuthority(answer);
    }

    @Test
    @DisplayName("RFC 9483 §3.1, §3.3: what must be there is missed")
    void a_message_has_its_transaction_and_its_signer_s_certificate() throws Exception {
        var secret = secret();
        var message = PKIMessage.getInstance(
                asking(PKIBody.TYPE_INIT_REQ, KEYS, "").bySecret(secret.reference(), secret.text()));
        List<ASN1Encodable> header = new ArrayList<>();
        for (var element : ASN1Sequence.getInstance(message.getHeader().toASN1Primitive())) {
            boolean transaction =
                    header.size() > 2 && element instanceof ASN1TaggedObject tagged && tagged.getTagNo() == 4;
            if (!transaction) {
                header.add(element);
            }
        }
        byte[] without = new DERSequence(new ASN1Encodable[] {
                    new DERSequence(header.toArray(ASN1Encodable[]::new)),
                    message.getBody(),
                    new DERTaggedObject(true, 0, message.getProtection())
                })
                .getEncoded("DER");
        assertRefused(sent(without), PKIFailureInfo.badDataFormat);

        var signed =
                PKIMessage.getInstance(asking(PKIBody.TYPE_CERT_REQ, KEYS, "").by(KEYS, earned(KEYS)));
        byte[] bare = new PKIMessage(signed.getHeader(), signed.getBody(), signed.getProtection()).getEncoded("DER");
        assertRefused(sent(bare), PKIFailureInfo.badMessageCheck);
    }

    @Test
    @DisplayName("RFC 9810 §7: an answer to an unknown version has the nearest that is known")
    void an_answer_to_an_unknown_version_has_the_nearest() throws Exception {
        var secret = secret();
        for (var versions : Map.of(1, 2, 4, 3).entrySet()) {
            var draft = asking(PKIBody.TYPE_INIT_REQ, KEYS, "");
            draft.version = versions.getKey();
            var answer = sent(draft.bySecret(secret.reference(), secret.text()));
            assertRefused(answer, PKIFailureInfo.unsupportedVersion);
            assertThat(answer.getHeader().getPvno().intValueExact()).isEqualTo(versions.getValue());
        }
    }

    @Test
    @DisplayName(
            "RFC 9483 §3.1: implicitConfirm is NULL, says nothing elsewhere, and confirmWaitTime stands not beside it")
    void general_information_is_as_the_profile_wants_it() throws Exception {
        var secret = secret();
        var implicit = CMPObjectIdentifiers.it_implicitConfirm;
        var wait = CMPObjectIdentifiers.it_confirmWaitTime;
        var time = new DERGeneralizedTime(Date.from(world.now()));
        assertHeader(secret, draft -> draft.telling(new InfoTypeAndValue(implicit, new ASN1Integer(1))), "badRequest");
        assertHeader(secret, draft -> draft.telling(new InfoTypeAndValue(implicit)), "badRequest");
        assertHeader(
                secret,
                draft -> draft.telling(new InfoTypeAndValue(wait, new DERUTCTime("260101120000Z"))),
                "badDataFormat");
        assertHeader(secret, draft -> draft.implicitly().telling(new InfoTypeAndValue(wait, time)), "badRequest");
        var question = draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0])));
        assertThat(sent(question.implicitly().bySecret(secret.reference(), secret.text()))
                        .getBody()
                        .getType())
                .isEqualTo(PKIBody.TYPE_GEN_REP);
        var waiting = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").telling(new InfoTypeAndValue(wait, time));
        assertThat(certificate(sent(waiting.bySecret(secret.reference(), secret.text()))))
                .isNotNull();
    }

    @Test
    @DisplayName("RFC 9810 §5.1.1.4: a profile that is asked for is the sender's, or nothing is had")
    void a_profile_that_is_asked_for_is_the_sender_s() throws Exception {
        var secret = secret();
        for (var names : List.of(List.of("server"), List.of("workload", "workload"), List.<String>of())) {
            var draft = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").telling(profiles(names));
            assertRefused(sent(draft.bySecret(secret.reference(), secret.text())), PKIFailureInfo.badRequest);
        }
        var odd = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_certProfile, new ASN1Integer(1));
        var unreadable = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").telling(odd);
        assertRefused(sent(unreadable.bySecret(secret.reference(), secret.text())), PKIFailureInfo.badDataFormat);
        var own = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").implicitly().telling(profiles(List.of("workload")));
        var certificate = certificate(sent(own.bySecret(secret.reference(), secret.text())));
        var other = asking(PKIBody.TYPE_CERT_REQ, KEYS, "").telling(profiles(List.of("client")));
        world.context.clock().advance(Duration.ofHours(12));
        other.time = Optional.of(world.now());
        assertRefused(sent(other.by(KEYS, certificate)), PKIFailureInfo.badRequest);
    }

    private static InfoTypeAndValue profiles(List<String> names) {
        return new InfoTypeAndValue(
                CMPObjectIdentifiers.id_it_certProfile,
                new DERSequence(names.stream().map(DERUTF8String::new).toArray(DERUTF8String[]::new)));
    }

    @Test
    void a_protection_that_nobody_here_knows_is_said_to_be_so() throws Exception {
        var secret = secret();
        var message = PKIMessage.getInstance(
                asking(PKIBody.TYPE_INIT_REQ, KEYS, "").bySecret(secret.reference(), secret.text()));
        var plain = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256);
        assertRefused(sent(Draft.rewritten(message, 1, plain, message.getBody())), PKIFailureInfo.badAlg);
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
        assertRefused(message(world.door.post(PATH + "/revocation", null, TYPE, message)), PKIFailureInfo.badRequest);
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
