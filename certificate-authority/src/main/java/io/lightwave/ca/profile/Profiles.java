package io.lightwave.ca.profile;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.NamesInSettings;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The profiles of every tenant: the built-in ones, some of them changed, and its own. Warm look-ups touch no SQL.
public final class Profiles implements NamesInSettings {
    private static final String CHANGED = "ca-profile";
    private static final String KEY = "all";
    private static final int MOST_TENANTS_IN_MEMORY = 10_000;

    private final ChangeFeed feed;
    private final ChangeFeed.Cached<List<Profile>> cache;

    Profiles(ProfileStore store, ChangeFeed feed) {
        this.feed = feed;
        this.cache = feed.cache(CHANGED, MOST_TENANTS_IN_MEMORY, (tenant, _) -> Optional.of(store.profiles(tenant)));
    }

    public Optional<Profile> find(TenantId tenant, String name) {
        return all(tenant).filter(profile -> profile.name().equals(name)).findFirst();
    }

    /// The profiles for names that are proved, the default first.
    public List<Profile> proved(TenantId tenant) {
        return all(tenant).filter(profile -> profile.naming() == Naming.PROVED).toList();
    }

    /// The groups of which holders of certificates have to be in one.
    @Override
    public Set<String> names(TenantId tenant, SubjectKind kind) {
        return kind == SubjectKind.GROUP
                ? all(tenant).flatMap(profile -> profile.groups().stream()).collect(Collectors.toSet())
                : Set.of();
    }

    private Stream<Profile> all(TenantId tenant) {
        return cache.get(tenant, KEY).orElse(BuiltInProfiles.ALL).stream();
    }

    /// Announces, in the transaction that changes one, that the tenant's profiles are others.
    void changed(TenantId tenant) {
        feed.append(tenant, CHANGED, KEY);
    }
}
