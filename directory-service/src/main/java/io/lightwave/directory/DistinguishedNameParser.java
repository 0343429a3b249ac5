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

/// The grammar of RFC 4514 §3, read once from left to right.
final class DistinguishedNameParser {
    private static final byte OCTET_STRING = 0x04;
    private static final byte UTF8_STRING = 0x0c;
    private static final byte PRINTABLE_STRING = 0x13;
    private static final byte IA5_STRING = 0x16;

    private final String text;
    private int at;

    DistinguishedNameParser(String text) {
        if (text.length() > DistinguishedName.MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("a distinguished name has at most 1024 characters");
        }
        this.text = text;
    }

    List<RelativeName> rdns() {
        var rdns = new ArrayList<RelativeName>();
        do {
            if (rdns.size() == DistinguishedName.MAXIMUM_RDNS) {
                throw new IllegalArgumentException("a distinguished name has at most 32 RDNs");
            }
            rdns.add(rdn());
        } while (accept(','));
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
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            throw unexpected();
        }
        String type = text.substring(at, equals);
        at = equals + 1;
        return new RelativeName.Assertion(type, at < text.length() && text.charAt(at) == '#' ? hexString() : string());
    }

    private String string() {
        var bytes = new ByteArrayOutputStream();
        int start = at;
        boolean endsInPlainSpace = false;
        while (at < text.length() && ",+".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            endsInPlainSpace = c == ' ';
            if (c == '\\') {
                bytes.writeBytes(pair());
            } else if ("\";<>\0".indexOf(c) >= 0 || (c == ' ' && at == start)) {
                throw unexpected();
            } else {
                int character = text.codePointAt(at);
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                    throw unexpected();
                }
                at += Character.charCount(character);
            }
        }
        if (endsInPlainSpace) {
            throw new IllegalArgumentException("an unescaped space ends an attribute value in a distinguished name");
        }
        return utf8(bytes.toByteArray());
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

    private boolean accept(char separator) {
        boolean there = at < text.length() && text.charAt(at) == separator;
        at += there ? 1 : 0;
        return there;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("not a distinguished name: unexpected input at character " + at);
    }
}
