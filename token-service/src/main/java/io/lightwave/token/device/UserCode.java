package io.lightwave.token.device;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a device shows and its person types: eight letters without vowels (RFC 8628 §6.1), some 34 bits.
///
/// @param letters in upper case, without a hyphen
record UserCode(String letters) {
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;
    private static final Pattern LETTERS = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

    UserCode {
        if (!LETTERS.matcher(letters).matches()) {
            throw new IllegalArgumentException("not a user code");
        }
    }

    static UserCode random(SecureRandom random) {
        return new UserCode(random.ints(LENGTH, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, n) -> text.append(ALPHABET.charAt(n)), StringBuilder::append)
                .toString());
    }

    /// As somebody typed it: case, hyphens and blanks do not matter.
    static Optional<UserCode> read(String typed) {
        String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[ -]", "");
        return LETTERS.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
    }

    /// As it is shown.
    String shown() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
