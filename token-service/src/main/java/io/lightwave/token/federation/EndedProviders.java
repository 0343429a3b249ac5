package io.lightwave.token.federation;

import io.lightwave.token.approval.Approvals;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;

/// Ends what began at a provider when it is disabled or removed: the sessions there, and what applications got from its
/// people by a sign-in elsewhere, for good too.
final class EndedProviders {
    private final UpstreamSessions upstream;
    private final UpstreamPeople people;
    private final Sessions sessions;
    private final SignIns signIns;
    private final Approvals approvals;

    EndedProviders(
            UpstreamSessions upstream, UpstreamPeople people, Sessions sessions, SignIns signIns, Approvals approvals) {
        this.upstream = upstream;
        this.people = people;
        this.sessions = sessions;
        this.signIns = signIns;
        this.approvals = approvals;
    }

    /// Joins the caller's transaction.
    void end(IdentityProvider provider) {
        upstream.endAll(provider.tenant(), provider.id())
                .forEach(session ->
                        sessions.find(provider.tenant(), session).ifPresent(live -> signIns.end(live.session())));
        people.all(provider)
                .forEach(person -> approvals.endFederated(provider.tenant(), person, "identity provider disabled"));
    }
}
