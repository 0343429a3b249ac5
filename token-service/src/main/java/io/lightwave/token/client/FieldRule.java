package io.lightwave.token.client;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.jws.ForeignKeys;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What one field of a client's metadata may be.
@FunctionalInterface
interface FieldRule {
    int MAXIMUM_ITEMS = 100;
    int MAXIMUM_URI = 2000;
    int MAXIMUM_TEXT = 500;
    int ZERO_WIDTH_NON_JOINER = 0x200C;
    int ZERO_WIDTH_JOINER = 0x200D;
    int MAXIMUM_KEYS = 10;
    int MAXIMUM_AGE = 10 * 365 * 24 * 3600;
    Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    Pattern NAME = Pattern.compile("[\\x21-\\x7E]{1,200}");

    /// The value as it is kept.
    ///
    /// @param field how the refusal names the field
    /// @throws InvalidFieldException when it is not acceptable
    JsonNode check(String field, JsonNode value);

    /// @param parse throws an [IllegalArgumentException] at what it does not accept
    static FieldRule text(UnaryOperator<String> parse) {
        return (field, value) -> JsonNodeFactory.instance.stringNode(parsed(field, value, parse));
    }

    /// @param parse of each, as for [#text]
    static FieldRule list(UnaryOperator<String> parse) {
        return (field, value) -> {
            if (!value.isArray()) {
                throw new InvalidFieldException(field, "not a list");
            }
            if (value.size() > MAXIMUM_ITEMS) {
                throw new InvalidFieldException(field, "more than " + MAXIMUM_ITEMS);
            }
            var parsed = new LinkedHashSet<String>();
            for (int i = 0; i < value.size(); i++) {
                parsed.add(parsed(field + "[" + i + "]", value.get(i), parse));
            }
            var kept = JsonNodeFactory.instance.arrayNode();
            parsed.forEach(kept::add);
            return kept;
        };
    }

    static FieldRule flag() {
        return (field, value) -> {
            if (!value.isBoolean()) {
                throw new InvalidFieldException(field, "neither true nor false");
            }
            return value;
        };
    }

    static FieldRule seconds() {
        return (field, value) -> {
            if (!value.isIntegralNumber()
                    || !value.canConvertToInt()
                    || value.intValue() < 0
                    || value.intValue() > MAXIMUM_AGE) {
                throw new InvalidFieldException(field, "not a number of seconds");
            }
            return value;
        };
    }

    /// Public keys, none of them weak.
    static FieldRule keys() {
        return (field, value) -> new JsonMapper().readTree(keys(field, value).toString(true));
    }

    static UnaryOperator<String> oneOf(Collection<String> supported) {
        return value -> {
            if (!supported.contains(value)) {
                throw new IllegalArgumentException(
                        supported.isEmpty()
                                ? "not supported"
                                : "none of those that are supported: " + String.join(", ", supported));
            }
            return value;
        };
    }

    /// Text of 1 to 500 characters that people can see: no control characters, and none that turn the direction of what
    /// they are shown beside it, such as the host that vouches for a name.
    static String words(String value) {
        if (value.isBlank()
                || value.length() > MAXIMUM_TEXT
                || value.codePoints().anyMatch(FieldRule::isUnseen)) {
            throw new IllegalArgumentException("not a text of 1 to " + MAXIMUM_TEXT + " characters that can be seen");
        }
        return value;
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER; // letters need these
            default -> false;
        };
    }

    private static boolean hasUnseen(JsonNode value) {
        return Stream.concat(
                                value.propertyNames().stream(),
                                Stream.of(value).filter(JsonNode::isString).map(JsonNode::stringValue))
                        .anyMatch(text -> text.codePoints().anyMatch(FieldRule::isUnseen))
                || value.valueStream().anyMatch(FieldRule::hasUnseen);
    }

    /// A distinguished name (RFC 4514).
    static String distinguishedName(String value) {
        String name = words(value);
        try {
            var _ = new X500Principal(name);
            return name;
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a distinguished name (RFC 4514)", malformed);
        }
    }

    /// An IP address, IPv6 in any of its spellings (RFC 8705 §2.1.2).
    static String ipAddress(String value) {
        try {
            var address = InetAddress.ofLiteral(value);
            if (!(address instanceof Inet6Address scoped) || scoped.getScopeId() == 0) {
                return value;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new IllegalArgumentException("not an IP address");
    }

    /// An `https` URL without user information or fragment.
    static String url(String value) {
        URI uri = uri(value);
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an address with a fragment");
        }
        return value;
    }

    /// An `https` URL; a fragment may carry the content's hash (OpenID Connect Core §6.2).
    static String requestUri(String value) {
        uri(value);
        return value;
    }

    /// An absolute URI or a bare name.
    static String audience(String value) {
        boolean acceptable = value.indexOf(':') < 0 ? NAME.matcher(value).matches() : isAbsoluteUri(value);
        if (!acceptable) {
            throw new IllegalArgumentException("neither an absolute URI without fragment nor a name");
        }
        return value;
    }

    /// A client id or SPIFFE ID.
    static String name(String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("not a client id or SPIFFE ID");
        }
        return value;
    }

    /// The name of a type of authorization details; it need not exist yet.
    static String detailsType(String value) {
        if (!SCOPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not the name of a type of authorization details");
        }
        return value;
    }

    /// RFC 6749 §3.3.
    static String scope(String value) {
        if (!SCOPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a scope token (RFC 6749 §3.3)");
        }
        return value;
    }

    private static String parsed(String field, JsonNode value, UnaryOperator<String> parse) {
        if (!value.isString()) {
            throw new InvalidFieldException(field, "not a text");
        }
        try {
            return parse.apply(value.stringValue());
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, String.valueOf(e.getMessage()));
        }
    }

    private static URI uri(String value) {
        try {
            URI uri = new URI(value);
            if (value.length() <= MAXIMUM_URI
                    && "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.toASCIIString().equals(value)) {
                return uri;
            }
        } catch (URISyntaxException notAUri) {
            // refused below
        }
        throw new IllegalArgumentException("not an https address");
    }

    private static boolean isAbsoluteUri(String value) {
        try {
            URI uri = new URI(value);
            return value.length() <= MAXIMUM_URI && uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (URISyntaxException notAUri) {
            return false;
        }
    }

    private static JWKSet keys(String field, JsonNode value) {
        JWKSet keys;
        try {
            keys = JWKSet.parse(value.toString());
        } catch (ParseException e) {
            throw new InvalidFieldException(field, "not a JWK set (RFC 7517)");
        }
        if (keys.isEmpty() || keys.size() > MAXIMUM_KEYS) {
            throw new InvalidFieldException(field, "not 1 to " + MAXIMUM_KEYS + " keys");
        }
        if (hasUnseen(value)) {
            throw new InvalidFieldException(field, "has characters that cannot be seen");
        }
        var ids = new HashSet<String>();
        for (JWK key : keys.getKeys()) {
            if (key.isPrivate() || !ForeignKeys.isAcceptable(key)) {
                throw new InvalidFieldException(
                        field,
                        "not public keys on P-256, P-384, P-521, Ed25519 or X25519, or RSA of 2048 bits or more");
            }
            if (key.getKeyID() != null && !ids.add(key.getKeyID())) {
                throw new InvalidFieldException(field, "a kid comes twice");
            }
        }
        return keys;
    }
}
