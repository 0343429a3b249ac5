package io.lightwave.token.client;

import static io.lightwave.token.client.MetadataField.APPLICATION_TYPE;
import static io.lightwave.token.client.MetadataField.GRANT_TYPES;
import static io.lightwave.token.client.MetadataField.ID_TOKEN_SIGNED_RESPONSE_ALG;
import static io.lightwave.token.client.MetadataField.JWKS;
import static io.lightwave.token.client.MetadataField.JWKS_URI;
import static io.lightwave.token.client.MetadataField.REDIRECT_URIS;
import static io.lightwave.token.client.MetadataField.RESPONSE_TYPES;
import static io.lightwave.token.client.MetadataField.SUBJECT_TYPE;
import static io.lightwave.token.client.MetadataField.TOKEN_ENDPOINT_AUTH_METHOD;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a client may be registered with as a whole; every refusal names its field.
final class ClientRules {
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@:-]{0,199}");
    private static final Map<MetadataField, MetadataField> ENCRYPTION = Map.of(
            MetadataField.ID_TOKEN_ENCRYPTED_RESPONSE_ENC, MetadataField.ID_TOKEN_ENCRYPTED_RESPONSE_ALG,
            MetadataField.USERINFO_ENCRYPTED_RESPONSE_ENC, MetadataField.USERINFO_ENCRYPTED_RESPONSE_ALG,
            MetadataField.REQUEST_OBJECT_ENCRYPTION_ENC, MetadataField.REQUEST_OBJECT_ENCRYPTION_ALG,
            MetadataField.AUTHORIZATION_ENCRYPTED_RESPONSE_ENC, MetadataField.AUTHORIZATION_ENCRYPTED_RESPONSE_ALG,
            MetadataField.INTROSPECTION_ENCRYPTED_RESPONSE_ENC, MetadataField.INTROSPECTION_ENCRYPTED_RESPONSE_ALG);
    private static final Set<MetadataField> NEED_KEYS_TO_ENCRYPT = Set.of(
            MetadataField.ID_TOKEN_ENCRYPTED_RESPONSE_ALG,
            MetadataField.USERINFO_ENCRYPTED_RESPONSE_ALG,
            MetadataField.AUTHORIZATION_ENCRYPTED_RESPONSE_ALG,
            MetadataField.INTROSPECTION_ENCRYPTED_RESPONSE_ALG);

    private static final Set<MetadataField> CERTIFICATE_NAMES = EnumSet.of(
            MetadataField.TLS_CLIENT_AUTH_SUBJECT_DN,
            MetadataField.TLS_CLIENT_AUTH_SAN_DNS,
            MetadataField.TLS_CLIENT_AUTH_SAN_URI,
            MetadataField.TLS_CLIENT_AUTH_SAN_IP,
            MetadataField.TLS_CLIENT_AUTH_SAN_EMAIL);

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

    /// Checks every field and all of them together. Without `grant_types`, a client with redirect URIs gets the
    /// authorization code, any other the client credentials grant.
    static ClientMetadata metadata(Map<MetadataField, JsonNode> asked) {
        var values = new EnumMap<MetadataField, JsonNode>(MetadataField.class);
        asked.forEach((field, value) -> values.put(field, field.check(value)));
        complete(values);
        var metadata = new ClientMetadata(values);
        requireAgreement(metadata);
        return metadata;
    }

    private static void complete(Map<MetadataField, JsonNode> values) {
        FapiProfile.complete(values);
        putIfAbsent(values, TOKEN_ENDPOINT_AUTH_METHOD, AuthenticationMethod.CLIENT_SECRET_BASIC.value());
        putIfAbsent(values, ID_TOKEN_SIGNED_RESPONSE_ALG, "RS256");
        putIfAbsent(values, APPLICATION_TYPE, hasPrivateUse(values.get(REDIRECT_URIS)) ? "native" : "web");
        putIfAbsent(values, SUBJECT_TYPE, "public");
        if (JsonNodeFactory.instance.stringNode("pairwise").equals(values.get(SUBJECT_TYPE))) {
            putIfAbsent(values, MetadataField.ACCESS_TOKEN_FORMAT, "opaque");
        }
        ENCRYPTION.forEach((content, management) -> {
            if (values.containsKey(management)) {
                putIfAbsent(values, content, Capabilities.DEFAULT_CONTENT_ENCRYPTION);
            }
        });
        boolean redirects =
                values.containsKey(REDIRECT_URIS) && !values.get(REDIRECT_URIS).isEmpty();
        putIfAbsent(
                values,
                GRANT_TYPES,
                List.of((redirects ? GrantType.AUTHORIZATION_CODE : GrantType.CLIENT_CREDENTIALS).value()));
        putIfAbsent(
                values,
                RESPONSE_TYPES,
                contains(values.get(GRANT_TYPES), GrantType.AUTHORIZATION_CODE.value()) ? List.of("code") : List.of());
        for (MetadataField list : List.of(REDIRECT_URIS, MetadataField.AUDIENCES, MetadataField.SCOPES)) {
            putIfAbsent(values, list, List.of());
        }
    }

    private static void requireAgreement(ClientMetadata metadata) {
        requireKeys(metadata);
        requireRedirects(metadata);
        requireSector(metadata);
        FapiProfile.require(metadata);
        AuthenticationMethod method = metadata.authenticationMethod();
        if (method == AuthenticationMethod.NONE) {
            metadata.grantTypes().stream()
                    .filter(GrantType::needsProof)
                    .findFirst()
                    .ifPresent(type -> refuse(GRANT_TYPES, type.value() + " is not for a client that proves nothing"));
        }
        if (!metadata.requiresPkce() && method == AuthenticationMethod.NONE) {
            refuse(MetadataField.REQUIRE_PKCE, "a client that proves nothing needs PKCE");
        }
        if (metadata.value(MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG).isPresent() && !method.isAssertion()) {
            refuse(MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG, "only for a client that signs assertions");
        }
        metadata.text(MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG)
                .filter(algorithm -> algorithm.equals("HS256") != (method == AuthenticationMethod.CLIENT_SECRET_JWT))
                .ifPresent(_ -> refuse(
                        MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG, "HS256 goes together with client_secret_jwt"));
        long names = CERTIFICATE_NAMES.stream()
                .filter(field -> metadata.value(field).isPresent())
                .count();
        if (names != (method == AuthenticationMethod.TLS_CLIENT_AUTH ? 1 : 0)) {
            refuse(
                    MetadataField.TLS_CLIENT_AUTH_SUBJECT_DN,
                    "tls_client_auth takes exactly one of the names of a certificate, others none (RFC 8705 §2.1.2)");
        }
        ENCRYPTION.forEach((content, management) -> {
            if (metadata.value(content).isPresent()
                    && metadata.value(management).isEmpty()) {
                refuse(content, "only together with " + management.restName());
            }
        });
    }

    private static void requireKeys(ClientMetadata metadata) {
        boolean byValue = metadata.keys().isPresent();
        boolean byAddress = metadata.value(JWKS_URI).isPresent();
        if (byValue && byAddress) {
            refuse(JWKS_URI, "either jwks or jwksUri (RFC 7591 §2)");
        }
        boolean needed = metadata.authenticationMethod() == AuthenticationMethod.PRIVATE_KEY_JWT
                || metadata.authenticationMethod() == AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH
                || NEED_KEYS_TO_ENCRYPT.stream()
                        .anyMatch(field -> metadata.value(field).isPresent());
        if (needed && !byValue && !byAddress) {
            refuse(JWKS, "this or jwksUri is needed, to authenticate the client or to encrypt for it");
        }
    }

    private static void requireRedirects(ClientMetadata metadata) {
        boolean codes = metadata.grantTypes().contains(GrantType.AUTHORIZATION_CODE);
        boolean implicit = metadata.grantTypes().contains(GrantType.IMPLICIT);
        if ((codes || implicit) && metadata.redirectUris().isEmpty()) {
            refuse(REDIRECT_URIS, "needed for authorization_code and implicit");
        }
        if (codes != metadata.responseTypes().stream().anyMatch(ResponseType::givesCode)) {
            refuse(RESPONSE_TYPES, "code goes together with the grant type authorization_code (RFC 7591 §2.1)");
        }
        if (implicit != metadata.responseTypes().stream().anyMatch(ResponseType::handsOutTokens)) {
            refuse(RESPONSE_TYPES, "id_token and token go together with the grant type implicit (RFC 7591 §2.1)");
        }
        if (implicit) {
            requireImplicit(metadata);
        }
        if (metadata.redirectUris().stream().anyMatch(RedirectUri::isPrivateUse)
                && !metadata.text(APPLICATION_TYPE).equals(Optional.of("native"))) {
            refuse(REDIRECT_URIS, "a private-use scheme is for applicationType native (RFC 8252 §7.1)");
        }
        metadata.address(MetadataField.FRONTCHANNEL_LOGOUT_URI)
                .filter(uri -> metadata.redirectUris().stream()
                        .noneMatch(redirect -> sameOrigin(uri, URI.create(redirect.value()))))
                .ifPresent(_ -> refuse(
                        MetadataField.FRONTCHANNEL_LOGOUT_URI,
                        "not of the scheme, host and port of a redirect URI (Front-Channel Logout §2)"));
    }

    /// OpenID Connect Registration §2 `application_type`. Nobody can prove a key where tokens are handed out.
    private static void requireImplicit(ClientMetadata metadata) {
        boolean web = metadata.text(APPLICATION_TYPE).equals(Optional.of("web"));
        if (web && metadata.redirectUris().stream().anyMatch(uri -> !isPublicHttps(URI.create(uri.value())))) {
            refuse(REDIRECT_URIS, "a web application has https, and not localhost, for the grant type implicit");
        }
        if (metadata.responseTypes().stream().anyMatch(ResponseType::givesAccessToken)
                && (metadata.flag(MetadataField.DPOP_BOUND_ACCESS_TOKENS)
                        || metadata.flag(MetadataField.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS))) {
            refuse(RESPONSE_TYPES, "no token, which could not be bound, for a client whose tokens are");
        }
    }

    private static boolean isPublicHttps(URI uri) {
        return uri.getScheme().equals("https") && !"localhost".equalsIgnoreCase(uri.getHost());
    }

    /// A JWT for anybody to read would tell what a pairwise subject hides.
    private static void requireSector(ClientMetadata metadata) {
        if (!metadata.text(SUBJECT_TYPE).equals(Optional.of("pairwise"))) {
            return;
        }
        if (!metadata.text(MetadataField.ACCESS_TOKEN_FORMAT).equals(Optional.of("opaque"))) {
            refuse(MetadataField.ACCESS_TOKEN_FORMAT, "opaque goes together with subjectType pairwise");
        }
        long hosts = metadata.redirectUris().stream()
                .map(uri -> Optional.ofNullable(URI.create(uri.value()).getHost()))
                .distinct()
                .count();
        boolean nameless = metadata.redirectUris().stream().anyMatch(RedirectUri::isPrivateUse);
        if (metadata.value(MetadataField.SECTOR_IDENTIFIER_URI).isEmpty() && (hosts != 1 || nameless)) {
            refuse(
                    MetadataField.SECTOR_IDENTIFIER_URI,
                    "needed for pairwise subjects, unless all redirect URIs have one host (Registration §5)");
        }
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(String.valueOf(other.getHost()))
                && one.getPort() == other.getPort();
    }

    private static boolean contains(@Nullable JsonNode list, String value) {
        return list != null && list.valueStream().anyMatch(item -> value.equals(item.stringValue()));
    }

    private static boolean hasPrivateUse(@Nullable JsonNode redirectUris) {
        return redirectUris != null
                && redirectUris.valueStream().anyMatch(uri -> new RedirectUri(uri.stringValue()).isPrivateUse());
    }

    private static void putIfAbsent(Map<MetadataField, JsonNode> values, MetadataField field, String value) {
        values.putIfAbsent(field, JsonNodeFactory.instance.stringNode(value));
    }

    private static void putIfAbsent(Map<MetadataField, JsonNode> values, MetadataField field, List<String> list) {
        var array = JsonNodeFactory.instance.arrayNode();
        list.forEach(array::add);
        values.putIfAbsent(field, array);
    }

    private static void refuse(MetadataField field, String detail) {
        throw new InvalidFieldException(field.restName(), detail);
    }

    private static boolean isUuid(String value) {
        try {
            SubjectId.parse(value.toLowerCase(Locale.ROOT));
            return true;
        } catch (IllegalArgumentException notAUuid) {
            return false;
        }
    }
}
