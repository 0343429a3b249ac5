package io.lightwave.ca.authority;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.NameConstraintsAbove;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.SubjectKind;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.PolicyConstraints;

/// What others send back for the request of an issuing authority: its certificate, and those above it up to and with
/// their root, each followed by its issuer's. The factory is the check.
final class OutsideChain {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final int MOST = 6;
    private static final int CERTIFICATE_SIGN = 5;
    private static final int LIST_SIGN = 6;
    private static final String ANY_USE = KeyPurposeId.anyExtendedKeyUsage.getId();
    private static final Set<String> TLS_USES =
            Set.of(KeyPurposeId.id_kp_serverAuth.getId(), KeyPurposeId.id_kp_clientAuth.getId());

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
        require(
                !own.getSubjectX500Principal().getName().isEmpty(),
                "RFC 5280 §4.1.2.6: an authority's certificate must have a subject name");
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
        requireRoomBelow(path);
        path.forEach(one -> requireStrong(one, one.equals(path.getLast())));
        path.forEach(OutsideChain::requireGoodForAll);
        var constraints = NameConstraintsAbove.of(path);
        var workloads = TenantName.below(tenant)
                .addRDN(BCStyle.OU, SubjectKind.WORKLOAD.container())
                .build();
        require(
                constraints.permits(new AlternativeName.Uri("spiffe://%s/x".formatted(tenant)))
                        && constraints.permitsSubject(workloads),
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
        require(
                root.getKeyUsage() == null || root.getKeyUsage()[CERTIFICATE_SIGN],
                "RFC 5280 §4.2.1.3: the root's key must be for signing certificates");
        require(
                !root.hasUnsupportedCriticalExtension(),
                "RFC 5280 §4.2: the root has a critical extension that is not known");
    }

    /// RFC 5280 §6.1.4 (l), for what ours will certify: where the chain is all there is, ours counts as an end entity.
    private static void requireRoomBelow(List<X509Certificate> path) {
        int below = 0;
        for (var one : path) {
            require(
                    one.getBasicConstraints() >= below,
                    "RFC 5280 §4.2.1.9: no authority's, or its path length is too short for the chain: "
                            + one.getSubjectX500Principal());
            if (!one.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
                below++;
            }
        }
    }

    /// What would be asked of the certificates that ours signs, and they do not have.
    private static void requireGoodForAll(X509Certificate one) {
        try {
            var uses = one.getExtendedKeyUsage();
            require(
                    uses == null || uses.contains(ANY_USE) || uses.containsAll(TLS_USES),
                    "RFC 5280 §4.2.1.12: an authority is not for TLS servers and clients alike: "
                            + one.getSubjectX500Principal());
            var policies = PolicyConstraints.fromExtensions(Certificate.getInstance(one.getEncoded())
                    .getTBSCertificate()
                    .getExtensions());
            require(
                    policies == null || policies.getRequireExplicitPolicyMapping() == null,
                    "RFC 5280 §4.2.1.11: certificates must be of a policy, and ours are of none: "
                            + one.getSubjectX500Principal());
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The JDK takes from authorities that it does not know what validators elsewhere refuse. A root's own signature
    /// proves nothing to anybody.
    private static void requireStrong(X509Certificate one, boolean root) {
        require(
                root || !CertificateStrength.isWeaklySigned(one),
                "a certificate is signed with MD5, SHA-1 or SHA-224: " + one.getSubjectX500Principal());
        require(
                !CertificateStrength.isWeak(one.getPublicKey()),
                "a key is too short (RSA below 2048 bits, EC below 256) or of DSA: " + one.getSubjectX500Principal());
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
