package io.lightwave.token.resource;

import io.lightwave.directory.TenantId;
import java.util.Set;
import java.util.UUID;

/// A registered resource server.
///
/// @param clients the client ids that may introspect tokens for it
/// @param scopes the scopes that mean something to it; empty when it does not say
/// @param form of the access tokens whose audience is its URI
public record ResourceServer(
        TenantId tenant,
        UUID id,
        String name,
        String uri,
        Set<String> clients,
        Set<String> scopes,
        TokenForm form,
        boolean enabled) {
    public ResourceServer {
        clients = Set.copyOf(clients);
        scopes = Set.copyOf(scopes);
    }
}
