package io.lightwave.token.appearance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/// A picture in PNG (W3C PNG §5), at most 32 KiB and 1024 pixels a side, of which only what draws it is kept: no text,
/// no position, nothing behind its end.
final class Logo {
    static final int LARGEST = 32 * 1024;

    private static final int WIDEST = 1_024;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> DRAWING = Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB", "cHRM");

    private final byte[] png;

    private Logo(byte[] png) {
        this.png = png;
    }

    /// @throws IllegalArgumentException for anything else, which says why
    static Logo of(byte[] png) {
        if (png.length > LARGEST) {
            throw new IllegalArgumentException("is larger than 32 KiB");
        }
        if (png.length < SIGNATURE.length || !Arrays.equals(png, 0, 8, SIGNATURE, 0, 8)) {
            throw new IllegalArgumentException("is not a PNG");
        }
        var kept = new ByteArrayOutputStream(png.length);
        kept.writeBytes(SIGNATURE);
        ByteBuffer rest = ByteBuffer.wrap(png).position(SIGNATURE.length);
        String type = "";
        boolean first = true;
        while (!type.equals("IEND")) {
            type = chunk(rest, first, kept);
            first = false;
        }
        return new Logo(kept.toByteArray());
    }

    /// Takes the next chunk over when it is needed to draw the picture.
    private static String chunk(ByteBuffer rest, boolean first, ByteArrayOutputStream kept) {
        if (rest.remaining() < 12) {
            throw new IllegalArgumentException("is a PNG without an end");
        }
        int begin = rest.position();
        int length = rest.getInt();
        if (length < 0 || length > rest.remaining() - 8) {
            throw new IllegalArgumentException("is a PNG without an end");
        }
        byte[] typed = new byte[4 + length];
        rest.get(typed);
        String type = new String(typed, 0, 4, StandardCharsets.ISO_8859_1);
        var sum = new CRC32();
        sum.update(typed);
        if ((int) sum.getValue() != rest.getInt()) {
            throw new IllegalArgumentException("is a damaged PNG");
        }
        if (first != type.equals("IHDR") || (first && length != 13)) {
            throw new IllegalArgumentException("is a PNG without a beginning");
        }
        if (first) {
            checkSize(ByteBuffer.wrap(typed, 4, 8));
        }
        if (DRAWING.contains(type)) {
            byte[] whole = new byte[length + 12];
            rest.get(begin, whole);
            kept.writeBytes(whole);
        } else if (Character.isUpperCase(type.charAt(0))) {
            throw new IllegalArgumentException("is a PNG of an unknown kind");
        }
        return type;
    }

    private static void checkSize(ByteBuffer header) {
        int width = header.getInt();
        int height = header.getInt();
        if (width < 1 || height < 1 || width > WIDEST || height > WIDEST) {
            throw new IllegalArgumentException("is not between 1 and 1024 pixels wide and high");
        }
    }

    byte[] png() {
        return png.clone();
    }
}
