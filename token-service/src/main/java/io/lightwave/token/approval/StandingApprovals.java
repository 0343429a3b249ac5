package io.lightwave.token.approval;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import java.time.InstantSource;
import java.util.Optional;

/// The gate between an approval and a token: it must stand, its person and its client must be active, and nothing
/// may have raised an epoch since it was given.
public final class StandingApprovals {
    private final ActivePrincipals principals;
    private final InstantSource clock;

    StandingApprovals(ActivePrincipals principals, InstantSource clock) {
        this.principals = principals;
        this.clock = clock;
    }

    /// The person who gave the approval; empty when it does not stand, or is another client's.
    public Optional<ActivePrincipal> giver(Approval approval, ActivePrincipal client) {
        boolean stands = !approval.ended()
                && clock.instant().isBefore(approval.expiresAt())
                && client.tenant().equals(approval.tenant())
                && client.id().equals(approval.client())
                && client.epochs().subject() == approval.clientEpoch();
        return stands
                ? principals
                        .find(approval.tenant(), approval.subject())
                        .filter(person -> person.epochs().equals(approval.epochs()))
                : Optional.empty();
    }
}
