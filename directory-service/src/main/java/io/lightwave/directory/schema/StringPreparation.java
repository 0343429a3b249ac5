package io.lightwave.directory.schema;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/// Prepares strings for matching as RFC 4518 §2 says: transcode, map, normalise (NFKC), prohibit, and reduce spaces.
/// One function for uniqueness and look-up alike, so that no two names differ for one and are equal for the other.
final class StringPreparation {
    private StringPreparation() {}

    /// @throws IllegalArgumentException when the bytes are not UTF-8 or contain a prohibited character
    static String prepare(byte[] value, boolean ignoreCase) {
        String text = ascii(value);
        if (text == null) {
            text = unicode(utf8(value), ignoreCase);
        } else if (ignoreCase) {
            text = text.toLowerCase(Locale.ROOT);
        }
        return reduceSpaces(text);
    }

    static String utf8(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    /// The text when all of it is printable ASCII, which needs no mapping; else null.
    private static @org.jspecify.annotations.Nullable String ascii(byte[] value) {
        for (byte b : value) {
            if (b < ' ' || b == 0x7f) {
                return null;
            }
        }
        return new String(value, StandardCharsets.US_ASCII);
    }

    private static String unicode(String text, boolean ignoreCase) {
        String mapped = Normalizer.normalize(map(text), Normalizer.Form.NFKC);
        if (ignoreCase) {
            // upper case first: folds ß and ss, ſ and s, and all forms of sigma into one
            mapped = Normalizer.normalize(
                    mapped.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ'), Normalizer.Form.NFKC);
        }
        mapped.codePoints().forEach(StringPreparation::requirePermitted);
        return mapped;
    }

    /// RFC 4518 §2.2: what has no appearance goes, every kind of space becomes SPACE.
    private static String map(String text) {
        var mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean space = c == 0x85 || (c >= '\t' && c <= '\r');
            switch (Character.getType(c)) {
                case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    mapped.append(' ');
                case Character.CONTROL -> mapped.append(space ? " " : "");
                case Character.FORMAT -> {}
                default -> {
                    if (c != 0x34f
                            && c != 0x1806
                            && c != 0xfffc
                            && !(c >= 0xfe00 && c <= 0xfe0f)
                            && !(c >= 0x180b && c <= 0x180e)) {
                        mapped.appendCodePoint(c);
                    }
                }
            }
        });
        return mapped.toString();
    }

    private static void requirePermitted(int character) {
        int type = Character.getType(character);
        if (type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE
                || character == 0xfffd) {
            throw new IllegalArgumentException("contains a character that RFC 4518 prohibits");
        }
    }

    private static String reduceSpaces(String text) {
        if (!text.startsWith(" ") && !text.endsWith(" ") && !text.contains("  ")) {
            return text;
        }
        return text.strip().replaceAll(" {2,}", " ");
    }
}
