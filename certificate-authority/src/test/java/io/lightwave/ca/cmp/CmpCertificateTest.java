package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.ACME;
import static io.lightwave.ca.cmp.CmpServer.ID;
import static io.lightwave.ca.cmp.CmpServer.TYPE;
import static io.lightwave.ca.cmp.CmpServer.accepted;
import static io.lightwave.ca.cmp.CmpServer.admin;
import static io.lightwave.ca.cmp.CmpServer.asking;
import static io.lightwave.ca.cmp.CmpServer.assertByAuthority;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.certificate;
import static io.lightwave.ca.cmp.CmpServer.confirming;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.earned;
import static io.lightwave.ca.cmp.CmpServer.message;
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

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.issuance.Requests;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContent;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.cmp.RootCaKeyUpdateContent;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.crmf.OptionalValidity;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaOldCertIDControl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ExtendWith(CmpServer.class)
class CmpCertificateTest {
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
            assertThat(status(answer).getStatus().intValue()).isEqualTo(PKIStatus.GRANTED);
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

        @DisplayName("RFC 9810 §5.2.3: accepted is what is as it was asked for")
        @Test
        void whatever_is_otherwise_than_was_asked_for_is_said() throws Exception {
            var keys = Requests.ec("secp256r1");
            var old = earned(keys);
            world.context.clock().advance(Duration.ofHours(12));
            var now = world.context.clock().instant();
            var years = Date.from(now.plus(Duration.ofDays(730)));
            var holder = new X509CertificateHolder(old.getEncoded());
            var asked = new LinkedHashMap<UnaryOperator<CertificateRequestMessageBuilder>, Integer>();
            asked.put(request -> request, PKIStatus.GRANTED);
            asked.put(request -> request.setIssuer(holder.getIssuer()), PKIStatus.GRANTED);
            asked.put(request -> request.setIssuer(new X500Name("CN=other")), PKIStatus.GRANTED_WITH_MODS);
            asked.put(request -> request.setValidity(null, years), PKIStatus.GRANTED_WITH_MODS);
            asked.put(
                    request -> request.setValidity(Date.from(now.minus(Duration.ofDays(1))), null),
                    PKIStatus.GRANTED_WITH_MODS);
            for (var each : asked.entrySet()) {
                var next = Requests.ec("secp256r1");
                var request = each.getKey()
                        .apply(new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
                                .setPublicKey(next.getPublic())
                                .setSubject(holder.getSubject()));
                var answer = sent(draft(Draft.body(PKIBody.TYPE_CERT_REQ, Draft.proved(request, next)))
                        .by(keys, old));
                assertThat(certificate(answer).getPublicKey()).isEqualTo(next.getPublic());
                assertThat(status(answer).getStatus().intValue()).isEqualTo(each.getValue());
            }
        }

        @Test
        void one_that_was_given_for_evidence_is_not_updated() throws Exception {
            var keys = Requests.ec("secp256r1");
            var issued = (IssuanceOutcome.Issued) world.authority()
                    .issue(
                            payments,
                            "workload",
                            Requests.of(keys, "SHA256withECDSA", "CN=x", List.of()),
                            World.ORIGIN.by("node node-1, assurance 2, by a rule for unix:uid:0"));
            var old = issued.chain().getFirst();
            world.context.clock().advance(Duration.ofHours(12));
            var refused = sent(updating(old, Requests.ec("secp256r1"), old).by(keys, old));
            assertRefused(refused, PKIFailureInfo.notAuthorized);
            assertThat(said(refusal(refused))).contains("renewed by new evidence only");
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
        @DisplayName("RFC 9481 §3.1: RSASSA-PSS with SHA-2")
        void a_message_may_be_signed_by_rsassa_pss() throws Exception {
            var keys = Requests.rsa(2048, 65537);
            byte[] request = Requests.of(keys, "SHA256withRSAandMGF1", "CN=shop/payments", List.of());
            var secret = secret();
            var certificate = certificate(
                    sent(draft(new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(request)))
                            .implicitly()
                            .bySecret(secret.reference(), secret.text())));
            assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
            var question = new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0]));
            for (var algorithm : List.of("SHA256withRSAandMGF1", "SHA512withRSAandMGF1")) {
                assertThat(sent(draft(question).by(keys, certificate, algorithm))
                                .getBody()
                                .getType())
                        .isEqualTo(PKIBody.TYPE_GEN_REP);
            }
            assertRefused(sent(draft(question).by(keys, certificate, "SHA1withRSAandMGF1")), PKIFailureInfo.badAlg);
            assertRefused(
                    sent(draft(question).by(Requests.rsa(2048, 65537), certificate, "SHA256withRSAandMGF1")),
                    PKIFailureInfo.badMessageCheck);
        }

        @Test
        void a_certificate_is_revoked_by_its_own_key_and_by_nobody_else_s() throws Exception {
            var keys = Requests.ec("secp256r1");
            var one = earned(keys);
            var others = Requests.ec("secp256r1");
            var other = earned(others);
            assertRefused(sent(draft(revoking(one, Optional.empty())).by(others, other)), PKIFailureInfo.badCertId);
            var held = sent(draft(revoking(one, Optional.of(6))).by(keys, one));
            assertThat(held.getBody().getType()).isEqualTo(PKIBody.TYPE_REVOCATION_REP);
            assertRefused(held, PKIFailureInfo.badRequest);
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
        }

        @Test
        void what_else_a_revocation_says_is_of_the_certificate() throws Exception {
            var keys = Requests.ec("secp256r1");
            var one = earned(keys);
            var holder = new X509CertificateHolder(one.getEncoded());
            UnaryOperator<CertTemplateBuilder> named = template ->
                    template.setIssuer(holder.getIssuer()).setSerialNumber(new ASN1Integer(holder.getSerialNumber()));
            var other = SubjectPublicKeyInfo.getInstance(
                    Requests.ec("secp256r1").getPublic().getEncoded());
            var refused = new LinkedHashMap<CertTemplateBuilder, Integer>();
            refused.put(new CertTemplateBuilder().setIssuer(holder.getIssuer()), PKIFailureInfo.addInfoNotAvailable);
            refused.put(
                    new CertTemplateBuilder().setSerialNumber(new ASN1Integer(holder.getSerialNumber())),
                    PKIFailureInfo.addInfoNotAvailable);
            refused.put(
                    named.apply(new CertTemplateBuilder()).setIssuer(new X500Name("CN=other")),
                    PKIFailureInfo.badCertId);
            refused.put(
                    named.apply(new CertTemplateBuilder()).setSubject(new X500Name("CN=other")),
                    PKIFailureInfo.badCertId);
            refused.put(named.apply(new CertTemplateBuilder()).setPublicKey(other), PKIFailureInfo.badCertId);
            refused.put(named.apply(new CertTemplateBuilder()).setVersion(0), PKIFailureInfo.badRequest);
            var before = new Time(holder.getNotBefore());
            var after = new Time(holder.getNotAfter());
            refused.put(
                    named.apply(new CertTemplateBuilder()).setValidity(new OptionalValidity(after, null)),
                    PKIFailureInfo.badCertId);
            refused.put(
                    named.apply(new CertTemplateBuilder()).setValidity(new OptionalValidity(null, before)),
                    PKIFailureInfo.badCertId);
            refused.put(
                    named.apply(new CertTemplateBuilder())
                            .setSigningAlg(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption)),
                    PKIFailureInfo.badCertId);
            refused.put(
                    named.apply(new CertTemplateBuilder())
                            .setExtensions(new Extensions(new Extension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(new GeneralName(GeneralName.dNSName, "x")).getEncoded()))),
                    PKIFailureInfo.badCertId);
            refused.put(
                    named.apply(new CertTemplateBuilder()).setSubjectUID(new DERBitString(new byte[] {1})),
                    PKIFailureInfo.badCertId);
            for (var wrong : refused.entrySet()) {
                var answer = sent(draft(templated(wrong.getKey().build())).by(keys, one));
                assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_REVOCATION_REP);
                assertRefused(answer, wrong.getValue());
            }
            var unheardOf = new ASN1EncodableVector();
            unheardOf.add(new DERTaggedObject(false, 0, new ASN1Integer(BigInteger.ONE.shiftLeft(40))));
            for (ASN1Encodable name : ASN1Sequence.getInstance(
                    named.apply(new CertTemplateBuilder()).build())) {
                unheardOf.add(name);
            }
            assertRefused(
                    sent(draft(templated(CertTemplate.getInstance(new DERSequence(unheardOf))))
                            .by(keys, one)),
                    PKIFailureInfo.badDataFormat);
            assertThat(state(one)).isEqualTo(IssuedCertificate.State.VALID);
            var whole = named.apply(new CertTemplateBuilder())
                    .setVersion(2)
                    .setSigningAlg(holder.getSignatureAlgorithm())
                    .setValidity(new OptionalValidity(before, after))
                    .setSubject(holder.getSubject())
                    .setPublicKey(holder.getSubjectPublicKeyInfo())
                    .setExtensions(holder.getExtensions())
                    .build();
            sent(draft(templated(whole)).by(keys, one));
            assertThat(state(one)).isEqualTo(IssuedCertificate.State.REVOKED);
        }

        private static PKIBody templated(CertTemplate template) {
            return new PKIBody(PKIBody.TYPE_REVOCATION_REQ, new RevReqContent(new RevDetails(template)));
        }

        @Test
        void whoever_has_the_key_of_a_revoked_certificate_learns_that_it_is_and_gets_nothing() throws Exception {
            var keys = Requests.ec("secp256r1");
            var one = earned(keys);
            sent(draft(revoking(one, Optional.empty())).by(keys, one));
            assertRefused(sent(draft(revoking(one, Optional.empty())).by(keys, one)), PKIFailureInfo.certRevoked);
            world.context.clock().advance(Duration.ofHours(12));
            for (int type : List.of(PKIBody.TYPE_INIT_REQ, PKIBody.TYPE_CERT_REQ, PKIBody.TYPE_KEY_UPDATE_REQ)) {
                assertRefused(
                        sent(asking(type, Requests.ec("secp256r1"), "").by(keys, one)), PKIFailureInfo.certRevoked);
            }
            assertRefused(
                    sent(asking(PKIBody.TYPE_CERT_REQ, keys, "").by(Requests.ec("secp256r1"), one)),
                    PKIFailureInfo.badMessageCheck);
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
            var withOld = x509(update.getNewWithOld());
            withOld.verify(x509(root).getPublicKey());
            assertThat(withOld.getPublicKey())
                    .isEqualTo(x509(update.getNewWithNew()).getPublicKey());
            assertThat(withOld.getSubjectX500Principal())
                    .isEqualTo(x509(update.getNewWithNew()).getSubjectX500Principal());
            var newest = new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert, update.getNewWithNew());
            assertThat(told(newest)[0].getInfoValue()).isNull();
            var unsaid = told(new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaCert));
            assertThat(unsaid).hasSize(1);
            assertThat(unsaid[0].getInfoType()).isEqualTo(CMPObjectIdentifiers.id_it_rootCaKeyUpdate);
            assertThat(unsaid[0].getInfoValue()).isNull();
        }

        @Test
        @DisplayName("RFC 9810 §5.3.19.2: the keys that are certified")
        void the_keys_that_are_certified() throws Exception {
            var told = told(new InfoTypeAndValue(CMPObjectIdentifiers.it_signKeyPairTypes))[0];
            assertThat(told.getInfoType()).isEqualTo(CMPObjectIdentifiers.it_signKeyPairTypes);
            List<String> keys = new ArrayList<>();
            for (var key : ASN1Sequence.getInstance(told.getInfoValue())) {
                keys.add(AlgorithmIdentifier.getInstance(key).getAlgorithm().getId());
            }
            assertThat(keys)
                    .containsExactly("1.2.840.10045.2.1", "1.2.840.10045.2.1", "1.2.840.113549.1.1.1", "1.3.101.112");
        }

        @Test
        @DisplayName("RFC 9810 §5.3.19.1, §5.3.19.7, §5.3.19.13: no key to encrypt for, what is not told, and English")
        void what_there_is_not_and_the_language() throws Exception {
            var language = CMPObjectIdentifiers.it_suppLangTags;
            var tags = new DERSequence(
                    new ASN1Encodable[] {new DERUTF8String("de"), new DERUTF8String("en-GB"), new DERUTF8String("en")});
            var told = told(
                    new InfoTypeAndValue(CMPObjectIdentifiers.it_caProtEncCert),
                    new InfoTypeAndValue(CMPObjectIdentifiers.it_preferredSymAlg),
                    new InfoTypeAndValue(language, tags));
            assertThat(told)
                    .extracting(InfoTypeAndValue::getInfoType)
                    .containsExactly(
                            CMPObjectIdentifiers.it_caProtEncCert, language, CMPObjectIdentifiers.it_unsupportedOIDs);
            assertThat(told[0].getInfoValue()).isNull();
            assertThat(told[1].getInfoValue()).isEqualTo(new DERSequence(new DERUTF8String("en-GB")));
            assertThat(told[2].getInfoValue()).isEqualTo(new DERSequence(CMPObjectIdentifiers.it_preferredSymAlg));
            var secret = secret();
            var others = new DERSequence(new DERUTF8String("ende"));
            for (var wrong : Map.of(
                            new InfoTypeAndValue(language, others), PKIFailureInfo.badRequest,
                            new InfoTypeAndValue(language, new DERSequence()), PKIFailureInfo.badRequest,
                            new InfoTypeAndValue(language), PKIFailureInfo.badDataFormat)
                    .entrySet()) {
                assertRefused(
                        sent(draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(wrong.getKey())))
                                .bySecret(secret.reference(), secret.text())),
                        wrong.getValue());
            }
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
}
