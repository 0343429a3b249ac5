package io.lightwave.token.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/// The parameters of one form POST. No name comes twice (RFC 6749 §3.2), `resource` and `audience` excepted
/// (RFC 8707 §2); a parameter without a value counts as not sent (RFC 6749 §3.2).
public final class FormParameters {
    private static final int MAXIMUM_BODY = 1024 * 1024;
    private static final int MAXIMUM_PARAMETERS = 64;
    private static final int MAXIMUM_VALUE = 64 * 1024;
    private static final Set<String> REPEATABLE = Set.of("resource", "audience");

    private final Map<String, List<String>> values;

    private FormParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /// Reads the body of a POST, and never the query: at most 1 MiB, 64 parameters, 64 KiB a value, UTF-8 without
    /// control characters.
    ///
    /// @throws MalformedRequestException when it is anything else
    /// @throws ErrorResponseException 413 when it is too large
    public static FormParameters read(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !isForm(type)) {
            throw new MalformedRequestException("the body is not application/x-www-form-urlencoded");
        }
        if (request.getContentLengthLong() > MAXIMUM_BODY) {
            throw new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
        }
        byte[] body = request.getInputStream().readNBytes(MAXIMUM_BODY + 1);
        if (body.length > MAXIMUM_BODY) {
            throw new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
        }
        return parse(body);
    }

    /// For a request made inside the server.
    public static FormParameters of(Map<String, String> values) {
        var lists = new HashMap<String, List<String>>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return new FormParameters(lists);
    }

    /// Reads a query string.
    ///
    /// @throws MalformedRequestException when it is not one
    public static FormParameters parse(String query) {
        return parse(query.getBytes(StandardCharsets.UTF_8));
    }

    /// As a query string again.
    public String encoded() {
        return values.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(value -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                                + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }

    static FormParameters parse(byte[] body) {
        var values = new LinkedHashMap<String, List<String>>();
        int count = 0;
        for (int start = 0; start < body.length; ) {
            int end = indexOf(body, (byte) '&', start, body.length);
            if (end > start) {
                if (++count > MAXIMUM_PARAMETERS) {
                    throw new MalformedRequestException("too many parameters");
                }
                int equals = indexOf(body, (byte) '=', start, end);
                put(values, decode(body, start, equals), decode(body, Math.min(equals + 1, end), end));
            }
            start = end + 1;
        }
        return new FormParameters(values);
    }

    private static void put(Map<String, List<String>> values, String name, String value) {
        List<String> before = values.putIfAbsent(name, List.of(value));
        if (before == null) {
            return;
        }
        if (!REPEATABLE.contains(name)) {
            throw new MalformedRequestException("a parameter is repeated");
        }
        var all = new ArrayList<>(before);
        all.add(value);
        values.put(name, List.copyOf(all));
    }

    public Optional<String> find(String name) {
        List<String> found = values.get(name);
        return found == null || found.getFirst().isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// The parameter's value.
    ///
    /// @throws MalformedRequestException when it was not sent
    public String require(String name) {
        return find(name).orElseThrow(() -> new MalformedRequestException("missing parameter " + name));
    }

    /// Every value of a parameter that may come several times.
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /// Everything that was sent.
    public Map<String, List<String>> everything() {
        return Map.copyOf(values);
    }

    /// A `charset` says nothing: the type has no parameters, and its text is UTF-8 (RFC 6749 appendix B, URL standard
    /// §5.1). Java's HTTP clients send `ISO-8859-1` unless they are told otherwise.
    public static boolean isForm(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().equalsIgnoreCase("application/x-www-form-urlencoded");
    }

    private static int indexOf(byte[] body, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    /// Decodes `application/x-www-form-urlencoded` text (RFC 6749 appendix B).
    ///
    /// @throws MalformedRequestException when it is not
    public static String decode(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        return decode(bytes, 0, bytes.length);
    }

    private static String decode(byte[] body, int from, int to) {
        var decoded = ByteBuffer.allocate(to - from);
        for (int i = from; i < to; i++) {
            byte b = body[i];
            if (b == '%') {
                if (i + 2 >= to) {
                    throw new MalformedRequestException("a parameter is not form-encoded");
                }
                b = (byte) (hex(body[i + 1]) << 4 | hex(body[i + 2]));
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            if ((b >= 0 && b < ' ') || b == 0x7F) {
                throw new MalformedRequestException("a parameter has a control character");
            }
            decoded.put(b);
        }
        if (decoded.position() > MAXIMUM_VALUE) {
            throw new MalformedRequestException("a parameter is too long");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRequestException("a parameter is not UTF-8");
        }
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        if (value < 0) {
            throw new MalformedRequestException("a parameter is not form-encoded");
        }
        return value;
    }

    @Override
    public String toString() {
        return "FormParameters" + values.keySet();
    }
}
