package io.lightwave.ca.template;

import io.lightwave.directory.WeakModulus;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A public key that we are willing to certify: EC on the named curves P-256 and P-384 (RFC 5480), RSA of 2048 to 4096
/// bits with an odd exponent of at least 65537 (RFC 8017), Ed25519 (RFC 8410), or ML-DSA-65 (RFC 9881) where that is
/// turned on. The constructor is the only way in.
public final class SubjectKey {
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(X9ObjectIdentifiers.prime256v1, SECObjectIdentifiers.secp384r1);
    private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65537);
    private static final int LARGEST_EXPONENT_BITS = 256;
    private static final int UNCOMPRESSED = 4;
    private static final int ML_DSA_65_OCTETS = 1952;

    private final SubjectPublicKeyInfo info;
    private final byte[] encoded;
    private final PublicKey key;

    /// @throws IllegalArgumentException saying what is wrong with the key
    public SubjectKey(SubjectPublicKeyInfo info) {
        String algorithm = requireStrong(info);
        try {
            this.info = info;
            this.encoded = info.getEncoded("DER");
            this.key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw new IllegalArgumentException("the public key cannot be read", unreadable);
        }
    }

    /// @throws IllegalArgumentException saying what is wrong with the key
    public static SubjectKey of(PublicKey key) {
        return new SubjectKey(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    public PublicKey publicKey() {
        return key;
    }

    public KeyType type() {
        var algorithm = info.getAlgorithm().getAlgorithm();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return info.getAlgorithm().getParameters().equals(X9ObjectIdentifiers.prime256v1)
                    ? KeyType.EC_P256
                    : KeyType.EC_P384;
        }
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return KeyType.RSA;
        }
        return algorithm.equals(NISTObjectIdentifiers.id_ml_dsa_65) ? KeyType.ML_DSA_65 : KeyType.ED25519;
    }

    /// The DER form of its SubjectPublicKeyInfo.
    public byte[] encoded() {
        return encoded.clone();
    }

    public SubjectPublicKeyInfo info() {
        return info;
    }

    private static String requireStrong(SubjectPublicKeyInfo info) {
        var algorithm = info.getAlgorithm().getAlgorithm();
        var parameters = info.getAlgorithm().getParameters();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (!(parameters instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
                throw new IllegalArgumentException("an EC key must be on the named curve P-256 or P-384");
            }
            requirePoint(info, curve);
            return "EC";
        }
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            if (!DERNull.INSTANCE.equals(parameters)) {
                throw new IllegalArgumentException("an RSA key has NULL parameters");
            }
            requireStrongRsa(info);
            return "RSA";
        }
        if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            if (parameters != null || info.getPublicKeyData().getOctets().length != 32) {
                throw new IllegalArgumentException("an Ed25519 key has 32 octets and no parameters");
            }
            if (!Ed25519.validatePublicKeyFull(info.getPublicKeyData().getOctets(), 0)) {
                throw new IllegalArgumentException("an Ed25519 key must be a point of the curve's large group");
            }
            return "Ed25519";
        }
        if (algorithm.equals(NISTObjectIdentifiers.id_ml_dsa_65)) {
            if (parameters != null || info.getPublicKeyData().getOctets().length != ML_DSA_65_OCTETS) {
                throw new IllegalArgumentException(
                        "RFC 9881 §2, §4: an ML-DSA-65 key has 1952 octets and no parameters");
            }
            return "ML-DSA-65";
        }
        throw new IllegalArgumentException("a key must be EC P-256 or P-384, RSA, Ed25519 or ML-DSA-65");
    }

    private static void requirePoint(SubjectPublicKeyInfo info, ASN1ObjectIdentifier curve) {
        byte[] point = info.getPublicKeyData().getOctets();
        if (point.length == 0 || point[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("an EC key must be an uncompressed point of its curve");
        }
        try {
            // Not every provider's key factory looks whether the point lies on the curve.
            CustomNamedCurves.getByOID(curve).getCurve().decodePoint(point);
        } catch (IllegalArgumentException elsewhere) {
            throw new IllegalArgumentException("an EC key must be a point of its curve", elsewhere);
        }
    }

    private static void requireStrongRsa(SubjectPublicKeyInfo info) {
        RSAPublicKey rsa;
        BigInteger written;
        try {
            rsa = RSAPublicKey.getInstance(info.parsePublicKey());
            // what was read takes a negative number for another, positive one
            written = ASN1Integer.getInstance(
                            ASN1Sequence.getInstance(info.parsePublicKey()).getObjectAt(0))
                    .getValue();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("the RSA key cannot be read", unreadable);
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < 2048 || bits > 4096 || bits % 8 != 0) {
            throw new IllegalArgumentException("an RSA key must have 2048 to 4096 bits, not " + bits);
        }
        if (written.signum() <= 0 || !rsa.getModulus().testBit(0) || hasSmallFactor(rsa.getModulus())) {
            throw new IllegalArgumentException("the RSA modulus is not a product of two large primes");
        }
        if (WeakModulus.isOfRoca(rsa.getModulus())) {
            throw new IllegalArgumentException("the RSA key is of a generator with the ROCA weakness (CVE-2017-15361)");
        }
        if (WeakModulus.hasCloseFactors(rsa.getModulus())) {
            throw new IllegalArgumentException("the RSA modulus is a product of primes that are too close");
        }
        var exponent = rsa.getPublicExponent();
        if (exponent.compareTo(SMALLEST_EXPONENT) < 0
                || exponent.bitLength() > LARGEST_EXPONENT_BITS
                || !exponent.testBit(0)) {
            throw new IllegalArgumentException("an RSA exponent must be odd, at least 65537 and at most 256 bits long");
        }
    }

    /// As NIST SP 800-89 §5.3.3 asks: no prime factor below 752.
    private static boolean hasSmallFactor(BigInteger modulus) {
        return !modulus.gcd(SmallPrimes.PRODUCT).equals(BigInteger.ONE);
    }

    private static final class SmallPrimes {
        static final BigInteger PRODUCT = product();

        private static BigInteger product() {
            BigInteger product = BigInteger.ONE;
            for (BigInteger prime = BigInteger.TWO;
                    prime.compareTo(BigInteger.valueOf(752)) < 0;
                    prime = prime.nextProbablePrime()) {
                product = product.multiply(prime);
            }
            return product;
        }
    }
}
