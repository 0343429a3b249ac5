package io.lightwave.token.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client to register; what is null was not sent.
record NewClient(
        @Nullable String clientId,
        @Nullable List<String> grantTypes,
        @Nullable List<String> redirectUris,
        @Nullable String tokenEndpointAuthMethod,
        @Nullable JsonNode jwks,
        @Nullable List<String> audiences,
        @Nullable List<String> scopes,
        @Nullable String idTokenSignedResponseAlg) {}
