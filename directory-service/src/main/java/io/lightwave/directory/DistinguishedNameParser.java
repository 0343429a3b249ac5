package io.lightwave.directory;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The grammar of RFC 4514 §3, read once from left to right; where asked for, with what RFC 2253 §4
/// had besides: spaces beside separators, `;` for `,`, values in quotes and `OID.` in front of a
/// numeric type.
final class DistinguishedNameParser {
    private static final byte OCTET_STRING = 0x04;
    private static final byte UTF8_STRING = 0x0c;
    private static final byte PRINTABLE_STRING = 0x13;
    private static final byte IA5_STRING = 0x16;
    private static final String PREFIX = "OID.";

    private final String text;
    private final boolean spaces;
    private final boolean old;
    private int at;

    /// What is read, each with that before it.
    enum Form {
        OF_RFC_4514,
        SPACED,
        OF_RFC_2253
    }

    DistinguishedNameParser(String text, Form form) {
        if (text.length() > DistinguishedName.MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("a distinguished name has at most 1024 characters");
        }
        this.text = text;
        this.spaces = form != Form.OF_RFC_4514;
        this.old = form == Form.OF_RFC_2253;
    }

    List<RelativeName> rdns() {
        var rdns = new ArrayList<RelativeName>();
        do {
            if (rdns.size() == DistinguishedName.MAXIMUM_RDNS) {
                throw new IllegalArgumentException("a distinguished name has at most 32 RDNs");
            }
            rdns.add(rdn());
        } while (accept(',') || (old && accept(';')));
        if (at < text.length()) {
            throw unexpected();
        }
        return rdns;
    }

    private RelativeName rdn() {
        var assertions = new ArrayList<RelativeName.Assertion>(1);
        do {
            assertions.add(assertion());
        } while (assertions.size() <= DistinguishedName.MAXIMUM_ASSERTIONS && accept('+'));
        return new RelativeName(assertions);
    }

    private RelativeName.Assertion assertion() {
        skipSpaces();
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            throw unexpected();
        }
        String type = text.substring(at, equals);
        at = equals + 1;
        if (spaces) {
            type = type.stripTrailing();
            skipSpaces();
        }
        type = old ? withoutPrefix(type) : type;
        String value = is('#') ? hexString() : old && is('"') ? quoted() : string();
        skipSpaces();
        return new RelativeName.Assertion(type, value);
    }

    private static String withoutPrefix(String type) {
        boolean prefixed = type.length() > PREFIX.length()
                && type.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                && Character.isDigit(type.charAt(PREFIX.length()));
        return prefixed ? type.substring(PREFIX.length()) : type;
    }

    private void skipSpaces() {
        while (spaces && at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private String string() {
        int start = at;
        int end = at; // behind the last character that is no plain space
        int plain = at; // where the characters begin that are not in `bytes` yet
        @Nullable ByteArrayOutputStream bytes = null; // null as long as nothing is escaped
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            int character = text.codePointAt(at);
            if (character == '\\') {
                bytes = bytes == null ? new ByteArrayOutputStream() : bytes;
                bytes.writeBytes(text.substring(plain, at).getBytes(StandardCharsets.UTF_8));
                bytes.writeBytes(pair());
                plain = at;
                end = at;
            } else if ((character == ' ' && at == start) || isRefused(character)) {
                throw unexpected();
            } else {
                at += Character.charCount(character);
                end = character == ' ' ? end : at;
            }
        }
        if (end < at && !spaces) {
            throw new IllegalArgumentException("an unescaped space ends an attribute value in a distinguished name");
        }
        if (bytes == null) {
            return text.substring(start, end);
        }
        bytes.writeBytes(text.substring(plain, end).getBytes(StandardCharsets.UTF_8));
        return utf8(bytes.toByteArray());
    }

    /// Between quotes, which are not part of the value, only they and `\` are escaped.
    private String quoted() {
        at++;
        var bytes = new ByteArrayOutputStream();
        while (at < text.length() && text.charAt(at) != '"') {
            int character = text.codePointAt(at);
            if (character == '\\') {
                bytes.writeBytes(pair());
            } else if (isNoText(character)) {
                throw unexpected();
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(character);
            }
        }
        if (!accept('"')) {
            throw unexpected();
        }
        return utf8(bytes.toByteArray());
    }

    private boolean isSeparator(char character) {
        return character == ',' || character == '+' || (old && character == ';');
    }

    private static boolean isRefused(int character) {
        return switch (character) {
            case '"', ';', '<', '>' -> true;
            default -> isNoText(character);
        };
    }

    private static boolean isNoText(int character) {
        return character == 0 || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }

    private byte[] pair() {
        if (at + 1 < text.length() && " \"#+,;<=>\\".indexOf(text.charAt(at + 1)) >= 0) {
            at += 2;
            return new byte[] {(byte) text.charAt(at - 1)};
        }
        if (at + 2 >= text.length()
                || !HexFormat.isHexDigit(text.charAt(at + 1))
                || !HexFormat.isHexDigit(text.charAt(at + 2))) {
            throw unexpected();
        }
        at += 3;
        return new byte[] {(byte) HexFormat.fromHexDigits(text, at - 2, at)};
    }

    /// `#` and the BER encoding of the value (§2.4); only the string types are taken.
    private String hexString() {
        int start = ++at;
        while (at < text.length() && HexFormat.isHexDigit(text.charAt(at))) {
            at++;
        }
        try {
            ASN1Element element = ASN1Element.decode(HexFormat.of().parseHex(text.substring(start, at)));
            return switch (element.getType()) {
                case OCTET_STRING, UTF8_STRING, PRINTABLE_STRING, IA5_STRING -> utf8(element.getValue());
                default -> throw new IllegalArgumentException("a value in a distinguished name is not a string");
            };
        } catch (ASN1Exception e) {
            throw new IllegalArgumentException("a value in a distinguished name is not BER", e);
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a value in a distinguished name is not UTF-8", e);
        }
    }

    private boolean is(char character) {
        return at < text.length() && text.charAt(at) == character;
    }

    private boolean accept(char separator) {
        boolean there = is(separator);
        at += there ? 1 : 0;
        return there;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("not a distinguished name: unexpected input at character " + at);
    }
}
