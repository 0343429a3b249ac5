package io.lightwave.token.resource;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.key.Algorithm;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a resource server may be registered with; every refusal names its field.
final class ResourceRules {
    private static final int MAXIMUM_ITEMS = 100;
    private static final int MAXIMUM_URI = 2000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@-]{0,199}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    private static final Pattern CLIENT = Pattern.compile("[\\x21-\\x7E]{1,2000}");

    record Checked(String name, String uri, Set<String> clients, Set<String> scopes, TokenForm form) {}

    private ResourceRules() {}

    static Checked check(NewResourceServer asked) {
        return new Checked(
                name(asked.name()),
                uri(asked.uri()),
                clients(asked.clients()),
                scopes(asked.scopes()),
                form(asked.accessTokenType(), asked.accessTokenSigningAlg()));
    }

    /// Not ML-DSA, whose tokens are longer than what servers take in a header.
    static TokenForm form(@Nullable String type, @Nullable String algorithm) {
        if (type != null && !type.equals(TokenForm.ACCESS_TOKEN) && !type.equals(TokenForm.JWT)) {
            throw new InvalidFieldException("accessTokenType", "neither at+jwt nor JWT");
        }
        return new TokenForm(
                type == null ? TokenForm.STANDARD.type() : type,
                algorithm == null ? TokenForm.STANDARD.algorithm() : algorithm(algorithm));
    }

    private static Algorithm algorithm(String name) {
        return Algorithm.signing().stream()
                .filter(known -> !known.isMlDsa() && known.registeredName().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldException(
                        "accessTokenSigningAlg", "none of ES256, RS256, PS256, EdDSA, ES384, ES512"));
    }

    /// Client ids and SPIFFE IDs; they need not exist yet.
    static Set<String> clients(@Nullable List<String> values) {
        return items("clients", values, CLIENT, "not a client id");
    }

    static Set<String> scopes(@Nullable List<String> values) {
        return items("scopes", values, SCOPE, "not a scope token (RFC 6749 §3.3)");
    }

    private static String name(@Nullable String value) {
        if (value == null || !NAME.matcher(value).matches() || isUuid(value)) {
            throw new InvalidFieldException("name", "not 1 to 200 letters, digits and . _ ~ @ -, or a UUID");
        }
        return value;
    }

    /// RFC 8707 §2: absolute and without fragment.
    private static String uri(@Nullable String value) {
        try {
            if (value != null && value.length() <= MAXIMUM_URI) {
                URI uri = URI.create(value);
                if (uri.isAbsolute() && uri.getRawFragment() == null) {
                    return value;
                }
            }
        } catch (IllegalArgumentException notAUri) {
            // refused below like every other value
        }
        throw new InvalidFieldException("uri", "not an absolute URI without fragment (RFC 8707 §2)");
    }

    private static Set<String> items(String field, @Nullable List<String> values, Pattern form, String refusal) {
        if (values == null) {
            return Set.of();
        }
        if (values.size() > MAXIMUM_ITEMS) {
            throw new InvalidFieldException(field, "more than " + MAXIMUM_ITEMS);
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null || !form.matcher(values.get(i)).matches()) {
                throw new InvalidFieldException(field + "[" + i + "]", refusal);
            }
        }
        return new LinkedHashSet<>(values);
    }

    private static boolean isUuid(String value) {
        try {
            UUID.fromString(value);
            return true;
        } catch (IllegalArgumentException notAUuid) {
            return false;
        }
    }
}
