package io.lightwave.token.key;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;

/// Writes a JWT claims set (RFC 7519 §4) as JSON, claim by claim, in the order given.
public final class JwtClaims {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder json = new StringBuilder(512).append('{');

    public JwtClaims with(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    public JwtClaims with(String name, long value) {
        name(name);
        json.append(value);
        return this;
    }

    public JwtClaims with(String name, boolean value) {
        name(name);
        json.append(value);
        return this;
    }

    /// As NumericDate, whole seconds.
    public JwtClaims with(String name, Instant value) {
        return with(name, value.getEpochSecond());
    }

    /// As an array of strings.
    public JwtClaims with(String name, Collection<String> values) {
        name(name);
        json.append('[');
        String separator = "";
        for (String value : values) {
            json.append(separator);
            quote(value);
            separator = ",";
        }
        json.append(']');
        return this;
    }

    /// As a value that already is JSON.
    public JwtClaims withJson(String name, String value) {
        name(name);
        json.append(value);
        return this;
    }

    byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The JSON object.
    @Override
    public String toString() {
        return json + "}";
    }

    private void name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(name);
        json.append(':');
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(HEX[c >> shift & 0xF]);
                }
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
