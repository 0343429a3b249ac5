package io.lightwave.ca.ssh;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a tenant says of SSH certificates, and the keys that sign them; warm look-ups touch no SQL.
final class SshAuthorities {
    static final String CHANGED = "ca-ssh";
    private static final String ALL = "authorities";
    private static final int MOST_TENANTS = 10_000;
    private static final int MOST_PUBLISHED = 20;

    private final SshStore store;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Known> cache;

    SshAuthorities(SshStore store, ChangeFeed feed) {
        this.store = store;
        this.feed = feed;
        this.cache = feed.cache(CHANGED, MOST_TENANTS, (tenant, _) -> Optional.of(load(tenant)));
    }

    private record Known(SshSettings settings, List<SshAuthority> authorities) {}

    private Known load(TenantId tenant) {
        return new Known(store.settings(tenant).settings(), store.authorities(tenant));
    }

    SshSettings settings(TenantId tenant) {
        return cache.get(tenant, ALL).map(Known::settings).orElse(SshSettings.DEFAULTS);
    }

    /// Oldest first, those that nobody trusts any more among them.
    List<SshAuthority> all(TenantId tenant) {
        return cache.get(tenant, ALL).map(Known::authorities).orElse(List.of());
    }

    /// Those that are to be trusted, the new ones that do not sign yet among them.
    List<SshAuthority> trusted(TenantId tenant, SshKind kind, Instant now) {
        return all(tenant).stream()
                .filter(authority -> authority.kind() == kind && authority.isTrustedAt(now))
                .toList();
    }

    /// The newest that is active.
    Optional<SshAuthority> signing(TenantId tenant, SshKind kind, Instant now) {
        return trusted(tenant, kind, now).stream()
                .filter(authority -> authority.signsAt(now))
                .max(Comparator.comparing(authority -> authority.life().activeFrom()));
    }

    /// Makes the first one of a kind; no effect when there is one. Within the caller's transaction, with the lock.
    void provide(TenantId tenant, SshKind kind, Instant now) {
        var all = store.authorities(tenant);
        if (all.stream().noneMatch(authority -> authority.kind() == kind && authority.isTrustedAt(now))) {
            add(tenant, all, kind, now, now);
        }
    }

    /// Lets a new one follow: published now, signing from `activeFrom` on; what was signed before stays good.
    ///
    /// @param until when everything that the ones before have signed by then has expired
    /// @return its name; empty when too many are published already
    Optional<String> follow(TenantId tenant, SshKind kind, Instant now, Instant activeFrom, Instant until) {
        var all = store.authorities(tenant);
        if (all.stream()
                        .filter(authority -> authority.kind() == kind && authority.isTrustedAt(now))
                        .count()
                >= MOST_PUBLISHED) {
            return Optional.empty();
        }
        store.trustUntil(tenant, kind, until);
        return Optional.of(add(tenant, all, kind, now, activeFrom));
    }

    /// Ends one that has leaked, and puts another in its place unless one is there that is trusted without end: at once
    /// where it was one that signed, and otherwise when it would have.
    ///
    /// @return false when that is known already
    boolean compromise(SshAuthority leaked, Instant now) {
        var tenant = leaked.tenant();
        if (!store.compromise(tenant, leaked.name())) {
            return false;
        }
        var all = store.authorities(tenant);
        boolean followed = all.stream()
                .anyMatch(authority -> authority.kind() == leaked.kind()
                        && authority.isTrustedAt(now)
                        && authority.life().trustedUntil().isEmpty());
        boolean signed =
                all.stream().anyMatch(authority -> authority.kind() == leaked.kind() && authority.signsAt(now));
        if (!followed || !signed) {
            Instant would = leaked.life().activeFrom();
            add(tenant, all, leaked.kind(), now, signed && would.isAfter(now) ? would : now);
        }
        changed(tenant);
        return true;
    }

    void changed(TenantId tenant) {
        feed.append(tenant, CHANGED, ChangeFeed.ALL);
    }

    private String add(TenantId tenant, List<SshAuthority> all, SshKind kind, Instant now, Instant activeFrom) {
        long others = all.stream().filter(authority -> authority.kind() == kind).count();
        String name = "%s-%d".formatted(kind.word(), others + 1);
        store.add(tenant, name, kind, newKey(), now, activeFrom);
        changed(tenant);
        return name;
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
