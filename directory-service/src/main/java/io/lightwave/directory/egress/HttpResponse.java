package io.lightwave.directory.egress;

import io.lightwave.directory.Egress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one response of HTTP/1.1 (RFC 9112), strictly: 200 only, one framing, bounded headers and body.
final class HttpResponse {
    private static final Pattern STATUS = Pattern.compile("HTTP/1[.][01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int MAXIMUM_HEADER_BYTES = 32_768;
    private static final int MAXIMUM_CHUNK_LINE = 64;

    private final InputStream in;
    private int headerBytes = MAXIMUM_HEADER_BYTES;

    HttpResponse(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /// That what was sent has been taken: 200 or 204.
    void requireTaken() throws IOException {
        String status = status();
        if (status.equals("400")) {
            throw new Egress.RefusedException("the answer is 400");
        }
        if (!status.equals("200") && !status.equals("204")) {
            throw new IOException("the answer is " + status);
        }
    }

    private String status() throws IOException {
        var status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        return status.group(1);
    }

    byte[] body(int maximum) throws IOException {
        return body(maximum, Set.of("200"));
    }

    /// The same, or of 201.
    byte[] bodyOfWhatWasMade(int maximum) throws IOException {
        return body(maximum, Set.of("200", "201"));
    }

    private byte[] body(int maximum, Set<String> good) throws IOException {
        String status = status();
        if (!good.contains(status)) {
            throw new IOException("the answer is " + status);
        }
        Map<String, String> headers = headers();
        if (!"identity".equals(headers.getOrDefault("content-encoding", "identity"))) {
            throw new IOException("the answer is encoded");
        }
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding != null) {
            if (length != null || !"chunked".equalsIgnoreCase(coding)) {
                throw new IOException("the answer's framing is ambiguous");
            }
            return chunked(maximum);
        }
        return length == null ? untilTheEnd(maximum) : exactly(length(length, 10, maximum));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
                throw new IOException("the answer has a malformed header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (headers.put(name, line.substring(colon + 1).strip()) != null
                    && (name.equals("content-length") || name.equals("transfer-encoding"))) {
                throw new IOException("the answer's framing is ambiguous");
            }
        }
        return headers;
    }

    /// Without its CR LF. A bare CR or LF is refused (RFC 9112 §2.2 allows either; we choose the stricter).
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            headerBytes--;
            if (c < 0 || c == '\n' || headerBytes < 0) {
                throw new IOException("the answer's header is cut off, malformed or too long");
            }
            line.write(c);
        }
        if (in.read() != '\n') {
            throw new IOException("the answer's header is malformed");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String text, int radix, int maximum) throws IOException {
        if (!text.matches(radix == 10 ? "[0-9]{1,9}" : "[0-9A-Fa-f]{1,7}")) {
            throw new IOException("the answer is too large or its length malformed");
        }
        int length = Integer.parseInt(text, radix);
        if (length > maximum) {
            throw new IOException("the answer is larger than %d bytes".formatted(maximum));
        }
        return length;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the answer is cut off");
        }
        return body;
    }

    /// TLS tells the end from a cut (RFC 8446 §6.1).
    private byte[] untilTheEnd(int maximum) throws IOException {
        byte[] body = in.readNBytes(maximum);
        if (body.length == maximum && in.read() >= 0) {
            throw new IOException("the answer is larger than %d bytes".formatted(maximum));
        }
        return body;
    }

    private byte[] chunked(int maximum) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            headerBytes = MAXIMUM_CHUNK_LINE;
            int length = length(line(), 16, maximum - body.size());
            if (length == 0) {
                return body.toByteArray(); // what trailers may follow does not matter, the connection ends here
            }
            body.write(exactly(length));
            if (!line().isEmpty()) {
                throw new IOException("the answer's framing is malformed");
            }
        }
    }
}
