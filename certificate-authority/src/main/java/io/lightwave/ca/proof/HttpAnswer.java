package io.lightwave.ca.proof;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// One answer of HTTP/1.1 (RFC 9112), of a body that is no longer than a key authorization may be.
///
/// @param location empty when there is none
record HttpAnswer(int status, String location, String body) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1[.][01] ([1-5][0-9]{2})( .*)?");
    private static final int MOST_HEADER_BYTES = 16_384;
    private static final int MOST_BODY_BYTES = 1_024;

    static HttpAnswer read(InputStream stream) throws IOException {
        var in = new Lines(new BufferedInputStream(stream));
        var status = STATUS.matcher(in.line());
        if (!status.matches()) {
            throw new IOException("not HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a malformed header");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        byte[] body = chunked ? in.chunks() : in.octets(length(headers.getOrDefault("content-length", "")));
        return new HttpAnswer(
                Integer.parseInt(status.group(1)),
                headers.getOrDefault("location", ""),
                new String(body, StandardCharsets.ISO_8859_1));
    }

    /// Without an announced length the body ends with the connection.
    private static int length(String announced) {
        return announced.matches("[0-9]{1,4}")
                ? Math.min(Integer.parseInt(announced), MOST_BODY_BYTES)
                : MOST_BODY_BYTES;
    }

    private static final class Lines {
        private final InputStream in;
        private int left = MOST_HEADER_BYTES;

        Lines(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0 || left-- == 0) {
                    throw new IOException("a header cut off or too long");
                }
                if (octet != '\r') {
                    line.write(octet);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        byte[] octets(int most) throws IOException {
            return in.readNBytes(most);
        }

        byte[] chunks() throws IOException {
            var body = new ByteArrayOutputStream();
            while (body.size() <= MOST_BODY_BYTES) {
                String size = line().replaceFirst("[ ;].*", "");
                if (!size.matches("[0-9A-Fa-f]{1,4}")) {
                    throw new IOException("a malformed chunk");
                }
                int length = Integer.parseInt(size, 16);
                if (length == 0) {
                    break;
                }
                body.write(octets(length));
                line();
            }
            return body.toByteArray();
        }
    }
}
