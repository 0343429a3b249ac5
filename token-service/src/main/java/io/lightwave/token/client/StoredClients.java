package io.lightwave.token.client;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The settings of clients in the database; every change goes to the change feed.
final class StoredClients {
    private static final String FEED_KIND = "oauth-client";
    private static final int MAXIMUM_CACHED = 20_000;

    record Settings(ClientMetadata metadata, List<ClientSecret> secrets, Optional<AuthenticationMethod> secondMethod) {
        static Settings of(ClientSettings stored) {
            return new Settings(stored.metadata(), stored.secrets(), stored.secondMethod());
        }
    }

    private final EntityManager entities;
    private final ClientOrigins origins;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Settings> cached;

    StoredClients(EntityManager entities, ClientOrigins origins, ChangeFeed feed) {
        this.entities = entities;
        this.origins = origins;
        this.feed = feed;
        this.cached = feed.cache(
                FEED_KIND,
                MAXIMUM_CACHED,
                (tenant, id) -> find(tenant, SubjectId.parse(id)).map(Settings::of));
    }

    /// Without SQL when warm.
    Optional<Settings> settings(TenantId tenant, SubjectId id) {
        return cached.get(tenant, id.toString());
    }

    /// As they are, to be read only.
    Optional<ClientSettings> find(TenantId tenant, SubjectId id) {
        Optional<ClientSettings> found = managed(tenant, id);
        found.ifPresent(entities::detach);
        return found;
    }

    private Optional<ClientSettings> managed(TenantId tenant, SubjectId id) {
        return Optional.ofNullable(entities.find(ClientSettings.class, new ClientSettings.Key(tenant, id)));
    }

    /// Locked until the caller's transaction ends.
    Optional<ClientSettings> lock(TenantId tenant, SubjectId id) {
        return Optional.ofNullable(entities.find(
                ClientSettings.class, new ClientSettings.Key(tenant, id), LockModeType.PESSIMISTIC_WRITE));
    }

    void add(TenantId tenant, SubjectId id, ClientSettings settings) {
        entities.persist(settings);
        announce(tenant, id, settings);
    }

    long selfRegistered(TenantId tenant) {
        return entities.createQuery(
                        "select count(c) from ClientSettings c where c.key.tenantId = :tenant and c.managementHash is not null",
                        Long.class)
                .setParameter("tenant", tenant.value())
                .getSingleResult();
    }

    void remove(TenantId tenant, SubjectId id) {
        managed(tenant, id).ifPresent(found -> {
            origins.keep(tenant, id, Set.of());
            entities.remove(found);
            write(tenant, id, found);
        });
    }

    /// Writes what was changed, and lets go of it: what stayed would be looked through at each further write of the
    /// transaction, which may be of thousands.
    void announce(TenantId tenant, SubjectId id, ClientSettings settings) {
        write(tenant, id, settings);
        origins.keep(tenant, id, settings.metadata().origins());
    }

    private void write(TenantId tenant, SubjectId id, ClientSettings settings) {
        entities.flush();
        entities.detach(settings);
        feed.append(tenant, FEED_KIND, id.toString());
    }
}
