package io.lightwave.ca.revocation;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A value in distinguished encoding (X.690 §10), as it lies in an array that is not to be changed; for what is too
/// large to be made into objects.
final class DerElement {
    static final int SEQUENCE = 0x30;
    private static final int LENGTH_FOLLOWS = 0x80;

    private final byte[] in;
    private final int start;
    private final int content;
    private final int end;

    private DerElement(byte[] in, int start, int content, int end) {
        this.in = in;
        this.start = start;
        this.content = content;
        this.end = end;
    }

    /// The one that starts there.
    ///
    /// @throws IllegalArgumentException if there is none whole, or its length is that of none below 2 GiB
    static DerElement at(byte[] in, int start) {
        if (start < 0 || start + 1 >= in.length) {
            throw new IllegalArgumentException("no DER at %d".formatted(start));
        }
        int length = in[start + 1] & 0xff;
        int content = start + 2;
        if (length >= LENGTH_FOLLOWS) {
            int octets = length - LENGTH_FOLLOWS;
            if (octets < 1 || octets > 4 || content + octets > in.length) {
                throw new IllegalArgumentException("no DER length at %d".formatted(start));
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (in[content++] & 0xff);
            }
        }
        if (length < 0 || length > in.length - content) {
            throw new IllegalArgumentException("cut-off DER at %d".formatted(start));
        }
        return new DerElement(in, start, content, content + length);
    }

    /// A constructed value around encoded ones.
    static byte[] around(int tag, byte[]... encoded) {
        int length = 0;
        for (byte[] each : encoded) {
            length = Math.addExact(length, each.length);
        }
        int octets = length < LENGTH_FOLLOWS ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        byte[] out = new byte[2 + octets + length];
        int at = 0;
        out[at++] = (byte) tag;
        out[at++] = (byte) (octets == 0 ? length : LENGTH_FOLLOWS + octets);
        for (int i = octets - 1; i >= 0; i--) {
            out[at++] = (byte) (length >>> (8 * i));
        }
        for (byte[] each : encoded) {
            System.arraycopy(each, 0, out, at, each.length);
            at += each.length;
        }
        return out;
    }

    int tag() {
        return in[start] & 0xff;
    }

    /// The first of the values inside.
    DerElement inner() {
        return at(in, content);
    }

    /// The one that follows it.
    DerElement next() {
        return at(in, end);
    }

    /// The values inside, in order.
    List<DerElement> elements() {
        List<DerElement> elements = new ArrayList<>();
        for (int at = content; at < end; at = elements.getLast().end) {
            elements.add(at(in, at));
        }
        return elements;
    }

    byte[] content() {
        return Arrays.copyOfRange(in, content, end);
    }

    /// With tag and length.
    byte[] encoded() {
        return Arrays.copyOfRange(in, start, end);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(in, start, end - start);
    }

    int end() {
        return end;
    }

    /// By their octets, a shorter one before all that it begins.
    int compareContent(DerElement other) {
        return Arrays.compareUnsigned(in, content, end, other.in, other.content, other.end);
    }
}
