package io.lightwave.directory.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `$6$salt$hash` of crypt(3): the SHA-512 function of "Unix crypt using SHA-256 and SHA-512" (U. Drepper).
final class Sha512Crypt implements StoredHash {
    private static final int DEFAULT_ROUNDS = 5_000;
    private static final int MAXIMUM_ROUNDS = 500_000;
    private static final int BYTES = 64;
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM =
            Pattern.compile("\\$6\\$(?:rounds=([0-9]{1,12})\\$)?([\\x21-\\x7e&&[^$:]]{0,16})\\$([./0-9A-Za-z]{86})");

    private final int rounds;
    private final byte[] salt;
    private final String hash;

    private Sha512Crypt(int rounds, byte[] salt, String hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    static Sha512Crypt parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a SHA-512 crypt hash has the form $6$salt$ and 86 characters");
        }
        int rounds = matcher.group(1) == null
                ? DEFAULT_ROUNDS
                : StoredHash.bounded(matcher.group(1), 1_000, MAXIMUM_ROUNDS, "SHA-512 crypt rounds");
        return new Sha512Crypt(rounds, matcher.group(2).getBytes(StandardCharsets.US_ASCII), matcher.group(3));
    }

    @Override
    public boolean matches(byte[] password) {
        byte[] ours = encode(digest(password)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), ours);
    }

    private byte[] digest(byte[] password) {
        MessageDigest sha = sha512();
        sha.update(password);
        sha.update(salt);
        byte[] alternate = sha.digest(password);

        sha.update(password);
        sha.update(salt);
        sha.update(repeated(alternate, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            sha.update((bits & 1) == 1 ? alternate : password);
        }
        byte[] result = sha.digest();

        for (int i = 0; i < password.length; i++) {
            sha.update(password);
        }
        byte[] passwords = repeated(sha.digest(), password.length);
        for (int i = 0; i < 16 + (result[0] & 0xff); i++) {
            sha.update(salt);
        }
        byte[] salts = repeated(sha.digest(), salt.length);

        for (int round = 0; round < rounds; round++) {
            boolean odd = (round & 1) == 1;
            sha.update(odd ? passwords : result);
            if (round % 3 != 0) {
                sha.update(salts);
            }
            if (round % 7 != 0) {
                sha.update(passwords);
            }
            sha.update(odd ? result : passwords);
            result = sha.digest();
        }
        return result;
    }

    private static byte[] repeated(byte[] block, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at += block.length) {
            System.arraycopy(block, 0, bytes, at, Math.min(block.length, length - at));
        }
        return bytes;
    }

    /// Three bytes at a time, each 21 further on than the one before, in an order that turns.
    private static String encode(byte[] result) {
        var text = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            int a = (i * 22) % 63;
            int b = (a + 21) % 63;
            int c = (a + 42) % 63;
            append(text, result[a], result[b], result[c], 4);
        }
        append(text, (byte) 0, (byte) 0, result[BYTES - 1], 2);
        return text.toString();
    }

    private static void append(StringBuilder text, byte high, byte middle, byte low, int characters) {
        int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | (low & 0xff);
        for (int i = 0; i < characters; i++) {
            text.append(ALPHABET.charAt(bits & 0x3f));
            bits >>= 6;
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
