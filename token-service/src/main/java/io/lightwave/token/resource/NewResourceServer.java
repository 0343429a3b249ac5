package io.lightwave.token.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A resource server to register; what is null was not sent.
record NewResourceServer(
        @Nullable String name,
        @Nullable String uri,
        @Nullable List<String> clients,
        @Nullable List<String> scopes,
        @Nullable String accessTokenType,
        @Nullable String accessTokenSigningAlg) {}
