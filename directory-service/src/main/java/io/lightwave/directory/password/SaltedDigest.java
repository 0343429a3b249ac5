package io.lightwave.directory.password;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// `{SSHA}`, `{SSHA256}`, `{SSHA512}`: base64 of the digest of password and salt, and the salt.
final class SaltedDigest implements StoredHash {
    private static final int MAXIMUM_SALT = 64;

    private final String algorithm;
    private final byte[] digest;
    private final byte[] salt;

    private SaltedDigest(String algorithm, byte[] digest, byte[] salt) {
        this.algorithm = algorithm;
        this.digest = digest;
        this.salt = salt;
    }

    static SaltedDigest parse(String algorithm, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a salted digest is not base64", e);
        }
        int length = digest(algorithm).getDigestLength();
        if (bytes.length <= length || bytes.length > length + MAXIMUM_SALT) {
            throw new IllegalArgumentException("a salted digest is %d bytes and a salt of 1 to 64".formatted(length));
        }
        return new SaltedDigest(
                algorithm, Arrays.copyOf(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length));
    }

    @Override
    public boolean matches(byte[] password) {
        MessageDigest function = digest(algorithm);
        function.update(password);
        return MessageDigest.isEqual(digest, function.digest(salt));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
