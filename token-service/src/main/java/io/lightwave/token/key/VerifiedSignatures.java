package io.lightwave.token.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Remembers, in bounded memory, the digests of tokens whose signature was good. A token names its key by
/// thumbprint, so that its signature is good never changes: whether the key, the token and its subject still
/// count is asked anew each time, outside of here.
final class VerifiedSignatures {
    private static final int SLOTS = 1 << 14;

    private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean contains(byte[] digest) {
        return Arrays.equals(slots.get(slot(digest)), digest);
    }

    void add(byte[] digest) {
        slots.set(slot(digest), digest);
    }

    private static int slot(byte[] digest) {
        return (digest[0] & 0xFF) << 6 | (digest[1] & 0x3F);
    }
}
