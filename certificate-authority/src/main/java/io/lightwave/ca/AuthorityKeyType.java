package io.lightwave.ca;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of key that authorities sign with.
public enum AuthorityKeyType {
    EC_P256("ec-p256", "EC"),
    EC_P384("ec-p384", "EC"),
    RSA_3072("rsa-3072", "RSA"),
    RSA_4096("rsa-4096", "RSA"),
    ED25519("ed25519", "Ed25519"),
    /// Of lattices (FIPS 204, RFC 9881), against quantum computers; only where it is turned on.
    ML_DSA_65("ml-dsa-65", "ML-DSA-65");

    private final String word;
    private final String algorithm;

    AuthorityKeyType(String word, String algorithm) {
        this.word = word;
        this.algorithm = algorithm;
    }

    /// By its [#word], exactly.
    public static Optional<AuthorityKeyType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /// As settings write it.
    public String word() {
        return word;
    }

    /// The standard name of the key generator.
    public String algorithm() {
        return algorithm;
    }

    /// What the generator is told.
    public AlgorithmParameterSpec parameters() {
        return switch (this) {
            case EC_P256 -> new ECGenParameterSpec("secp256r1");
            case EC_P384 -> new ECGenParameterSpec("secp384r1");
            case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
            case RSA_4096 -> new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4);
            case ED25519 -> NamedParameterSpec.ED25519;
            case ML_DSA_65 -> NamedParameterSpec.ML_DSA_65;
        };
    }

    /// Whether tokens make such keys: Java's provider for PKCS #11 knows neither Edwards curves nor lattices.
    public boolean isForTokens() {
        return this != ED25519 && this != ML_DSA_65;
    }
}
