package io.lightwave.token.opaque;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// 256 random bits in base64url (43 characters). What is kept of it is its SHA-256; it prints as `***`.
public final class OpaqueSecret {
    /// Characters of the text form.
    public static final int LENGTH = 43;

    private static final int BYTES = 32;

    private final byte[] bits;

    private OpaqueSecret(byte[] bits) {
        this.bits = bits;
    }

    public static OpaqueSecret random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new OpaqueSecret(bits);
    }

    /// Reads the text form; empty for anything that [#text] never gives.
    public static Optional<OpaqueSecret> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            var secret = new OpaqueSecret(Base64.getUrlDecoder().decode(text));
            return Optional.of(secret).filter(read -> read.text().equals(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// The text form, for its holder only.
    public String text() {
        return base64url(bits);
    }

    /// The SHA-256 of the text form in base64url, under which it is stored.
    public String hash() {
        return base64url(sha256(text()));
    }

    /// A value for one purpose that only the secret's holder can make, in base64url; it gives nothing of the
    /// secret away.
    public String derive(String purpose) {
        return base64url(sha256(purpose + "\n" + text()));
    }

    /// This secret in a form that only the other one's holder can read: a one-time pad made of the other, which
    /// must mask nothing else.
    public String maskedBy(OpaqueSecret other) {
        return base64url(xor(bits, other.pad()));
    }

    /// The inverse of [#maskedBy].
    public static OpaqueSecret unmask(String masked, OpaqueSecret other) {
        return new OpaqueSecret(xor(Base64.getUrlDecoder().decode(masked), other.pad()));
    }

    private byte[] pad() {
        return sha256("mask\n" + text());
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = left.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= right[i];
        }
        return result;
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
