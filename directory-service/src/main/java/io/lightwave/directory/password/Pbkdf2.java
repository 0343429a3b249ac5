package io.lightwave.directory.password;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// `{PBKDF2-SHA256}10000$<salt>$<hash>` (RFC 8018 §5.2), base64 with `.` or `+`, with or without padding.
final class Pbkdf2 implements StoredHash {
    private static final int MAXIMUM_ITERATIONS = 1_000_000;
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,12})\\$([A-Za-z0-9+/.]{2,172}={0,2})\\$([A-Za-z0-9+/.]{22,172}={0,2})");

    private final String algorithm;
    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private Pbkdf2(String algorithm, int iterations, byte[] salt, byte[] hash) {
        this.algorithm = algorithm;
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    static Pbkdf2 parse(String algorithm, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a PBKDF2 hash has the form iterations$salt$hash");
        }
        int iterations = StoredHash.bounded(matcher.group(1), 1, MAXIMUM_ITERATIONS, "PBKDF2 iterations");
        byte[] hash = base64(matcher.group(3));
        if (hash.length < 16 || hash.length > 64) {
            throw new IllegalArgumentException("a PBKDF2 hash has 16 to 64 bytes");
        }
        return new Pbkdf2(algorithm, iterations, base64(matcher.group(2)), hash);
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replace('.', '+').replace("=", ""));
    }

    @Override
    public boolean matches(byte[] password) {
        if (password.length == 0) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(password, algorithm));
            byte[] derived = new byte[hash.length];
            for (int block = 0; block * mac.getMacLength() < hash.length; block++) {
                byte[] bytes = block(mac, block + 1);
                int at = block * mac.getMacLength();
                System.arraycopy(bytes, 0, derived, at, Math.min(bytes.length, hash.length - at));
            }
            return MessageDigest.isEqual(hash, derived);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] block(Mac mac, int number) throws GeneralSecurityException {
        mac.update(salt);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        byte[] sum = mac.doFinal();
        byte[] last = Arrays.copyOf(sum, sum.length);
        for (int i = 1; i < iterations; i++) {
            mac.update(last);
            mac.doFinal(last, 0);
            for (int n = 0; n < sum.length; n++) {
                sum[n] ^= last[n];
            }
        }
        return sum;
    }
}
