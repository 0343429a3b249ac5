package io.lightwave.ca.authority;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionTemplate;

/// The authorities of every tenant; warm look-ups touch no SQL and open no key.
public final class Authorities {
    static final String CHANGED = "ca-authority";
    static final String KEY = "all";
    private static final int MOST_TENANTS_IN_MEMORY = 10_000;

    private final ChangeFeed.Cached<List<Authority>> cache;

    Authorities(AuthorityStore store, ChangeFeed feed, TransactionTemplate transaction) {
        this.cache = feed.cache(
                CHANGED,
                MOST_TENANTS_IN_MEMORY,
                (tenant, _) -> Optional.of(List.copyOf(transaction.execute(_ -> store.ofTenant(tenant))))
                        .filter(found -> !found.isEmpty()));
    }

    /// The tenant's authorities, newest first; empty when it has none.
    public List<Authority> of(TenantId tenant) {
        return cache.get(tenant, KEY).orElse(List.of());
    }

    public Optional<Authority> find(TenantId tenant, String name) {
        return of(tenant).stream()
                .filter(authority -> authority.name().equals(name))
                .findFirst();
    }

    /// The tenant's authorities of one kind, newest first.
    public List<Authority> of(TenantId tenant, AuthorityKind kind) {
        return of(tenant).stream().filter(authority -> authority.kind() == kind).toList();
    }

    /// Those of one kind that validators should believe, newest first.
    public List<Authority> trusted(TenantId tenant, AuthorityKind kind) {
        return of(tenant, kind).stream()
                .filter(authority -> authority.state().isTrusted())
                .toList();
    }

    /// What validators should start from: the tenant's roots, and those of others that certified its authorities.
    public List<X509Certificate> anchors(TenantId tenant) {
        return Stream.concat(
                        trusted(tenant, AuthorityKind.ROOT).stream().map(Authority::certificate),
                        trusted(tenant, AuthorityKind.ISSUING).stream()
                                .flatMap(authority -> authority.anchor().stream()))
                .distinct()
                .toList();
    }

    /// What stands between end entities' certificates and the anchors.
    public List<X509Certificate> intermediates(TenantId tenant) {
        return trusted(tenant, AuthorityKind.ISSUING).stream()
                .flatMap(authority -> authority.chain().stream())
                .distinct()
                .toList();
    }

    /// The authority that signs now.
    ///
    /// @throws IllegalStateException when the tenant's authorities were not provisioned
    public Authority issuing(TenantId tenant) {
        return of(tenant, AuthorityKind.ISSUING).stream()
                .filter(authority -> authority.state() == AuthorityState.ACTIVE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("tenant %s has no issuing authority".formatted(tenant)));
    }
}
