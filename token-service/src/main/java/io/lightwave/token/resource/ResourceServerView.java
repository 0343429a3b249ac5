package io.lightwave.token.resource;

import java.time.Instant;
import java.util.List;

/// A resource server as the REST API shows it.
record ResourceServerView(
        String id,
        String name,
        String uri,
        List<String> clients,
        List<String> scopes,
        String accessTokenType,
        String accessTokenSigningAlg,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {}
