package io.lightwave.token.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// The style sheet, the icon and the script, under names that change with their content.
final class Assets {
    static final byte[] STYLE = read("style.css");
    static final byte[] ICON = read("icon.svg");
    static final byte[] SCRIPT = read("passkey.js");
    static final String VERSION = version();

    /// Sends the page's form.
    static final String SUBMIT = "document.forms[0].submit()";

    static final String SUBMIT_HASH = "sha256-" + Base64.getEncoder().encodeToString(sha256(bytes(SUBMIT)));

    private Assets() {}

    private static byte[] read(String name) {
        try (var in = Assets.class.getClassLoader().getResourceAsStream(Pages.FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("missing " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        byte[] all = ByteBuffer.allocate(STYLE.length + ICON.length + SCRIPT.length)
                .put(STYLE)
                .put(ICON)
                .put(SCRIPT)
                .array();
        return HexFormat.of().formatHex(sha256(all), 0, 8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
