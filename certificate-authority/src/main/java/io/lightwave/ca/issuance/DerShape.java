package io.lightwave.ca.issuance;

/// A look at the bare shape of a DER encoding (X.690 §10.1), before any parser recurses into it: one value that fills
/// the array, definite lengths in their shortest form, nested at most 32 deep.
public final class DerShape {
    private static final int DEEPEST = 32;
    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1f;

    private DerShape() {}

    /// @throws IllegalArgumentException when it has another shape
    public static void require(byte[] der) {
        var ends = new int[DEEPEST + 1];
        ends[0] = der.length;
        int depth = 0;
        int at = 0;
        int values = 0;
        while (true) {
            while (depth > 0 && at == ends[depth]) {
                depth--;
            }
            if (depth == 0 && values++ == 1) {
                break;
            }
            int tag = octet(der, at, ends[depth]);
            if ((tag & LONG_TAG) == LONG_TAG) {
                throw malformed("a tag number above 30");
            }
            long head = length(der, at + 1, ends[depth]);
            int start = (int) (head >>> 32);
            int length = (int) head;
            if (length > ends[depth] - start) {
                throw malformed("a length beyond the end");
            }
            at = start + length;
            if ((tag & CONSTRUCTED) != 0) {
                if (++depth > DEEPEST) {
                    throw malformed("nesting deeper than 32");
                }
                ends[depth] = at;
                at = start;
            }
        }
        if (at != der.length) {
            throw malformed("bytes after the end");
        }
    }

    /// The position after the length octets in the upper half, the length in the lower.
    private static long length(byte[] der, int at, int end) {
        int first = octet(der, at, end);
        if (first < 0x80) {
            return (long) (at + 1) << 32 | first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 3) {
            throw malformed("an indefinite or huge length");
        }
        int length = 0;
        for (int i = 1; i <= octets; i++) {
            length = length << 8 | octet(der, at + i, end);
        }
        if (length < 0x80 || length >>> (8 * (octets - 1)) == 0) {
            throw malformed("a length not in its shortest form");
        }
        return (long) (at + 1 + octets) << 32 | length;
    }

    private static int octet(byte[] der, int at, int end) {
        if (at >= end) {
            throw malformed("the end too early");
        }
        return der[at] & 0xff;
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("the request is not DER: it has " + what);
    }
}
