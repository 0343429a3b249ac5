package io.lightwave.token.certificate;

import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority of outside with its list and its responder.
final class TestAuthority {
    private final KeyPair key = key();
    private final X500Name name;
    private final X509Certificate certificate;
    private final Map<BigInteger, Integer> revoked = new LinkedHashMap<>();
    private int serial = 100;

    TestAuthority(String commonName) {
        this.name = new X500Name("CN=" + commonName);
        this.certificate =
                sign(name, key, true, Duration.ofDays(3650), KeyPurposeId.id_kp_clientAuth, KeyUsage.digitalSignature);
    }

    X509Certificate certificate() {
        return certificate;
    }

    String pem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /// An authority's below it.
    String pemBelow(String commonName, KeyPair of) {
        return pem(
                "CERTIFICATE",
                encoded(sign(
                        new X500Name("CN=" + commonName),
                        of,
                        true,
                        Duration.ofDays(3650),
                        KeyPurposeId.id_kp_clientAuth,
                        KeyUsage.digitalSignature)));
    }

    X509Certificate issue(String commonName) {
        return issue(commonName, Duration.ofDays(30), KeyPurposeId.id_kp_clientAuth);
    }

    X509Certificate issue(String commonName, Duration lifetime, KeyPurposeId use) {
        return sign(new X500Name("CN=" + commonName), key(), false, lifetime, use, KeyUsage.digitalSignature);
    }

    /// @param usage bits of KeyUsage
    X509Certificate issue(String commonName, KeyPair holder, int usage) {
        return sign(
                new X500Name("CN=" + commonName),
                holder,
                false,
                Duration.ofDays(30),
                KeyPurposeId.id_kp_clientAuth,
                usage);
    }

    /// @param algorithm of its signature
    /// @param lists address of the list of revoked certificates that it names; empty for none
    X509Certificate issue(String commonName, String algorithm, String lists) {
        try {
            var builder = builder(
                    new X500Name("CN=" + commonName),
                    key(),
                    false,
                    Duration.ofDays(30),
                    KeyPurposeId.id_kp_clientAuth,
                    KeyUsage.digitalSignature);
            if (!lists.isEmpty()) {
                var address = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, lists));
                var point = new DistributionPoint(new DistributionPointName(address), null, null);
                builder.addExtension(
                        Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
            }
            return signed(builder, algorithm);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void revoke(X509Certificate issued) {
        revoked.put(issued.getSerialNumber(), CRLReason.keyCompromise);
    }

    void hold(X509Certificate issued) {
        revoked.put(issued.getSerialNumber(), CRLReason.certificateHold);
    }

    void release(X509Certificate issued) {
        revoked.remove(issued.getSerialNumber());
    }

    String list(Instant from, Instant to) {
        try {
            var builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(from));
            builder.setNextUpdate(Date.from(to));
            revoked.forEach((number, reason) -> builder.addCRLEntry(number, Date.from(from), reason));
            return pem(
                    "X509 CRL",
                    new JcaX509CRLConverter().getCRL(builder.build(signer())).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What its responder says to a request in base64, at that time.
    byte[] answer(String request, Instant now) {
        try {
            var asked = new OCSPReq(Base64.getDecoder().decode(request));
            var builder = new BasicOCSPRespBuilder(new RespID(name));
            for (var one : asked.getRequestList()) {
                Integer reason = revoked.get(one.getCertID().getSerialNumber());
                CertificateStatus status =
                        reason == null ? CertificateStatus.GOOD : new RevokedStatus(Date.from(now), reason);
                builder.addResponse(
                        one.getCertID(), status, Date.from(now), Date.from(now.plus(Duration.ofHours(1))), null);
            }
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(signer(), new X509CertificateHolder[0], Date.from(now)))
                    .getEncoded();
        } catch (IOException | OCSPException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(
            X500Name subject, KeyPair holder, boolean authority, Duration lifetime, KeyPurposeId use, int usage) {
        try {
            return signed(builder(subject, holder, authority, lifetime, use, usage), "SHA256withECDSA");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509v3CertificateBuilder builder(
            X500Name subject, KeyPair holder, boolean authority, Duration lifetime, KeyPurposeId use, int usage)
            throws IOException {
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(++serial),
                Date.from(TestClock.NOON.minusSeconds(3600)),
                Date.from(TestClock.NOON.plus(lifetime)),
                subject,
                holder.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign | usage : usage));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
        }
        return builder;
    }

    private X509Certificate signed(X509v3CertificateBuilder builder, String algorithm) throws IOException {
        try {
            byte[] encoded = builder.build(signer(algorithm)).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private ContentSigner signer() {
        return signer("SHA256withECDSA");
    }

    private ContentSigner signer(String algorithm) {
        try {
            return new JcaContentSignerBuilder(algorithm).build(key.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(bytes),
                        label);
    }
}
