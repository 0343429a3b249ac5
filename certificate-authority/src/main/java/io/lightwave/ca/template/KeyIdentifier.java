package io.lightwave.ca.template;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/// Key identifiers: the leftmost 160 bits of the SHA-256 of the public key's bits (RFC 7093 §2, method 1).
public final class KeyIdentifier {
    private static final int OCTETS = 20;

    private KeyIdentifier() {}

    public static byte[] of(SubjectKey key) {
        try {
            byte[] bits = key.info().getPublicKeyData().getOctets();
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), OCTETS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The one that a certificate of ours has (RFC 5280 §4.2.1.2), or one that others signed for us.
    public static byte[] in(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return SubjectKeyIdentifier.getInstance(
                        ASN1OctetString.getInstance(extension).getOctets())
                .getKeyIdentifier();
    }
}
