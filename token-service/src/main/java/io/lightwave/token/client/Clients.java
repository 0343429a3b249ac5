package io.lightwave.token.client;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.function.BiFunction;

/// Looks up registered clients; warm look-ups touch no SQL. Says nothing about whether the client is enabled.
public final class Clients {
    private final BiFunction<TenantId, String, Optional<Client>> lookUp;

    Clients(BiFunction<TenantId, String, Optional<Client>> lookUp) {
        this.lookUp = lookUp;
    }

    public Optional<Client> find(TenantId tenant, String clientId) {
        return lookUp.apply(tenant, clientId);
    }
}
