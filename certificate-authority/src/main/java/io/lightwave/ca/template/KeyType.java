package io.lightwave.ca.template;

/// The kinds of key that we certify.
public enum KeyType {
    EC_P256("ec-p256"),
    EC_P384("ec-p384"),
    RSA("rsa"),
    ED25519("ed25519");

    private final String word;

    KeyType(String word) {
        this.word = word;
    }

    /// As the REST API writes it.
    public String word() {
        return word;
    }
}
