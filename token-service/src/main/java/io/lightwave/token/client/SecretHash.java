package io.lightwave.token.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of a client secret; all that is kept of it. Generated secrets have 256 random bits, so a slow hash
/// would protect nobody and serve as a denial of service.
public final class SecretHash {
    /// Matches nothing.
    public static final SecretHash NOBODYS = new SecretHash(new byte[32]);

    private final byte[] sha256;

    SecretHash(byte[] sha256) {
        this.sha256 = sha256.clone();
    }

    static SecretHash of(String secret) {
        return new SecretHash(digest(secret));
    }

    byte[] bytes() {
        return sha256.clone();
    }

    /// In constant time.
    public boolean matches(String secret) {
        return MessageDigest.isEqual(sha256, digest(secret));
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
