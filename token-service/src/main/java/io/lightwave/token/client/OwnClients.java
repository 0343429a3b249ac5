package io.lightwave.token.client;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.key.Algorithm;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Registers the server's own clients.
final class OwnClients implements ClientRegistry {
    private static final int LEAST_SECRET = 16;

    private final ClientRegistration registration;

    OwnClients(ClientRegistration registration) {
        this.registration = registration;
    }

    @Override
    public SubjectId ensureConfidential(TenantId tenant, String clientId, String secret) {
        if (secret.length() < LEAST_SECRET) {
            throw new IllegalArgumentException("a client secret has at least 16 characters");
        }
        var metadata = metadata(Map.of(
                MetadataField.GRANT_TYPES, list(GrantType.CLIENT_CREDENTIALS.value()),
                MetadataField.TOKEN_ENDPOINT_AUTH_METHOD, text(AuthenticationMethod.CLIENT_SECRET_BASIC.value())));
        return registration.ensure(
                tenant,
                ClientRules.clientId(clientId),
                metadata,
                Optional.of(secret),
                Optional.of(AuthenticationMethod.CLIENT_SECRET_POST));
    }

    @Override
    public SubjectId ensureConsole(TenantId tenant, Set<URI> redirectUris) {
        var metadata = metadata(Map.of(
                MetadataField.GRANT_TYPES,
                list(GrantType.AUTHORIZATION_CODE.value(), GrantType.REFRESH_TOKEN.value()),
                MetadataField.REDIRECT_URIS,
                list(redirectUris.stream().map(URI::toString).toArray(String[]::new)),
                MetadataField.TOKEN_ENDPOINT_AUTH_METHOD,
                text(AuthenticationMethod.NONE.value()),
                MetadataField.SCOPES,
                list("openid", "profile", "email"),
                MetadataField.ID_TOKEN_SIGNED_RESPONSE_ALG,
                text(Algorithm.ES256.name())));
        return registration.ensure(tenant, ConsoleTokens.CLIENT_ID, metadata, Optional.empty(), Optional.empty());
    }

    private static ClientMetadata metadata(Map<MetadataField, JsonNode> values) {
        return ClientRules.metadata(values);
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    private static JsonNode list(String... values) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (String value : values) {
            list.add(value);
        }
        return list;
    }
}
