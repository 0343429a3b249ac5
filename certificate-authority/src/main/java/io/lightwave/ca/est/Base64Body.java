package io.lightwave.ca.est;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Bodies in base64 (RFC 7030 §3.2.1, RFC 8951 §3.1: whatever `Content-Transfer-Encoding` says, also nothing).
final class Base64Body {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\r', '\n'});

    private Base64Body() {}

    static String encoded(byte[] octets) {
        return LINES.encodeToString(octets) + "\r\n";
    }

    /// @throws IllegalArgumentException when it is not base64, white space apart
    static byte[] decoded(byte[] body) {
        return Base64.getDecoder().decode(new String(body, StandardCharsets.ISO_8859_1).replaceAll("[ \\t\\r\\n]", ""));
    }
}
