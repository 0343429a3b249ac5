package io.lightwave.token.saml.provider;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.NamesInSettings;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Finds service providers. Warm look-ups by entityID, which every message causes, touch no SQL, nor do those of
/// the groups that are named; those by id or name read the row.
public final class ServiceProviders implements NamesInSettings {
    private static final String FEED_KIND = "service-provider";
    private static final String GROUPS = "service-provider-groups";
    private static final String KEY = "all";
    private static final int MAXIMUM_TENANTS_CACHED = 10_000;
    private static final int MAXIMUM_CACHED = 2_000;

    private final StoredServiceProviders stored;
    private final InstantSource clock;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<ServiceProvider> byEntityId;
    private final ChangeFeed.Cached<Set<String>> groups;

    ServiceProviders(StoredServiceProviders stored, ChangeFeed feed, InstantSource clock) {
        this.stored = stored;
        this.clock = clock;
        this.feed = feed;
        this.byEntityId = feed.cache(
                FEED_KIND,
                MAXIMUM_CACHED,
                (tenant, entityId) -> stored.byEntityId(tenant, entityId)
                        .filter(StoredServiceProviders.Row::enabled)
                        .flatMap(StoredServiceProviders.Row::readable));
        this.groups = feed.cache(GROUPS, MAXIMUM_TENANTS_CACHED, (tenant, _) -> Optional.of(stored.groups(tenant)));
    }

    /// Announces, in the transaction that changes it, that a service provider is another one.
    void changed(StoredServiceProviders.Row row) {
        feed.append(row.tenant(), FEED_KIND, row.entityId());
        feed.append(row.tenant(), GROUPS, KEY);
    }

    /// The enabled service provider of that entityID, unless its metadata has expired.
    public Optional<ServiceProvider> find(TenantId tenant, String entityId) {
        return byEntityId.get(tenant, entityId).filter(found -> found.isValidAt(clock.instant()));
    }

    /// The same for whoever a message names as its issuer.
    ///
    /// @throws InvalidSamlException when there is none
    public ServiceProvider require(TenantId tenant, String issuer) {
        return find(tenant, issuer).orElseThrow(() -> new InvalidSamlException("no such service provider"));
    }

    /// The enabled service provider of that id or name.
    public Optional<ServiceProvider> named(TenantId tenant, String idOrName) {
        return stored.find(tenant, idOrName)
                .filter(StoredServiceProviders.Row::enabled)
                .flatMap(StoredServiceProviders.Row::readable);
    }

    /// The groups of which service providers are told.
    @Override
    public Set<String> names(TenantId tenant, SubjectKind kind) {
        return kind == SubjectKind.GROUP ? groups.get(tenant, KEY).orElse(Set.of()) : Set.of();
    }

    public Optional<ServiceProvider> byId(TenantId tenant, UUID id) {
        return named(tenant, id.toString());
    }
}
