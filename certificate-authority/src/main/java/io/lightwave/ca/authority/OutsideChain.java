package io.lightwave.ca.authority;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.NameConstraintsAbove;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;

/// What others send back for the request of an issuing authority: its certificate, and those above it up to and with
/// their root, each followed by its issuer's. The factory is the check.
final class OutsideChain {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final int MOST = 6;
    private static final int CERTIFICATE_SIGN = 5;
    private static final int LIST_SIGN = 6;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;
    private static final Set<ASN1ObjectIdentifier> WEAK_HASHES = Set.of(
            PKCSObjectIdentifiers.md2,
            PKCSObjectIdentifiers.md5,
            OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha224);

    private OutsideChain() {}

    /// @param key of the request
    /// @throws IllegalArgumentException by the rule that it breaks
    static List<X509Certificate> check(TenantId tenant, String pem, PublicKey key, Instant now) {
        var path = parsed(pem);
        var own = path.getFirst();
        require(
                Arrays.equals(own.getPublicKey().getEncoded(), key.getEncoded()),
                "the first certificate is not for the key of the request");
        require(own.getBasicConstraints() >= 0, "RFC 5280 §4.2.1.9: the certificate is no authority's (CA:TRUE)");
        boolean[] usage = own.getKeyUsage();
        require(
                usage != null && usage[CERTIFICATE_SIGN] && usage[LIST_SIGN],
                "RFC 5280 §4.2.1.3: the key must be for signing certificates and revocation lists");
        require(
                own.getExtensionValue(Extension.extendedKeyUsage.getId()) == null,
                "an authority has no extended key usage");
        require(
                own.getExtensionValue(Extension.subjectKeyIdentifier.getId()) != null,
                "RFC 5280 §4.2.1.2: an authority's certificate must have a subject key identifier");
        for (var one : path) {
            require(
                    !now.isBefore(one.getNotBefore().toInstant())
                            && !now.isAfter(one.getNotAfter().toInstant()),
                    "RFC 5280 §4.1.2.5: a certificate is not valid now: " + one.getSubjectX500Principal());
        }
        validate(path, now);
        path.forEach(one -> requireStrong(one, one.equals(path.getLast())));
        require(
                NameConstraintsAbove.of(path).permits(new AlternativeName.Uri("spiffe://%s/x".formatted(tenant))),
                "RFC 5280 §4.2.1.10: the certificates do not permit the names of the tenant's workloads");
        return path;
    }

    private static List<X509Certificate> parsed(String pem) {
        require(pem.length() <= MOST_CHARACTERS, "the chain is larger than 64 KiB");
        try {
            var path = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            require(
                    path.size() >= 2 && path.size() <= MOST,
                    "the chain must be the authority's certificate and those above it with their root, at most six");
            return path;
        } catch (CertificateException unreadable) {
            throw new IllegalArgumentException("the chain is not of certificates in PEM", unreadable);
        }
    }

    /// RFC 5280 §6.1: signatures, path lengths, constraints of names and usages, from the root down.
    private static void validate(List<X509Certificate> path, Instant now) {
        var root = path.getLast();
        try {
            root.verify(root.getPublicKey());
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setDate(Date.from(now));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path.subList(0, path.size() - 1)),
                            parameters);
        } catch (CertPathValidatorException broken) {
            throw new IllegalArgumentException("RFC 5280 §6.1: " + broken.getMessage(), broken);
        } catch (GeneralSecurityException unverified) {
            throw new IllegalArgumentException(
                    "the last certificate is no root: it must be signed by its own key", unverified);
        }
        require(root.getBasicConstraints() >= 0, "RFC 5280 §4.2.1.9: the root is no authority's (CA:TRUE)");
        require(
                root.getKeyUsage() == null || root.getKeyUsage()[CERTIFICATE_SIGN],
                "RFC 5280 §4.2.1.3: the root's key must be for signing certificates");
        int below = path.size() - 2;
        require(
                root.getBasicConstraints() >= below,
                "RFC 5280 §4.2.1.9: the root's path length is too short for the chain");
    }

    /// The JDK takes from authorities that it does not know what validators elsewhere refuse. A root's own signature
    /// proves nothing to anybody.
    private static void requireStrong(X509Certificate one, boolean root) {
        require(
                root || hash(one).filter(WEAK_HASHES::contains).isEmpty(),
                "a certificate is signed with MD5, SHA-1 or SHA-224: " + one.getSubjectX500Principal());
        boolean strong = switch (one.getPublicKey()) {
            case RSAPublicKey key -> key.getModulus().bitLength() >= LEAST_RSA_BITS;
            case ECPublicKey key -> key.getParams().getOrder().bitLength() >= LEAST_EC_BITS;
            case DSAPublicKey _ -> false;
            default -> true;
        };
        require(
                strong,
                "a key is too short (RSA below 2048 bits, EC below 256) or of DSA: " + one.getSubjectX500Principal());
    }

    /// Of its signature; empty when that names none.
    private static Optional<ASN1ObjectIdentifier> hash(X509Certificate one) {
        try {
            var algorithm = Certificate.getInstance(one.getEncoded()).getSignatureAlgorithm();
            return Optional.ofNullable(new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                    .map(AlgorithmIdentifier::getAlgorithm);
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
