package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.TenantId;
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
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    AuthorityRevocation(
            CertificateStates states, RevocationLists lists, TransactionTemplate transaction, InstantSource clock) {
        this.states = states;
        this.lists = lists;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Revokes the certificates of an issuing authority itself, in the caller's transaction.
    public void end(Authority authority, RevocationReason reason) {
        var changed = states.revokeAuthority(authority.tenant(), authority.key().subjectKey(), reason, now());
        lists.outdated(authority.tenant(), changed);
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
