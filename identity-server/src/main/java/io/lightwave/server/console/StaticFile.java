package io.lightwave.server.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// One file of the console, compressed once.
final class StaticFile {
    private static final String ROOT = "META-INF/resources/console/";
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("json", "application/json"),
            Map.entry("md", "text/plain;charset=utf-8"),
            Map.entry("txt", "text/plain;charset=utf-8"),
            Map.entry("woff2", "font/woff2"));

    private final String type;
    private final byte[] content;
    private final byte[] gzipped;
    private final String tag;

    private StaticFile(String type, byte[] content, byte[] gzipped, String tag) {
        this.type = type;
        this.content = content;
        this.gzipped = gzipped;
        this.tag = tag;
    }

    /// @param path below `/console/`; empty when there is no such file, or it is of a kind that is not served
    static Optional<StaticFile> read(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream stream = StaticFile.class.getClassLoader().getResourceAsStream(ROOT + path)) {
            return stream == null ? Optional.empty() : Optional.of(of(type, stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StaticFile of(String type, byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return new StaticFile(type, content, packed.toByteArray(), tag(content));
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    String type() {
        return type;
    }

    /// Its entity tag.
    String tag() {
        return tag;
    }

    /// Whether `gzip` makes it shorter.
    boolean compresses() {
        return gzipped.length < content.length;
    }

    byte[] content() {
        return content;
    }

    byte[] gzipped() {
        return gzipped;
    }
}
