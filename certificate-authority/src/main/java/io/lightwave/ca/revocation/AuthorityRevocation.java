package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/// What becomes of an authority's certificate, and of those that it signed, when it ends.
public final class AuthorityRevocation {
    private static final int MOST_AT_ONCE = 1_000; // a transaction stays short

    private final CertificateStates states;
    private final RevocationLists lists;
    private final Tenants tenants;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    AuthorityRevocation(
            CertificateStates states,
            RevocationLists lists,
            Tenants tenants,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.states = states;
        this.tenants = tenants;
        this.lists = lists;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Revokes the certificates of an authority itself, in the caller's transaction: those by the tenant's own
    /// roots, or the system tenant's. One by others only they can revoke.
    public void end(Authority authority, RevocationReason reason) {
        TenantId certifier = authority.systemRoot().isPresent() ? tenants.system() : authority.tenant();
        var changed = states.revokeAuthority(certifier, authority.key().subjectKey(), reason, now());
        lists.outdated(certifier, changed);
    }

    /// Revokes whatever an authority signed whose key has leaked, batch by batch.
    public void endAllOf(TenantId tenant, String authority) {
        Set<ListScope> changed;
        do {
            changed = transaction.execute(_ -> {
                var some = states.revokeSomeOf(tenant, authority, RevocationReason.CA_COMPROMISE, now(), MOST_AT_ONCE);
                lists.outdated(tenant, some);
                return some;
            });
        } while (!changed.isEmpty());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
