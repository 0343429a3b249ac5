package io.lightwave.workload.recognition;

import io.lightwave.directory.StrictJson;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// CMS SignedData (RFC 5652 §5) with its content, one signer and nothing unsigned of the signer, taken apart and not
/// verified yet: of its content and certificates only what finds the issuer may be read before. The encoding may be
/// BER, as AWS makes it.
final class SignedDocument {
    private static final int MOST_BYTES = 32 * 1024;
    private static final int MOST_CERTIFICATES = 5;
    private static final ASN1ObjectIdentifier RSA = PKCSObjectIdentifiers.rsaEncryption;
    /// RSASSA-PKCS1-v1_5 with SHA-2, and the digest of each.
    private static final Map<ASN1ObjectIdentifier, ASN1ObjectIdentifier> DIGESTS = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, NISTObjectIdentifiers.id_sha256,
            PKCSObjectIdentifiers.sha384WithRSAEncryption, NISTObjectIdentifiers.id_sha384,
            PKCSObjectIdentifiers.sha512WithRSAEncryption, NISTObjectIdentifiers.id_sha512);

    private final SignerInformation signer;
    private final JsonNode content;
    private final List<X509Certificate> certificates;

    private SignedDocument(SignerInformation signer, JsonNode content, List<X509Certificate> certificates) {
        this.signer = signer;
        this.content = content;
        this.certificates = certificates;
    }

    /// Empty when it is anything else. Line breaks between the characters are passed over, for AWS has them.
    static Optional<SignedDocument> parse(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replace("\r", "").replace("\n", ""));
            return bytes.length > MOST_BYTES ? Optional.empty() : of(bytes);
        } catch (IOException
                | CMSException
                | CertificateException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<SignedDocument> of(byte[] bytes) throws IOException, CMSException, CertificateException {
        ContentInfo info;
        try (var in = new ASN1InputStream(bytes)) {
            info = ContentInfo.getInstance(in.readObject());
            if (info == null || in.read() >= 0) {
                return Optional.empty();
            }
        }
        if (!CMSObjectIdentifiers.signedData.equals(info.getContentType()) || info.getContent() == null) {
            return Optional.empty();
        }
        var data = SignedData.getInstance(info.getContent());
        if (data.getSignerInfos().size() != 1) {
            return Optional.empty();
        }
        var signer = withDigest(SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0)));
        if (signer.getUnauthenticatedAttributes() != null || !isAllowed(signer)) {
            return Optional.empty();
        }
        var signed = new CMSSignedData(new ContentInfo(
                CMSObjectIdentifiers.signedData,
                new SignedData(
                        data.getDigestAlgorithms(),
                        data.getEncapContentInfo(),
                        data.getCertificates(),
                        data.getCRLs(),
                        new DERSet(signer))));
        if (!CMSObjectIdentifiers.data.getId().equals(signed.getSignedContentTypeOID())
                || !(signed.getSignedContent() instanceof CMSProcessableByteArray octets)) {
            return Optional.empty();
        }
        var holders = signed.getCertificates().getMatches(null);
        JsonNode content = StrictJson.mapper().readTree(StrictJson.text((byte[]) octets.getContent()));
        if (holders.size() > MOST_CERTIFICATES || content == null || !content.isObject()) {
            return Optional.empty();
        }
        var certificates = new ArrayList<X509Certificate>();
        for (X509CertificateHolder holder : holders) {
            certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
        return Optional.of(
                new SignedDocument(signed.getSignerInfos().iterator().next(), content, List.copyOf(certificates)));
    }

    /// The same with the digest under its own name, for Azure has that of the signature in its place.
    private static SignerInfo withDigest(SignerInfo signer) {
        var digest = DIGESTS.get(signer.getDigestAlgorithm().getAlgorithm());
        return digest == null
                ? signer
                : new SignerInfo(
                        signer.getSID(),
                        new AlgorithmIdentifier(digest, DERNull.INSTANCE),
                        signer.getAuthenticatedAttributes(),
                        signer.getDigestEncryptionAlgorithm(),
                        signer.getEncryptedDigest(),
                        signer.getUnauthenticatedAttributes());
    }

    /// Whether it is RSASSA-PKCS1-v1_5 with SHA-2, by its key's or its own identifier.
    private static boolean isAllowed(SignerInfo signer) {
        var digest = signer.getDigestAlgorithm().getAlgorithm();
        var signature = signer.getDigestEncryptionAlgorithm().getAlgorithm();
        return DIGESTS.containsValue(digest) && (signature.equals(RSA) || digest.equals(DIGESTS.get(signature)));
    }

    /// By the region that it names, or the cloud that the signer's certificate is of; neither is verified.
    Optional<String> claimedIssuer() {
        JsonNode region = content.get("region");
        return region != null && region.isString()
                ? Optional.of(DocumentVerifier.ec2(region.stringValue()))
                : signer(certificates).flatMap(DocumentVerifier::azure);
    }

    /// The one of these that its signer names.
    Optional<X509Certificate> signer(List<X509Certificate> among) {
        return among.stream()
                .filter(certificate -> {
                    try {
                        return signer.getSID().match(new JcaX509CertificateHolder(certificate));
                    } catch (CertificateException malformed) {
                        return false;
                    }
                })
                .findFirst();
    }

    /// Those that came with it.
    List<X509Certificate> certificates() {
        return certificates;
    }

    /// Whether the content, which is all that [#content] gives, is signed by the key.
    boolean isSignedBy(PublicKey key) {
        try {
            return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(key));
        } catch (CMSException | OperatorCreationException | IllegalArgumentException malformed) {
            return false;
        }
    }

    /// To be read only when the signature has been verified.
    JsonNode content() {
        return content;
    }
}
