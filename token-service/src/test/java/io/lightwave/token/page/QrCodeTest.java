package io.lightwave.token.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A QR code")
class QrCodeTest {
    static final int SCALE = 8;

    /// What a camera would see of the drawing.
    static LuminanceSource photographed(QrCode code) {
        int side = code.size() * SCALE;
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, 0xffffff);
        Pattern.compile("M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z")
                .matcher(code.path())
                .results()
                .forEach(bar -> {
                    int x = Integer.parseInt(bar.group(1));
                    int y = Integer.parseInt(bar.group(2));
                    int width = Integer.parseInt(bar.group(3));
                    for (int row = y * SCALE; row < (y + 1) * SCALE; row++) {
                        Arrays.fill(pixels, row * side + x * SCALE, row * side + (x + width) * SCALE, 0);
                    }
                });
        return new RGBLuminanceSource(side, side, pixels);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "otpauth://totp/Acme:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme",
                "a",
                "otpauth://totp/Stra%C3%9Fenbau%20%26%20S%C3%B6hne:j%C3%BCrgen%40acme.example?secret=GEZDGNBVGY3TQOJQ"
            })
    void is_read_by_a_camera(String text) throws ReaderException {
        var seen = new BinaryBitmap(new HybridBinarizer(photographed(QrCode.of(text))));
        assertThat(new QRCodeReader().decode(seen).getText()).isEqualTo(text);
    }

    @Test
    void has_a_quiet_zone_of_four_modules() {
        QrCode code = QrCode.of("a");
        assertThat(code.size()).isEqualTo(21 + 8);
        assertThat(code.path()).startsWith("M4 4h7v1h-7z").doesNotContain("M3 ", " 3h");
    }

    @Test
    void holds_the_longest_address_there_can_be_and_says_when_it_does_not() {
        assertThat(QrCode.of("x".repeat(2_000)).size()).isLessThanOrEqualTo(177 + 8);
        assertThatThrownBy(() -> QrCode.of("x".repeat(3_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
