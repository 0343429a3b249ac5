package io.lightwave.ca.authority;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes a tenant's first root and issuing authority, both or neither, or its first issuing authority below the system
/// tenant's root; and new ones when none is left that could sign, as after a server was off for years.
public final class AuthorityProvisioning {
    private final Succession succession;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final TenantId systemTenant;
    private final boolean sharedRoot;

    /// @param sharedRoot whether new tenants hang on the system tenant's root
    AuthorityProvisioning(
            Succession succession,
            TransactionTemplate transaction,
            InstantSource clock,
            TenantId systemTenant,
            boolean sharedRoot) {
        this.succession = succession;
        this.systemTenant = systemTenant;
        this.sharedRoot = sharedRoot;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// No effect when the tenant has authorities that can sign; concurrent calls make them once.
    ///
    /// @throws IllegalStateException when it is to be below the system tenant's root, which signs nothing
    public void provision(TenantId tenant) {
        succession.prepare(tenant);
        transaction.executeWithoutResult(_ -> {
            var all = succession.lock(tenant);
            Instant now = clock.instant();
            if (all.stream().noneMatch(authority -> signs(authority, AuthorityKind.ISSUING, now))) {
                make(tenant, all, now);
            }
        });
    }

    private static boolean signs(Authority authority, AuthorityKind kind, Instant now) {
        return authority.kind() == kind && authority.state() == AuthorityState.ACTIVE && authority.isValidAt(now);
    }

    /// Nothing that expired authorities signed is good any more, so that nobody needs to be waited for.
    private void make(TenantId tenant, List<Authority> all, Instant now) {
        all.stream()
                .filter(authority -> authority.state() == AuthorityState.ACTIVE && !authority.isValidAt(now))
                .forEach(expired -> succession.move(expired, AuthorityState.RETIRED));
        var keys = succession.keysAfter(all);
        if (hangsOnSystem(tenant, all)) {
            if (succession
                    .belowSystem(tenant, systemTenant, all, AuthorityState.ACTIVE, keys)
                    .isEmpty()) {
                throw new IllegalStateException("the system tenant has no root that signs");
            }
            return;
        }
        var root = all.stream()
                .filter(authority -> signs(authority, AuthorityKind.ROOT, now))
                .findFirst()
                .orElseGet(() -> succession.root(tenant, all, Optional.empty(), AuthorityState.ACTIVE, keys));
        succession.issuing(tenant, all, root, Optional.empty(), AuthorityState.ACTIVE, keys);
    }

    /// As its newest authority did; at first as the setting says.
    private boolean hangsOnSystem(TenantId tenant, List<Authority> all) {
        return !tenant.equals(systemTenant)
                && all.stream()
                        .filter(authority -> authority.kind() == AuthorityKind.ISSUING)
                        .findFirst()
                        .map(newest -> newest.systemRoot().isPresent())
                        .orElse(sharedRoot);
    }
}
