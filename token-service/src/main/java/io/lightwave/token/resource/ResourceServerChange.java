package io.lightwave.token.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of a resource server may be changed, as a whole: a merge patch is applied to it. What is null is absent.
record ResourceServerChange(
        @Nullable Boolean enabled,
        @Nullable List<String> clients,
        @Nullable List<String> scopes,
        @Nullable String accessTokenType,
        @Nullable String accessTokenSigningAlg) {}
