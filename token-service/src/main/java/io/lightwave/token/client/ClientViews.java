package io.lightwave.token.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clients as the REST API shows them.
final class ClientViews {
    private static final JsonMapper JSON = new JsonMapper();

    private ClientViews() {}

    /// @param jwks null unless it proves itself by `private_key_jwt`
    /// @param clientSecret null but in the answer that made the client
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ClientView(
            String id,
            String name,
            String clientId,
            boolean enabled,
            List<String> grantTypes,
            List<String> redirectUris,
            String tokenEndpointAuthMethod,
            @Nullable Map<String, Object> jwks,
            List<String> audiences,
            List<String> scopes,
            String idTokenSignedResponseAlg,
            Instant createdAt,
            Instant updatedAt,
            @Nullable String clientSecret) {
        @Override
        public String toString() {
            return "ClientView[" + clientId + "]";
        }
    }

    static ClientView view(RegisteredClient client, Optional<String> secret) {
        Subject subject = client.subject();
        ClientMetadata metadata = client.metadata();
        return new ClientView(
                subject.id().toString(),
                subject.name(),
                subject.name(),
                subject.enabled(),
                texts(metadata.grantTypes(), GrantType::value),
                texts(metadata.redirectUris(), RedirectUri::value),
                metadata.authenticationMethod().value(),
                metadata.keys().map(JWKSet::toJSONObject).orElse(null),
                List.copyOf(metadata.audiences()),
                List.copyOf(metadata.scopes()),
                metadata.idTokenAlgorithm().name(),
                subject.createdAt(),
                client.updatedAt(),
                secret.orElse(null));
    }

    static ClientChange changeable(Subject subject, ClientMetadata metadata) {
        return new ClientChange(
                subject.enabled(),
                texts(metadata.grantTypes(), GrantType::value),
                texts(metadata.redirectUris(), RedirectUri::value),
                metadata.keys().map(ClientViews::json).orElse(null),
                List.copyOf(metadata.audiences()),
                List.copyOf(metadata.scopes()),
                metadata.idTokenAlgorithm().name());
    }

    private static JsonNode json(JWKSet keys) {
        return JSON.readTree(keys.toString(true));
    }

    private static <T> List<String> texts(Set<T> values, Function<T, String> text) {
        return values.stream().map(text).toList();
    }
}
