package io.lightwave.token.refresh;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Sessions;
import java.time.InstantSource;
import java.util.Optional;

/// Reads refresh tokens, and says who is behind one.
final class PresentedTokens {
    private final Families families;
    private final StandingApprovals standing;
    private final Sessions sessions;
    private final InstantSource clock;

    PresentedTokens(Families families, StandingApprovals standing, Sessions sessions, InstantSource clock) {
        this.families = families;
        this.standing = standing;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Empty when it never was a refresh token of that tenant.
    Optional<PresentedToken> read(TenantId tenant, String text) {
        return RefreshToken.parse(text)
                .flatMap(token -> families.find(tenant, token)
                        .map(kept -> new PresentedToken(
                                token,
                                kept.family(),
                                kept.approval(),
                                kept.family().standingOf(token, clock.instant()))));
    }

    /// Who is behind a refresh token.
    ///
    /// @param session empty when the approval outlives it
    record Giver(ActivePrincipal person, Optional<LiveSession> session) {}

    /// The person behind an approval; empty when it or, unless it outlives it, its session has ended.
    Optional<Giver> giver(Approval approval, ActivePrincipal client) {
        return standing.giver(approval, client)
                .flatMap(person -> approval.offline()
                        ? Optional.of(new Giver(person, Optional.empty()))
                        : sessions.find(approval.tenant(), approval.session())
                                .map(session -> new Giver(person, Optional.of(session))));
    }
}
