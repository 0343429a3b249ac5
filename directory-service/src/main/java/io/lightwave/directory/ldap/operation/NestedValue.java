package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;

/// Looks at the value of a control or an extended request, which the message's own check has not seen into, before
/// recursive code decodes it: BER whose elements lie within their parents, neither deep nor many (threats 18 and 19).
final class NestedValue {
    static final int MAXIMUM_DEPTH = 36; // a filter of 32 levels, and what it lies in
    static final int MAXIMUM_ELEMENTS = 4_096;

    private static final int CONSTRUCTED = 0x20;
    private static final int HIGH_TAG_NUMBER = 0x1f;

    private NestedValue() {}

    /// @throws IllegalArgumentException when it is not so
    static void check(@Nullable ASN1OctetString value) { // null when there is none
        if (value == null || value.getValueLength() == 0) {
            return;
        }
        byte[] bytes = value.getValue();
        var ends = new int[MAXIMUM_DEPTH + 1];
        int depth = 0;
        int position = 0;
        int elements = 0;
        ends[0] = bytes.length;
        while (true) {
            while (position == ends[depth]) {
                if (depth-- == 0) {
                    return;
                }
            }
            int left = ends[depth] - position;
            int tag = bytes[position];
            int header = left < 2 ? Integer.MAX_VALUE : headerLength(bytes[position + 1]);
            require(++elements <= MAXIMUM_ELEMENTS && (tag & HIGH_TAG_NUMBER) != HIGH_TAG_NUMBER && header <= left);
            int length = length(bytes, position + 1, header);
            position += header;
            require(length >= 0 && length <= ends[depth] - position);
            if ((tag & CONSTRUCTED) == 0) {
                position += length;
            } else {
                require(depth < MAXIMUM_DEPTH);
                ends[++depth] = position + length;
            }
        }
    }

    private static int headerLength(byte first) {
        int octets = first & 0x7f;
        require(first >= 0 || (octets >= 1 && octets <= 4));
        return first >= 0 ? 2 : 2 + octets;
    }

    private static int length(byte[] bytes, int at, int header) {
        if (header == 2) {
            return bytes[at];
        }
        int length = 0;
        for (int i = at + 1; i < at + header - 1; i++) {
            length = length << 8 | (bytes[i] & 0xff);
        }
        return length;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not a value that LDAP would have");
        }
    }
}
