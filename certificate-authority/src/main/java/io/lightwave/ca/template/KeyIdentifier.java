package io.lightwave.ca.template;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

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
}
