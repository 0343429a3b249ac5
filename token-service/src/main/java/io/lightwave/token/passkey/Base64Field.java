package io.lightwave.token.passkey;

import io.lightwave.token.protocol.FormParameters;
import java.util.Base64;
import java.util.Optional;

/// A field of a form that holds bytes in base64url without padding, and nothing else.
final class Base64Field {
    private Base64Field() {}

    static String write(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Empty when it is missing, longer, or anything that [#write] never gives.
    static Optional<String> read(FormParameters form, String name, int maximumBytes) {
        return form.find(name)
                .filter(text -> text.length() <= (maximumBytes * 4 + 2) / 3)
                .filter(Base64Field::isWritten);
    }

    static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static boolean isWritten(String text) {
        try {
            return write(bytes(text)).equals(text);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
