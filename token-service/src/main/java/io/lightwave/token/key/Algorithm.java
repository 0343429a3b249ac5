package io.lightwave.token.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// What a tenant's keys are for: the signature algorithms that the token service signs with, named as in JWS headers
/// (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9964 §3), and the two kinds of keys that others encrypt for.
public enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    ES256("EC", "SHA256withECDSA", "SHA-256", 64),
    /// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 bits: for ID tokens of clients that know nothing else.
    RS256("RSA", "SHA256withRSA", "SHA-256", 0),
    /// RSASSA-PSS with SHA-256, keys of 2048 bits.
    PS256("RSA", "RSASSA-PSS", "SHA-256", 0),
    /// Ed25519.
    EdDSA("Ed25519", "Ed25519", "SHA-512", 0),
    /// ECDSA on P-384 with SHA-384.
    ES384("EC", "SHA384withECDSA", "SHA-384", 96),
    /// ECDSA on P-521 with SHA-512.
    ES512("EC", "SHA512withECDSA", "SHA-512", 132),
    /// ML-DSA (FIPS 204), which quantum computers are not known to break; only where a tenant's token policy says so.
    /// No specification names the hash of its `at_hash`: relying parties take 64 bytes of SHAKE256.
    ML_DSA_44("ML-DSA-44", "ML-DSA-44", "SHAKE256-512", 0),
    ML_DSA_65("ML-DSA-65", "ML-DSA-65", "SHAKE256-512", 0),
    ML_DSA_87("ML-DSA-87", "ML-DSA-87", "SHAKE256-512", 0),
    /// RSAES-OAEP with SHA-256 (RFC 7518 §4.3), keys of 2048 bits: to decrypt.
    RSA_OAEP_256("RSA", "", "SHA-256", 0),
    /// ECDH-ES on P-256 (RFC 7518 §4.6), with or without a key wrapped: to decrypt.
    ECDH_ES("EC", "", "SHA-256", 0);

    private static final int RSA_BITS = 2048;
    /// Providers encode ML-DSA's private keys in ways of their own; the JDK's is on every node.
    private static final String ML_DSA_PROVIDER = "SUN";
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final String keyAlgorithm;
    private final String signatureAlgorithm;
    private final String hash;
    /// Of the two numbers that an ECDSA signature is; 0 of others, which are as JCA makes them.
    private final int concatenatedBytes;

    Algorithm(String keyAlgorithm, String signatureAlgorithm, String hash, int concatenatedBytes) {
        this.keyAlgorithm = keyAlgorithm;
        this.signatureAlgorithm = signatureAlgorithm;
        this.hash = hash;
        this.concatenatedBytes = concatenatedBytes;
    }

    /// Those that are to sign with.
    public static List<Algorithm> signing() {
        return Arrays.stream(values()).filter(Algorithm::signs).toList();
    }

    /// Whether its keys sign; others decrypt.
    public boolean signs() {
        return !signatureAlgorithm.isEmpty();
    }

    /// As it is called elsewhere, for instance `RSA-OAEP-256`.
    public String registeredName() {
        return name().replace('_', '-');
    }

    /// @throws IllegalArgumentException when there is none of that [#registeredName]
    public static Algorithm registered(String name) {
        return valueOf(name.replace('-', '_'));
    }

    /// Whether its keys are of the key type `AKP` (RFC 9964 §4).
    public boolean isMlDsa() {
        return switch (this) {
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> true;
            case ES256, RS256, PS256, EdDSA, ES384, ES512, RSA_OAEP_256, ECDH_ES -> false;
        };
    }

    /// How long every signature is.
    int signatureBytes() {
        return switch (this) {
            case ES256, ES384, ES512 -> concatenatedBytes;
            case RS256, PS256 -> RSA_BITS / Byte.SIZE;
            case EdDSA -> 64;
            case ML_DSA_44 -> 2420; // FIPS 204, table 2
            case ML_DSA_65 -> 3309;
            case ML_DSA_87 -> 4627;
            case RSA_OAEP_256, ECDH_ES -> throw new IllegalStateException(this + " does not sign");
        };
    }

    /// `at_hash` or `c_hash` of a token or code: half of the hash that goes with the algorithm (OpenID Connect Core
    /// §3.1.3.6, §3.3.2.11).
    public String leftHalf(String value) {
        byte[] digest = digest(value.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
    }

    /// By the hash that goes with the algorithm.
    byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance(hash).digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A fresh pair of keys for it.
    public KeyPair generate(SecureRandom random) {
        try {
            var generator = keysAreOf("KeyPairGenerator")
                    ? KeyPairGenerator.getInstance(keyAlgorithm, provider())
                    : KeyPairGenerator.getInstance(keyAlgorithm);
            if (this != EdDSA) { // whose name says all: Corretto's generator takes no parameters
                generator.initialize(parameters(), random);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot generate a key for " + this, e);
        }
    }

    /// A key as [#generate] made it, in the form PKCS #8.
    public PrivateKey readPrivate(byte[] pkcs8) {
        try {
            return keyFactory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a private key for " + this, e);
        }
    }

    PublicKey readPublic(byte[] subjectPublicKeyInfo) {
        try {
            return keyFactory().generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a public key for " + this, e);
        }
    }

    byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = signature();
            signature.initSign(key);
            signature.update(content);
            byte[] made = signature.sign();
            return concatenatedBytes > 0 ? ECDSA.transcodeSignatureToConcat(made, concatenatedBytes) : made;
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("cannot sign with " + this, e);
        }
    }

    boolean verify(PublicKey key, byte[] content, byte[] presented) {
        if (concatenatedBytes > 0 && presented.length != concatenatedBytes) {
            return false;
        }
        try {
            Signature signature = signature();
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(concatenatedBytes > 0 ? ECDSA.transcodeSignatureToDER(presented) : presented);
        } catch (SignatureException | JOSEException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot verify with " + this, e);
        }
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case ES256, ECDH_ES -> new ECGenParameterSpec("secp256r1");
            case ES384 -> new ECGenParameterSpec("secp384r1");
            case ES512 -> new ECGenParameterSpec("secp521r1");
            case RS256, PS256, RSA_OAEP_256 -> new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4);
            case EdDSA -> NamedParameterSpec.ED25519;
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> new NamedParameterSpec(keyAlgorithm);
        };
    }

    // A key object of one provider handed to another's Signature loses most of the faster one's gain, so all three
    // come from the provider that the installation prefers for this signature.
    private Provider provider() throws GeneralSecurityException {
        return signature().getProvider();
    }

    private KeyFactory keyFactory() throws GeneralSecurityException {
        return keysAreOf("KeyFactory")
                ? KeyFactory.getInstance(keyAlgorithm, provider())
                : KeyFactory.getInstance(keyAlgorithm);
    }

    /// Whether that provider has this too: Corretto reads no keys of Ed25519, and Bouncy Castle is taken for
    /// signatures alone. Both sign with the platform's keys.
    private boolean keysAreOf(String service) throws GeneralSecurityException {
        return signs() && provider().getService(service, keyAlgorithm) != null;
    }

    private Signature signature() throws GeneralSecurityException {
        if (isMlDsa()) {
            return Signature.getInstance(signatureAlgorithm, ML_DSA_PROVIDER);
        }
        Signature signature = Signature.getInstance(signatureAlgorithm);
        if (this == PS256) {
            signature.setParameter(PSS);
        }
        return signature;
    }
}
