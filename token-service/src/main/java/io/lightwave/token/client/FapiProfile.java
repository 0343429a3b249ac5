package io.lightwave.token.client;

import static io.lightwave.token.client.MetadataField.DPOP_BOUND_ACCESS_TOKENS;
import static io.lightwave.token.client.MetadataField.REQUIRE_PKCE;
import static io.lightwave.token.client.MetadataField.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS;
import static io.lightwave.token.client.MetadataField.RESPONSE_TYPES;
import static io.lightwave.token.client.MetadataField.SECURITY_PROFILE;
import static io.lightwave.token.client.MetadataField.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS;
import static io.lightwave.token.client.MetadataField.TOKEN_ENDPOINT_AUTH_METHOD;

import io.lightwave.directory.InvalidFieldException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the FAPI 2.0 Security Profile (final) asks of a client that is registered for it, §5.3.2: it proves itself by a
/// key or certificate, pushes its requests with PKCE, gets only tokens that are bound, and signs and is signed for by
/// PS256, ES256 or EdDSA (§5.4.1).
public final class FapiProfile {
    /// The algorithms of §5.4.1, as JWS names them; the last by both of its names (RFC 9864 §2.2).
    public static final List<String> ALGORITHMS = List.of("PS256", "ES256", "EdDSA", "Ed25519");

    static final String NAME = "fapi2";

    private static final Set<AuthenticationMethod> METHODS = EnumSet.of(
            AuthenticationMethod.PRIVATE_KEY_JWT,
            AuthenticationMethod.TLS_CLIENT_AUTH,
            AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
    private static final Set<MetadataField> SIGNING = EnumSet.of(
            MetadataField.ID_TOKEN_SIGNED_RESPONSE_ALG,
            MetadataField.USERINFO_SIGNED_RESPONSE_ALG,
            MetadataField.AUTHORIZATION_SIGNED_RESPONSE_ALG,
            MetadataField.INTROSPECTION_SIGNED_RESPONSE_ALG,
            MetadataField.REQUEST_OBJECT_SIGNING_ALG,
            MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG);

    private FapiProfile() {}

    /// Whether the client is held to it.
    public static boolean concerns(Client client) {
        return client.metadata().text(SECURITY_PROFILE).isPresent();
    }

    /// Sets what goes without saying.
    static void complete(Map<MetadataField, JsonNode> values) {
        if (values.containsKey(SECURITY_PROFILE)) {
            values.putIfAbsent(REQUIRE_PUSHED_AUTHORIZATION_REQUESTS, JsonNodeFactory.instance.booleanNode(true));
            for (MetadataField field : List.of(
                    MetadataField.ID_TOKEN_SIGNED_RESPONSE_ALG, MetadataField.AUTHORIZATION_SIGNED_RESPONSE_ALG)) {
                values.putIfAbsent(field, JsonNodeFactory.instance.stringNode(ALGORITHMS.getFirst()));
            }
        }
    }

    /// @throws InvalidFieldException when the client is to be held to it and something speaks against it
    static void require(ClientMetadata metadata) {
        if (metadata.text(SECURITY_PROFILE).isEmpty()) {
            return;
        }
        if (!METHODS.contains(metadata.authenticationMethod())) {
            refuse(TOKEN_ENDPOINT_AUTH_METHOD, "private_key_jwt or a certificate");
        }
        if (!metadata.flag(REQUIRE_PUSHED_AUTHORIZATION_REQUESTS)) {
            refuse(REQUIRE_PUSHED_AUTHORIZATION_REQUESTS, "true");
        }
        if (!metadata.requiresPkce()) {
            refuse(REQUIRE_PKCE, "true");
        }
        if (metadata.responseTypes().stream().anyMatch(ResponseType::handsOutTokens)) {
            refuse(RESPONSE_TYPES, "code alone");
        }
        if (!metadata.flag(DPOP_BOUND_ACCESS_TOKENS) && !metadata.flag(TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS)) {
            refuse(DPOP_BOUND_ACCESS_TOKENS, "this or tlsClientCertificateBoundAccessTokens");
        }
        for (MetadataField field : SIGNING) {
            if (metadata.text(field)
                    .filter(algorithm -> !ALGORITHMS.contains(algorithm))
                    .isPresent()) {
                refuse(field, "one of " + String.join(", ", ALGORITHMS));
            }
        }
    }

    private static void refuse(MetadataField field, String needed) {
        throw new InvalidFieldException(field.restName(), "FAPI 2.0 wants " + needed);
    }
}
