package io.lightwave.token.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of a client secret; all that is kept of it. Generated secrets have 256 random bits, so a slow hash
/// would protect nobody and serve as a denial of service.
public final class SecretHash {
    /// Matches nothing.
    static final SecretHash NOBODYS = new SecretHash(new byte[32]);

    private final byte[] sha256;

    SecretHash(byte[] sha256) {
        this.sha256 = sha256.clone();
    }

    static SecretHash of(String secret) {
        try {
            return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] bytes() {
        return sha256.clone();
    }

    /// In constant time.
    boolean matches(SecretHash other) {
        return MessageDigest.isEqual(sha256, other.sha256);
    }

    @Override
    public String toString() {
        return "***";
    }
}
