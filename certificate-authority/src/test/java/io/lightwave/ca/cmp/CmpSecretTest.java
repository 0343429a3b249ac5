package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.ACME;
import static io.lightwave.ca.cmp.CmpServer.CREDENTIALS;
import static io.lightwave.ca.cmp.CmpServer.ID;
import static io.lightwave.ca.cmp.CmpServer.accepted;
import static io.lightwave.ca.cmp.CmpServer.admin;
import static io.lightwave.ca.cmp.CmpServer.asking;
import static io.lightwave.ca.cmp.CmpServer.assertByAuthority;
import static io.lightwave.ca.cmp.CmpServer.assertBySecret;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.certificate;
import static io.lightwave.ca.cmp.CmpServer.confirming;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.earned;
import static io.lightwave.ca.cmp.CmpServer.lastRefusal;
import static io.lightwave.ca.cmp.CmpServer.payments;
import static io.lightwave.ca.cmp.CmpServer.refusal;
import static io.lightwave.ca.cmp.CmpServer.revoking;
import static io.lightwave.ca.cmp.CmpServer.said;
import static io.lightwave.ca.cmp.CmpServer.secret;
import static io.lightwave.ca.cmp.CmpServer.sent;
import static io.lightwave.ca.cmp.CmpServer.state;
import static io.lightwave.ca.cmp.CmpServer.status;
import static io.lightwave.ca.cmp.CmpServer.world;
import static io.lightwave.ca.cmp.CmpServer.x509;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.cmp.CmpServer.Secret;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.SubjectKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorProviderBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CmpServer.class)
class CmpSecretTest {
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
            assertThat(status(answer).getStatus().intValue())
                    .as("the subject has more than the name that was asked for")
                    .isEqualTo(PKIStatus.GRANTED_WITH_MODS);
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
