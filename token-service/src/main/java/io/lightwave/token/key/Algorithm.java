package io.lightwave.token.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;

/// The signature algorithms the token service signs with (RFC 7518 §3.1).
public enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    ES256("EC", "SHA256withECDSA"),
    /// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 bits: for ID tokens of clients that know nothing else.
    RS256("RSA", "SHA256withRSA");

    private static final int P256_SIGNATURE_BYTES = 64;

    private final String keyAlgorithm;
    private final String signatureAlgorithm;

    Algorithm(String keyAlgorithm, String signatureAlgorithm) {
        this.keyAlgorithm = keyAlgorithm;
        this.signatureAlgorithm = signatureAlgorithm;
    }

    KeyPair generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(keyAlgorithm, provider());
            generator.initialize(parameters(), random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("cannot generate a key for " + this, e);
        }
    }

    PrivateKey readPrivate(byte[] pkcs8) {
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
            return this == ES256 ? ECDSA.transcodeSignatureToConcat(made, P256_SIGNATURE_BYTES) : made;
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("cannot sign with " + this, e);
        }
    }

    boolean verify(PublicKey key, byte[] content, byte[] presented) {
        if (this == ES256 && presented.length != P256_SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature signature = signature();
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(this == ES256 ? ECDSA.transcodeSignatureToDER(presented) : presented);
        } catch (SignatureException | JOSEException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot verify with " + this, e);
        }
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case ES256 -> new ECGenParameterSpec("secp256r1");
            case RS256 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
        };
    }

    // A key object of one provider handed to another's Signature loses most of the faster one's gain, so all three
    // come from the provider that the installation prefers for this signature.
    private Provider provider() throws NoSuchAlgorithmException {
        return signature().getProvider();
    }

    private KeyFactory keyFactory() throws NoSuchAlgorithmException {
        return KeyFactory.getInstance(keyAlgorithm, provider());
    }

    private Signature signature() throws NoSuchAlgorithmException {
        return Signature.getInstance(signatureAlgorithm);
    }
}
