package io.lightwave.ca.message;

import java.util.Base64;
import java.util.regex.Pattern;

/// base64url without padding (RFC 7515 §2), and nothing else.
public final class Base64Url {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]*");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    public static String encoded(byte[] octets) {
        return ENCODER.encodeToString(octets);
    }

    /// @param what it is, for the error
    /// @throws AcmeException `malformed`
    public static byte[] decoded(String what, String text) {
        try {
            if (FORM.matcher(text).matches()) {
                byte[] octets = Base64.getUrlDecoder().decode(text);
                if (encoded(octets).equals(text)) { // one form only: no stray bits at the end
                    return octets;
                }
            }
        } catch (IllegalArgumentException malformed) {
            // as below
        }
        throw AcmeException.malformed("RFC 8555 §6.1: %s is not base64url without padding".formatted(what));
    }
}
