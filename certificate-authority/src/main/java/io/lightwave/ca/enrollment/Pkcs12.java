package io.lightwave.ca.enrollment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;

/// A PKCS #12 file (RFC 7292) of a key and its chain, under PBES2 with AES-256 and HMAC-SHA256, with an HMAC-SHA256 of
/// the whole: what the JDK writes unless it is told otherwise.
final class Pkcs12 {
    /// Programs differ in how they encode other characters.
    private static final Pattern PASSWORD = Pattern.compile("[ -~]{12,128}");

    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int MADE_LENGTH = 26;

    private Pkcs12() {}

    /// @throws IllegalArgumentException if the password is not of 12 to 128 printable characters of ASCII
    static String checked(String password) {
        if (!PASSWORD.matcher(password).matches()) {
            throw new IllegalArgumentException("must be 12 to 128 printable characters of ASCII");
        }
        return password;
    }

    /// Of 130 bits.
    static String newPassword(SecureRandom random) {
        var password = new StringBuilder();
        for (int i = 0; i < MADE_LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    static byte[] of(String name, PrivateKey key, List<X509Certificate> chain, String password) {
        try {
            var store = KeyStore.getInstance("PKCS12", "SUN");
            store.load(null, null);
            store.setKeyEntry(name, key, password.toCharArray(), chain.toArray(X509Certificate[]::new));
            var out = new ByteArrayOutputStream();
            store.store(out, password.toCharArray());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("the key could not be put into a PKCS #12 file", failed);
        }
    }
}
