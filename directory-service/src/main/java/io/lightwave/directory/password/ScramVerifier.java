package io.lightwave.directory.password;

import com.ongres.saslprep.SASLprep;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// What SCRAM-SHA-256 (RFC 5802 §3, RFC 7677) checks a proof against, instead of a password.
final class ScramVerifier {
    /// Many more than RFC 7677 §4 asks for, and fewer than the 65536 that Cyrus SASL takes.
    static final int ITERATIONS = 30_000;

    static final int SALT_BYTES = 16;

    private static final int MINIMUM_ITERATIONS = 4096;
    private static final int MAXIMUM_ITERATIONS = 1 << 16;
    private static final int KEY_BYTES = 32;
    private static final byte FORM = 1;
    private static final String HMAC = "HmacSHA256";
    private static final SASLprep SASLPREP = new SASLprep();

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        if (iterations < MINIMUM_ITERATIONS || iterations > MAXIMUM_ITERATIONS) {
            throw new IllegalArgumentException("SCRAM iterations out of bounds");
        }
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /// Empty for a password that SASLprep (RFC 4013) prohibits: no client could use it.
    static Optional<ScramVerifier> of(String password, byte[] salt) {
        char[] prepared;
        try {
            prepared = SASLPREP.prepareStored(password).toCharArray();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (prepared.length == 0) {
            return Optional.empty();
        }
        byte[] salted = salted(prepared, salt);
        return Optional.of(
                new ScramVerifier(ITERATIONS, salt, sha256(hmac(salted, "Client Key")), hmac(salted, "Server Key")));
    }

    private static byte[] salted(char[] prepared, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(prepared, salt, ITERATIONS, KEY_BYTES * Byte.SIZE))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For what nobody has: every proof is wrong, after the same work.
    static ScramVerifier ofNobody(byte[] salt) {
        return new ScramVerifier(ITERATIONS, salt, new byte[KEY_BYTES], new byte[KEY_BYTES]);
    }

    static ScramVerifier read(byte[] stored) {
        try {
            var buffer = ByteBuffer.wrap(stored);
            if (buffer.get() != FORM) {
                throw new IllegalStateException("not a SCRAM verifier");
            }
            return new ScramVerifier(
                    buffer.getInt(), take(buffer, SALT_BYTES), take(buffer, KEY_BYTES), take(buffer, KEY_BYTES));
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("not a SCRAM verifier", e);
        }
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] taken = new byte[length];
        buffer.get(taken);
        return taken;
    }

    /// The form that [#read] reads; a secret.
    byte[] bytes() {
        return ByteBuffer.allocate(1 + Integer.BYTES + SALT_BYTES + 2 * KEY_BYTES)
                .put(FORM)
                .putInt(iterations)
                .put(salt)
                .put(storedKey)
                .put(serverKey)
                .array();
    }

    byte[] salt() {
        return salt.clone();
    }

    int iterations() {
        return iterations;
    }

    /// The server's signature when the proof is right (RFC 5802 §3), else empty.
    Optional<byte[]> signature(ScramProof proof) {
        byte[] message = proof.authMessage();
        byte[] signature = hmac(storedKey, message);
        byte[] clientKey = proof.proof();
        if (clientKey.length != KEY_BYTES) {
            return Optional.empty();
        }
        for (int i = 0; i < KEY_BYTES; i++) {
            clientKey[i] ^= signature[i];
        }
        byte[] answer = hmac(serverKey, message);
        return MessageDigest.isEqual(storedKey, sha256(clientKey)) ? Optional.of(answer) : Optional.empty();
    }

    private static byte[] hmac(byte[] key, String text) {
        return hmac(key, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
