package io.lightwave.server.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// One file of the console, compressed once: by Brotli when the console was built, by gzip when it is first asked for.
final class StaticFile {
    private static final String ROOT = "META-INF/resources/console/";
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern REFUSED = Pattern.compile(";q=0([.]0*)?$");
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
    private final Map<String, byte[]> encoded;
    private final String tag;

    private StaticFile(String type, byte[] content, Map<String, byte[]> encoded, String tag) {
        this.type = type;
        this.content = content;
        this.encoded = encoded;
        this.tag = tag;
    }

    /// @param path below `/console/`; empty when there is no such file, or it is of a kind that is not served
    static Optional<StaticFile> read(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return contentOf(path).map(content -> {
            Map<String, byte[]> encoded = new LinkedHashMap<>();
            contentOf(path + ".br").ifPresent(packed -> encoded.put("br", packed));
            byte[] packed = gzipped(content);
            if (packed.length < content.length) {
                encoded.put("gzip", packed);
            }
            return new StaticFile(type, content, encoded, tag(content));
        });
    }

    private static Optional<byte[]> contentOf(String path) {
        try (InputStream stream = StaticFile.class.getClassLoader().getResourceAsStream(ROOT + path)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzipped(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    String type() {
        return type;
    }

    /// Its entity tag, a weak one: it is the same whatever the encoding (RFC 9110 §8.8.3.3).
    String tag() {
        return tag;
    }

    byte[] content() {
        return content;
    }

    /// The file in the shortest content coding of those that a client takes; empty when it takes none that makes it
    /// shorter.
    ///
    /// @param accepted the value of `Accept-Encoding` (RFC 9110 §12.5.3); null when there is none
    Optional<Map.Entry<String, byte[]>> encodedFor(@Nullable String accepted) {
        if (accepted == null) {
            return Optional.empty();
        }
        Set<String> codings = Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                .map(coding -> coding.replaceAll("\\s", ""))
                .filter(coding -> !REFUSED.matcher(coding).find())
                .map(coding -> coding.split(";", -1)[0])
                .collect(Collectors.toSet());
        return encoded.entrySet().stream()
                .filter(coding -> codings.contains(coding.getKey()))
                .findFirst();
    }
}
