package io.lightwave.token.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What of a client may be changed, as a whole: a merge patch is applied to it. What is null is absent.
record ClientChange(
        @Nullable Boolean enabled,
        @Nullable List<String> grantTypes,
        @Nullable List<String> redirectUris,
        @Nullable JsonNode jwks,
        @Nullable List<String> audiences,
        @Nullable List<String> scopes,
        @Nullable String idTokenSignedResponseAlg) {}
