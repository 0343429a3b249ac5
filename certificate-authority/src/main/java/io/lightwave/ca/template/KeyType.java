package io.lightwave.ca.template;

import java.util.EnumSet;
import java.util.Set;

/// The kinds of key that we certify.
public enum KeyType {
    EC_P256("ec-p256"),
    EC_P384("ec-p384"),
    RSA("rsa"),
    ED25519("ed25519"),
    /// FIPS 204, RFC 9881.
    ML_DSA_65("ml-dsa-65");

    /// What a profile is for that does not say: what everybody reads.
    public static final Set<KeyType> USUAL = Set.copyOf(EnumSet.complementOf(EnumSet.of(ML_DSA_65)));

    private final String word;

    KeyType(String word) {
        this.word = word;
    }

    /// As the REST API writes it.
    public String word() {
        return word;
    }
}
