package io.lightwave.ca.issuance;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/// Certification requests as clients, honest or not, may send them.
public final class Requests {
    private Requests() {}

    public static KeyPair ec(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static KeyPair rsa(int bits, long exponent) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A sound request for an EC key, with a name that no one should believe.
    public static byte[] sound() {
        return of(ec("secp256r1"), "SHA256withECDSA", "CN=admin,O=Somebody Else", List.of());
    }

    public static byte[] of(KeyPair keys, String algorithm, String subject, List<Extension> extensions) {
        var info = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        return of(info, keys.getPrivate(), algorithm, subject, extensions);
    }

    public static byte[] of(
            SubjectPublicKeyInfo key, PrivateKey signer, String algorithm, String subject, List<Extension> extensions) {
        return of(key, signer, algorithm, new X500Name(subject), extensions);
    }

    public static byte[] of(
            SubjectPublicKeyInfo key,
            PrivateKey signer,
            String algorithm,
            X500Name subject,
            List<Extension> extensions) {
        try {
            var builder = new PKCS10CertificationRequestBuilder(subject, key);
            if (!extensions.isEmpty()) {
                builder.addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                        new Extensions(extensions.toArray(Extension[]::new)));
            }
            return builder.build(signer(algorithm, signer)).getEncoded();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// By RSASSA-PSS too, as in `SHA256withRSAandMGF1`.
    public static ContentSigner signer(String algorithm, PrivateKey key) throws OperatorCreationException {
        var builder = new JcaContentSignerBuilder(algorithm);
        return algorithm.endsWith("andMGF1")
                ? builder.setProvider(new BouncyCastleProvider()).build(key)
                : builder.build(key);
    }

    /// With one attribute of requested extensions for each list, whatever is in it.
    static byte[] withAttributes(List<List<Extension>> attributes) {
        try {
            var keys = ec("secp256r1");
            var builder = new PKCS10CertificationRequestBuilder(
                    new X500Name("CN=x"),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            for (var extensions : attributes) {
                builder.addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                        new DERSequence(extensions.toArray(Extension[]::new)));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static Extension extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(id, critical, value.toASN1Primitive().getEncoded());
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }
}
