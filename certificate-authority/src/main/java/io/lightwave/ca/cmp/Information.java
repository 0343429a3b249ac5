package io.lightwave.ca.cmp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertReqTemplateContent;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.RootCaKeyUpdateContent;
import org.bouncycastle.asn1.crmf.AttributeTypeAndValue;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// `genm` (RFC 9483 §4.3, RFC 9810 §5.3.19): certificates of the authorities, the root after the one that somebody
/// knows, revocation lists, the key that we wish for and those that we take, and our language. Who asks for nothing in
/// particular gets the first.
final class Information {
    private static final int MOST = 16;
    private static final String LANGUAGE = "en";
    private static final Set<ASN1ObjectIdentifier> WITHOUT_VALUE = Set.of(
            CMPObjectIdentifiers.id_it_caCerts,
            CMPObjectIdentifiers.id_it_certReqTemplate,
            CMPObjectIdentifiers.it_currentCRL,
            CMPObjectIdentifiers.it_caProtEncCert,
            CMPObjectIdentifiers.it_signKeyPairTypes);

    private final Authorities authorities;
    private final Map<ASN1ObjectIdentifier, Told> answers;

    /// What is told for a question with this value, if it has one.
    private interface Told {
        InfoTypeAndValue of(TenantId tenant, @Nullable ASN1Encodable value, ListQuestions.Room room);
    }

    /// @param mlDsa whether keys of ML-DSA-65 are certified
    Information(Authorities authorities, ListQuestions lists, boolean mlDsa) {
        this.authorities = authorities;
        this.answers = Map.of(
                CMPObjectIdentifiers.id_it_caCerts, (tenant, _, _) -> authorities(tenant),
                CMPObjectIdentifiers.id_it_rootCaCert, (tenant, known, _) -> update(tenant, known),
                CMPObjectIdentifiers.id_it_certReqTemplate, (_, _, _) -> wish(),
                CMPObjectIdentifiers.it_currentCRL, (tenant, _, room) -> lists.current(tenant, room),
                CMPObjectIdentifiers.id_it_crlStatusList, lists::newer,
                CMPObjectIdentifiers.it_signKeyPairTypes, (_, _, _) -> keys(mlDsa),
                CMPObjectIdentifiers.it_suppLangTags, (_, tags, _) -> language(tags),
                // §5.3.19.1: nobody encrypts anything for us
                CMPObjectIdentifiers.it_caProtEncCert, (_, _, _) -> told(CMPObjectIdentifiers.it_caProtEncCert, null));
    }

    /// @param room for revocation lists
    /// @throws CmpException when it asks for nothing that we tell
    Answer answer(Exchange exchange, ListQuestions.Room room) {
        var asked = CmpException.reading(
                "the question",
                () -> GenMsgContent.getInstance(
                                exchange.message().whole().getBody().getContent())
                        .toInfoTypeAndValueArray());
        if (asked.length > MOST) {
            throw new CmpException(PKIFailureInfo.badRequest, "there are more than 16 questions");
        }
        if (Stream.of(asked).map(InfoTypeAndValue::getInfoType).distinct().count() < asked.length) {
            throw new CmpException(PKIFailureInfo.badRequest, "a question is asked twice");
        }
        List<InfoTypeAndValue> told = new ArrayList<>();
        var unknown = new ASN1EncodableVector();
        if (asked.length == 0) {
            told.add(authorities(exchange.tenant()));
        }
        for (var question : asked) {
            told(exchange.tenant(), question, room)
                    .ifPresentOrElse(told::add, () -> unknown.add(question.getInfoType()));
        }
        if (told.isEmpty()) {
            throw new CmpException(PKIFailureInfo.badRequest, "nothing of what is asked for is told here");
        }
        if (unknown.size() > 0) { // RFC 9810 §5.3.19.7
            told.add(told(CMPObjectIdentifiers.it_unsupportedOIDs, new DERSequence(unknown)));
        }
        return new Answer(new PKIBody(PKIBody.TYPE_GEN_REP, new GenRepContent(told.toArray(InfoTypeAndValue[]::new))));
    }

    private Optional<InfoTypeAndValue> told(TenantId tenant, InfoTypeAndValue question, ListQuestions.Room room) {
        var type = question.getInfoType();
        if (WITHOUT_VALUE.contains(type) && question.getInfoValue() != null) {
            throw new CmpException(
                    PKIFailureInfo.badRequest, "RFC 9483 §4.3: only who knows a root says something with the question");
        }
        return Optional.ofNullable(answers.get(type)).map(answer -> answer.of(tenant, question.getInfoValue(), room));
    }

    /// §4.3.1: those between a certificate and the anchors.
    private InfoTypeAndValue authorities(TenantId tenant) {
        var all = Stream.concat(
                        authorities.intermediates(tenant).stream(),
                        authorities.trusted(tenant, AuthorityKind.ISSUING).stream()
                                .flatMap(authority -> authority.cross().stream()))
                .distinct()
                .toList();
        return new InfoTypeAndValue(CMPObjectIdentifiers.id_it_caCerts, new DERSequence(Enrolment.certificates(all)));
    }

    /// §4.3.2: for whoever knows one of our roots that is older, the one that it certified, or else the newest; nothing
    /// otherwise, nor for whoever does not say which is known (RFC 9810 §5.3.19.15).
    private InfoTypeAndValue update(TenantId tenant, @Nullable ASN1Encodable known) {
        if (known == null) {
            return told(CMPObjectIdentifiers.id_it_rootCaKeyUpdate, null);
        }
        List<Authority> roots = authorities.trusted(tenant, AuthorityKind.ROOT);
        var theirs = CmpException.reading("the root that is known", () -> CMPCertificate.getInstance(known));
        return told(
                CMPObjectIdentifiers.id_it_rootCaKeyUpdate,
                roots.stream()
                        .skip(1)
                        .map(Authority::certificate)
                        .filter(root -> Enrolment.certificate(root).equals(theirs))
                        .findFirst()
                        .map(old -> update(roots, old))
                        .orElse(null));
    }

    private static RootCaKeyUpdateContent update(List<Authority> roots, X509Certificate old) {
        for (var root : roots) {
            var withOld =
                    root.cross().filter(cross -> cross.getIssuerX500Principal().equals(old.getSubjectX500Principal()));
            if (withOld.isPresent()) {
                return new RootCaKeyUpdateContent(
                        Enrolment.certificate(root.certificate()), Enrolment.certificate(withOld.get()), null);
            }
        }
        return new RootCaKeyUpdateContent(Enrolment.certificate(roots.getFirst().certificate()), null, null);
    }

    /// §4.3.3: a P-256 key; other keys are taken too.
    private static InfoTypeAndValue wish() {
        var key = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.prime256v1);
        return told(
                CMPObjectIdentifiers.id_it_certReqTemplate,
                new CertReqTemplateContent(
                        new CertTemplateBuilder().build(),
                        new DERSequence(new AttributeTypeAndValue(CMPObjectIdentifiers.id_regCtrl_algId, key))));
    }

    /// RFC 9810 §5.3.19.2: the keys that are certified.
    private static InfoTypeAndValue keys(boolean mlDsa) {
        var keys = new ASN1EncodableVector();
        keys.add(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.prime256v1));
        keys.add(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1));
        keys.add(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE));
        keys.add(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519));
        if (mlDsa) {
            keys.add(new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65));
        }
        return told(CMPObjectIdentifiers.it_signKeyPairTypes, new DERSequence(keys));
    }

    /// RFC 9810 §5.3.19.13: the one of theirs that is ours.
    private static InfoTypeAndValue language(@Nullable ASN1Encodable tags) {
        var ours = CmpException.reading(
                "the language tags",
                () -> Stream.of(ASN1Sequence.getInstance(tags).toArray())
                        .map(tag -> ASN1UTF8String.getInstance(tag).getString())
                        .filter(tag ->
                                tag.toLowerCase(Locale.ROOT).split("-", 2)[0].equals(LANGUAGE))
                        .findFirst());
        return told(
                CMPObjectIdentifiers.it_suppLangTags,
                new DERSequence(new DERUTF8String(ours.orElseThrow(
                        () -> new CmpException(PKIFailureInfo.badRequest, "only English is spoken here")))));
    }

    private static InfoTypeAndValue told(ASN1ObjectIdentifier type, @Nullable ASN1Encodable value) {
        return value == null ? new InfoTypeAndValue(type) : new InfoTypeAndValue(type, value);
    }
}
