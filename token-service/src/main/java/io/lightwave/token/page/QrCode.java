package io.lightwave.token.page;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/// A QR code (ISO/IEC 18004) as an SVG drawing: what a telephone's camera reads, without a script or an image that
/// would have to be loaded.
///
/// @param size of each side in modules, with the quiet zone of four around
/// @param path the dark modules, as the `d` of an SVG path
public record QrCode(int size, String path) {
    static final QrCode NONE = new QrCode(0, "");

    private static final int QUIET = 4;

    /// @param text in ASCII, as URIs are, at most 2 kB
    static QrCode of(String text) {
        ByteMatrix modules;
        try {
            modules = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("too long for a QR code", tooLong);
        }
        var path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                int begin = x;
                while (x < modules.getWidth() && modules.get(x, y) == 1) {
                    x++;
                }
                if (x > begin) {
                    path.append("M%d %dh%dv1h-%dz".formatted(begin + QUIET, y + QUIET, x - begin, x - begin));
                }
            }
        }
        return new QrCode(modules.getWidth() + 2 * QUIET, path.toString());
    }
}
