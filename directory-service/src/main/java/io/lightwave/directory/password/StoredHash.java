package io.lightwave.directory.password;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A password's hash as it is kept: our own ([Argon2id]), or one that was made elsewhere and imported, in the forms
/// that other directories write. What a hash may cost to check is bounded where it is parsed.
sealed interface StoredHash permits Argon2id, SaltedDigest, Pbkdf2, Bcrypt, Scrypt, Sha512Crypt {
    Pattern SCHEME = Pattern.compile("\\{([A-Za-z0-9-]{1,32})}(.*)", Pattern.DOTALL);

    boolean matches(byte[] password);

    /// Whether it is as a tenant has them made today; others are replaced when their password is next given.
    default boolean isCurrent(Argon2Cost cost) {
        return false;
    }

    /// @throws IllegalArgumentException saying why it is none that is checked here
    static StoredHash parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return crypt(text);
        }
        String rest = scheme.group(2);
        String name = scheme.group(1).toUpperCase(Locale.ROOT);
        return switch (name) {
            case "SSHA" -> SaltedDigest.parse("SHA-1", rest);
            case "SSHA256" -> SaltedDigest.parse("SHA-256", rest);
            case "SSHA512" -> SaltedDigest.parse("SHA-512", rest);
            case "PBKDF2-SHA256" -> Pbkdf2.parse("HmacSHA256", rest);
            case "PBKDF2-SHA512" -> Pbkdf2.parse("HmacSHA512", rest);
            case "SCRYPT" -> Scrypt.parse(rest);
            case "ARGON2" -> Argon2id.parse(rest);
            case "CRYPT" -> crypt(rest);
            default ->
                throw new IllegalArgumentException(
                        "hashes of scheme {%s} are not taken, but {SSHA}, {SSHA256}, {SSHA512}, {PBKDF2-SHA256},"
                                        .formatted(name)
                                + " {PBKDF2-SHA512}, {SCRYPT}, {ARGON2} with argon2id, {CRYPT} with bcrypt or SHA-512");
        };
    }

    private static StoredHash crypt(String text) {
        if (text.startsWith("$2")) {
            return Bcrypt.parse(text);
        }
        if (text.startsWith("$6$")) {
            return Sha512Crypt.parse(text);
        }
        if (text.startsWith("$argon2id$")) {
            return Argon2id.parse(text);
        }
        if (text.startsWith("$scrypt$") || text.startsWith("$s1$")) {
            return Scrypt.parse(text);
        }
        throw new IllegalArgumentException("of crypt(3), only bcrypt ($2a$, $2b$, $2y$) and SHA-512 ($6$) are taken");
    }

    /// Refuses what would cost too much.
    static int bounded(String digits, int least, int most, String what) {
        long value = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s: %d to %d".formatted(what, least, most));
        }
        return (int) value;
    }
}
