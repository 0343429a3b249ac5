package io.lightwave.token.client;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import io.lightwave.token.key.Algorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a client may be registered with; every refusal names its field.
final class ClientRules {
    private static final int MAXIMUM_ITEMS = 100;
    private static final int MAXIMUM_URI = 2000;
    private static final int MAXIMUM_KEYS = 10;
    private static final int LEAST_RSA_BITS = 2048;
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@:-]{0,199}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7E]{1,200}");

    private ClientRules() {}

    /// A client id is no UUID, SPIFFE ID or other URI with an authority, so that it can never be taken for a
    /// subject's id, a workload or a trusted issuer (contract, "Tokens: who is who").
    static String clientId(@Nullable String value) {
        if (value == null || !isClientId(value)) {
            throw new InvalidFieldException("clientId", "not 1 to 200 letters, digits and . _ ~ @ : -");
        }
        if (value.regionMatches(true, 0, "spiffe:", 0, 7)) {
            throw new InvalidFieldException("clientId", "a spiffe: URI names a workload");
        }
        if (isUuid(value)) {
            throw new InvalidFieldException("clientId", "a UUID names a subject by its id");
        }
        return value;
    }

    static boolean isClientId(String value) {
        return CLIENT_ID.matcher(value).matches();
    }

    /// Without `grantTypes`, a client with redirect URIs gets the authorization code, any other the client
    /// credentials grant.
    static ClientMetadata metadata(NewClient asked) {
        var method = method(asked.tokenEndpointAuthMethod());
        List<String> grants = asked.grantTypes() != null
                ? asked.grantTypes()
                : List.of(
                        asked.redirectUris() == null || asked.redirectUris().isEmpty()
                                ? GrantType.CLIENT_CREDENTIALS.value()
                                : GrantType.AUTHORIZATION_CODE.value());
        return metadata(
                Set.of(method),
                new ClientChange(
                        true,
                        grants,
                        asked.redirectUris(),
                        asked.jwks(),
                        asked.audiences(),
                        asked.scopes(),
                        asked.idTokenSignedResponseAlg()));
    }

    static ClientMetadata metadata(Set<AuthenticationMethod> methods, ClientChange asked) {
        var metadata = new ClientMetadata(
                items(
                        "grantTypes",
                        asked.grantTypes(),
                        value -> GrantType.of(value)
                                .filter(type -> type != GrantType.TOKEN_EXCHANGE)
                                .orElseThrow(
                                        () -> new IllegalArgumentException("not a grant type that clients can use"))),
                items("redirectUris", asked.redirectUris(), RedirectUri::new),
                methods,
                Optional.ofNullable(asked.jwks()).filter(node -> !node.isNull()).map(ClientRules::keys),
                items("audiences", asked.audiences(), ClientRules::audience),
                items("scopes", asked.scopes(), ClientRules::scope),
                algorithm(asked.idTokenSignedResponseAlg()));
        requireAgreement(metadata);
        return metadata;
    }

    /// An absolute URI or a bare name.
    static String audience(String value) {
        boolean acceptable = value.indexOf(':') < 0 ? NAME.matcher(value).matches() : isAbsoluteUri(value);
        if (!acceptable) {
            throw new IllegalArgumentException("neither an absolute URI without fragment nor a name");
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

    static <T> Set<T> items(String field, @Nullable List<String> values, Function<String, T> parse) {
        var parsed = new LinkedHashSet<T>();
        if (values == null) {
            return parsed;
        }
        if (values.size() > MAXIMUM_ITEMS) {
            throw new InvalidFieldException(field, "more than " + MAXIMUM_ITEMS);
        }
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            try {
                parsed.add(parse.apply(value == null ? "" : value));
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException(field + "[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return parsed;
    }

    private static AuthenticationMethod method(@Nullable String value) {
        return value == null
                ? AuthenticationMethod.CLIENT_SECRET_BASIC
                : AuthenticationMethod.of(value)
                        .orElseThrow(() -> new InvalidFieldException(
                                "tokenEndpointAuthMethod", "not an authentication method that is supported"));
    }

    private static Algorithm algorithm(@Nullable String value) {
        if (value == null) {
            return Algorithm.RS256;
        }
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.name().equals(value)) {
                return algorithm;
            }
        }
        throw new InvalidFieldException("idTokenSignedResponseAlg", "neither RS256 nor ES256");
    }

    private static void requireAgreement(ClientMetadata metadata) {
        boolean byKey = metadata.authenticationMethod() == AuthenticationMethod.PRIVATE_KEY_JWT;
        if (byKey != metadata.keys().isPresent()) {
            throw new InvalidFieldException("jwks", byKey ? "needed for private_key_jwt" : "only for private_key_jwt");
        }
        if (metadata.grantTypes().contains(GrantType.AUTHORIZATION_CODE)
                && metadata.redirectUris().isEmpty()) {
            throw new InvalidFieldException("redirectUris", "needed for authorization_code");
        }
        if (metadata.grantTypes().contains(GrantType.CLIENT_CREDENTIALS)
                && metadata.authenticationMethod() == AuthenticationMethod.NONE) {
            throw new InvalidFieldException("grantTypes", "client_credentials is not for a client that proves nothing");
        }
    }

    private static JWKSet keys(JsonNode node) {
        JWKSet keys;
        try {
            keys = JWKSet.parse(node.toString());
        } catch (ParseException e) {
            throw new InvalidFieldException("jwks", "not a JWK set (RFC 7517)");
        }
        if (keys.isEmpty() || keys.size() > MAXIMUM_KEYS) {
            throw new InvalidFieldException("jwks", "not 1 to " + MAXIMUM_KEYS + " keys");
        }
        var ids = new HashSet<String>();
        for (JWK key : keys.getKeys()) {
            if (key.isPrivate() || !isAcceptable(key)) {
                throw new InvalidFieldException(
                        "jwks", "not public signature keys on P-256 or Ed25519, or RSA of at least 2048 bits");
            }
            if (key.getKeyID() != null && !ids.add(key.getKeyID())) {
                throw new InvalidFieldException("jwks", "a kid comes twice");
            }
        }
        return keys;
    }

    private static boolean isAcceptable(JWK key) {
        if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
            return false;
        }
        return switch (key) {
            case ECKey ec -> ec.getCurve().equals(com.nimbusds.jose.jwk.Curve.P_256);
            case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS && rsa.size() <= 8192;
            case OctetKeyPair pair -> pair.getCurve().equals(com.nimbusds.jose.jwk.Curve.Ed25519);
            default -> false;
        };
    }

    private static boolean isAbsoluteUri(String value) {
        try {
            URI uri = new URI(value);
            return value.length() <= MAXIMUM_URI && uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (URISyntaxException notAUri) {
            return false;
        }
    }

    private static boolean isUuid(String value) {
        try {
            SubjectId.parse(value.toLowerCase(java.util.Locale.ROOT));
            return true;
        } catch (IllegalArgumentException notAUuid) {
            return false;
        }
    }
}
