package io.lightwave.ca.cmp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
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
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// `genm` (RFC 9483 §4.3): certificates of the authorities, the root after the one that somebody knows, and the key
/// that we wish for. Who asks for nothing in particular gets the first.
final class Information {
    private static final int MOST = 16;
    private static final Set<ASN1ObjectIdentifier> WITHOUT_VALUE =
            Set.of(CMPObjectIdentifiers.id_it_caCerts, CMPObjectIdentifiers.id_it_certReqTemplate);

    private final Authorities authorities;

    Information(Authorities authorities) {
        this.authorities = authorities;
    }

    /// @throws CmpException when it asks for nothing that we tell
    Answer answer(Exchange exchange) {
        var asked = CmpException.reading(
                "the question",
                () -> GenMsgContent.getInstance(
                                exchange.message().whole().getBody().getContent())
                        .toInfoTypeAndValueArray());
        if (asked.length > MOST) {
            throw new CmpException(PKIFailureInfo.badRequest, "there are more than 16 questions");
        }
        List<InfoTypeAndValue> told = new ArrayList<>();
        if (asked.length == 0) {
            told.add(authorities(exchange.tenant()));
        }
        for (var question : asked) {
            told(exchange.tenant(), question).ifPresent(told::add);
        }
        if (told.isEmpty()) {
            throw new CmpException(PKIFailureInfo.badRequest, "nothing of what is asked for is told here");
        }
        return new Answer(new PKIBody(PKIBody.TYPE_GEN_REP, new GenRepContent(told.toArray(InfoTypeAndValue[]::new))));
    }

    private Optional<InfoTypeAndValue> told(TenantId tenant, InfoTypeAndValue question) {
        var type = question.getInfoType();
        if (WITHOUT_VALUE.contains(type) && question.getInfoValue() != null) {
            throw new CmpException(
                    PKIFailureInfo.badRequest, "RFC 9483 §4.3: only who knows a root says something with the question");
        }
        if (type.equals(CMPObjectIdentifiers.id_it_caCerts)) {
            return Optional.of(authorities(tenant));
        }
        if (type.equals(CMPObjectIdentifiers.id_it_rootCaCert)) {
            return Optional.of(update(tenant, question.getInfoValue()));
        }
        return type.equals(CMPObjectIdentifiers.id_it_certReqTemplate) ? Optional.of(wish()) : Optional.empty();
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

    /// §4.3.2: the newest root, for whoever knows one of ours that is older; nothing otherwise, nor for whoever does
    /// not say which is known (RFC 9810 §5.3.19.15).
    private InfoTypeAndValue update(TenantId tenant, @Nullable ASN1Encodable known) {
        if (known == null) {
            return told(CMPObjectIdentifiers.id_it_rootCaKeyUpdate, null);
        }
        List<X509Certificate> roots = authorities.trusted(tenant, AuthorityKind.ROOT).stream()
                .map(Authority::certificate)
                .toList();
        var theirs = CmpException.reading("the root that is known", () -> CMPCertificate.getInstance(known));
        boolean older = roots.stream().skip(1).map(Enrolment::certificate).anyMatch(root -> root.equals(theirs));
        return told(
                CMPObjectIdentifiers.id_it_rootCaKeyUpdate,
                older ? new RootCaKeyUpdateContent(Enrolment.certificate(roots.getFirst()), null, null) : null);
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

    private static InfoTypeAndValue told(ASN1ObjectIdentifier type, @Nullable ASN1Encodable value) {
        return value == null ? new InfoTypeAndValue(type) : new InfoTypeAndValue(type, value);
    }
}
