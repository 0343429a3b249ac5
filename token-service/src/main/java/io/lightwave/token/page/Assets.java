package io.lightwave.token.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The style sheet and the icon, under names that change with their content.
final class Assets {
    static final byte[] STYLE = read("style.css");
    static final byte[] ICON = read("icon.svg");
    static final String VERSION = version();

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
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(STYLE);
            return HexFormat.of().formatHex(sha256.digest(ICON), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
