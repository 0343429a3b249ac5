package io.lightwave.ca.cmp;

import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.template.Signatures;
import io.lightwave.ca.template.SubjectKey;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.crmf.CRMFObjectIdentifiers;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.CertRequest;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.crmf.POPOSigningKey;
import org.bouncycastle.asn1.crmf.ProofOfPossession;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/// The one certificate that a message asks for (RFC 9483 §4.1), and the proof that its sender has the key.
///
/// @param requestId by which answer and confirmation name it
/// @param template what is asked for
/// @param updated the certificate that it shall take the place of, if the message says so
record Wanted(int requestId, Application.Material material, CertTemplate template, Optional<CertId> updated) {
    /// RFC 9483 §4.1.4: a request in PKCS #10 has no number.
    static final int NO_NUMBER = -1;

    static final int ONLY_NUMBER = 0;

    private static final int VERSION_3 = 2;
    private static final int NO_VERSION = -1;

    static int requestId(int type) {
        return type == PKIBody.TYPE_P10_CERT_REQ ? NO_NUMBER : ONLY_NUMBER;
    }

    /// @throws CmpException when it asks for none or several, or proves nothing
    static Wanted of(PKIBody body) {
        return CmpException.reading("the request", () -> {
            if (body.getType() == PKIBody.TYPE_P10_CERT_REQ) {
                return of(new PKCS10CertificationRequest(CertificationRequest.getInstance(body.getContent())));
            }
            var messages = CertReqMessages.getInstance(body.getContent()).toCertReqMsgArray();
            if (messages.length != 1) {
                throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.1.1: there must be one request");
            }
            return of(messages[0]);
        });
    }

    private static Wanted of(PKCS10CertificationRequest request) throws IOException {
        requirePossession(request.toASN1Structure());
        return new Wanted(
                NO_NUMBER,
                new Application.Material.Pkcs10(request.getEncoded()),
                new CertTemplateBuilder()
                        .setSubject(request.getSubject())
                        .setExtensions(request.getRequestedExtensions())
                        .build(),
                Optional.empty());
    }

    /// Any other fault of the request is said by whoever decides on it.
    private static void requirePossession(CertificationRequest request) throws IOException {
        boolean proved;
        try {
            proved = Signatures.isBy(
                    new SubjectKey(request.getCertificationRequestInfo().getSubjectPublicKeyInfo()),
                    request.getSignatureAlgorithm(),
                    request.getCertificationRequestInfo().getEncoded("DER"),
                    request.getSignature().getOctets());
        } catch (IllegalArgumentException unusable) {
            return;
        }
        if (!proved) {
            throw new CmpException(
                    PKIFailureInfo.badPOP, "RFC 2986 §4.2: the request is not signed by the key that it asks for");
        }
    }

    /// Whether nothing that was asked for is otherwise in the certificate, which has more than that.
    boolean isMetBy(X509Certificate certificate) {
        return isTrueOf(template, certificate);
    }

    /// Whether the certificate has all that the template has. Dates are compared as written (RFC 5280 §4.1.2.5 leaves
    /// no choice): nonsense in them must not be read once the certificate has been issued.
    static boolean isTrueOf(CertTemplate template, X509Certificate certificate) {
        var own = Enrolment.certificate(certificate).getX509v3PKCert().getTBSCertificate();
        var validity = template.getValidity();
        return isIn(template.getSerialNumber(), own.getSerialNumber())
                && isIn(template.getSigningAlg(), own.getSignature())
                && isIn(template.getIssuer(), own.getIssuer())
                && (validity == null
                        || (isIn(validity.getNotBefore(), own.getStartDate())
                                && isIn(validity.getNotAfter(), own.getEndDate())))
                && isIn(template.getSubject(), own.getSubject())
                && isIn(template.getPublicKey(), own.getSubjectPublicKeyInfo())
                && isIn(template.getIssuerUID(), own.getIssuerUniqueId())
                && isIn(template.getSubjectUID(), own.getSubjectUniqueId())
                && (template.getExtensions() == null
                        || Stream.of(template.getExtensions().getExtensionOIDs())
                                .allMatch(id -> Arrays.equals(
                                        encoded(template.getExtensions()
                                                .getExtension(id)
                                                .getExtnValue()),
                                        certificate.getExtensionValue(id.getId()))));
    }

    private static boolean isIn(@Nullable Object asked, @Nullable Object given) {
        return asked == null || asked.equals(given);
    }

    private static byte[] encoded(ASN1OctetString value) {
        try {
            return value.getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean isOfOurVersion(CertTemplate template) {
        return template.getVersion() == NO_VERSION || template.getVersion() == VERSION_3;
    }

    private static Wanted of(CertReqMsg message) throws IOException {
        var request = message.getCertReq();
        if (!request.getCertReqId().hasValue(ONLY_NUMBER)) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.1.1: the request's number must be 0");
        }
        var key = key(request.getCertTemplate());
        requirePossession(request, key, message.getPop());
        var template = request.getCertTemplate();
        X500Name subject =
                template.getSubject() == null ? X500Name.getInstance(new DERSequence()) : template.getSubject();
        return new Wanted(
                ONLY_NUMBER,
                new Application.Material.Crmf(key, subject, Optional.ofNullable(template.getExtensions())),
                template,
                updated(request));
    }

    private static SubjectKey key(CertTemplate template) {
        if (template.getPublicKey() == null
                || template.getPublicKey().getPublicKeyData().getOctets().length == 0) {
            throw new CmpException(
                    PKIFailureInfo.badCertTemplate, "RFC 9483 §4.1.6: no key is made here: the template must have one");
        }
        boolean foreign = template.getSerialNumber() != null
                || template.getSigningAlg() != null
                || template.getIssuerUID() != null
                || template.getSubjectUID() != null
                || !isOfOurVersion(template);
        if (foreign) {
            throw new CmpException(
                    PKIFailureInfo.badCertTemplate,
                    "RFC 4211 §5: serial number, signature, identifiers and version are not asked for");
        }
        try {
            return new SubjectKey(template.getPublicKey());
        } catch (IllegalArgumentException weak) {
            throw new CmpException(PKIFailureInfo.badCertTemplate, String.valueOf(weak.getMessage()));
        }
    }

    /// RFC 4211 §4.1: a signature by the key over the request itself; no other word counts, neither a registration
    /// authority's nor none.
    private static void requirePossession(CertRequest request, SubjectKey key, @Nullable ProofOfPossession proof)
            throws IOException {
        if (proof != null && proof.getType() == ProofOfPossession.TYPE_RA_VERIFIED) {
            throw new CmpException(
                    PKIFailureInfo.notAuthorized, "RFC 9483 §5.2.3.2: only a registration authority says raVerified");
        }
        if (proof == null || proof.getType() != ProofOfPossession.TYPE_SIGNING_KEY) {
            throw new CmpException(
                    PKIFailureInfo.badPOP, "RFC 4211 §4.1: possession of the key is proved by a signature");
        }
        var signed = POPOSigningKey.getInstance(proof.getObject());
        boolean proved;
        try {
            proved = signed.getPoposkInput() == null
                    && Signatures.isBy(
                            key,
                            signed.getAlgorithmIdentifier(),
                            request.getEncoded("DER"),
                            signed.getSignature().getOctets());
        } catch (IllegalArgumentException unusable) {
            throw new CmpException(PKIFailureInfo.badPOP, String.valueOf(unusable.getMessage()));
        }
        if (!proved) {
            throw new CmpException(
                    PKIFailureInfo.badPOP, "RFC 4211 §4.1: the request is not signed by the key that it asks for");
        }
    }

    private static Optional<CertId> updated(CertRequest request) {
        if (request.getControls() == null) {
            return Optional.empty();
        }
        for (var control : request.getControls().toAttributeTypeAndValueArray()) {
            if (control.getType().equals(CRMFObjectIdentifiers.id_regCtrl_oldCertID)) {
                ASN1Encodable old = control.getValue();
                return Optional.of(CertId.getInstance(old));
            }
        }
        return Optional.empty();
    }
}
