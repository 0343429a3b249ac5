package io.lightwave.token.resource;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.util.Optional;

/// Looks up resource servers by what requests and tokens name them with; warm look-ups touch no SQL.
public final class ResourceServers {
    static final String FEED_KIND = "resource-server";
    private static final int MAXIMUM_CACHED = 20_000;

    private final ChangeFeed.Cached<ResourceServer> cached;

    ResourceServers(EntityManager entities, ChangeFeed feed) {
        this.cached = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, uriOrName) -> load(entities, tenant, uriOrName));
    }

    /// The resource server with this URI or name, letter by letter, enabled or not.
    public Optional<ResourceServer> find(TenantId tenant, String uriOrName) {
        return cached.get(tenant, uriOrName);
    }

    /// What tokens for this audience look like: as its resource server asks, where it is named by its URI, which no
    /// client is called by, so that no token of the type `JWT` is anybody's ID token.
    public TokenForm formFor(TenantId tenant, String audience) {
        return find(tenant, audience)
                .filter(server -> server.uri().equals(audience))
                .map(ResourceServer::form)
                .orElse(TokenForm.STANDARD);
    }

    private static Optional<ResourceServer> load(EntityManager entities, TenantId tenant, String uriOrName) {
        return entities
                .createQuery(
                        "from StoredResourceServer r where r.key.tenantId = :tenant and (r.uri = :it or r.name = :it)",
                        StoredResourceServer.class)
                .setParameter("tenant", tenant.value())
                .setParameter("it", uriOrName)
                .getResultList()
                .stream()
                .map(StoredResourceServer::resourceServer)
                .findFirst();
    }
}
