package io.lightwave.directory.subject;

import io.lightwave.directory.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The last name of a page, opaque outside.
public final class Cursor {
    private Cursor() {}

    public static String encode(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws InvalidFieldException when it is none
    public static String decode(String cursor) {
        try {
            String last = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (last.indexOf(0) < 0) {
                return last;
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw new InvalidFieldException("cursor", "not a cursor of this list");
    }
}
