package io.lightwave.token.federation;

import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.util.List;

/// Ends what began at a provider when it is disabled or removed: the sessions there, and what applications got from its
/// people by a sign-in elsewhere, for good too.
final class EndedProviders {
    private static final String DISABLED = "identity provider disabled";

    private final UpstreamSessions upstream;
    private final UpstreamPeople people;
    private final Sessions sessions;
    private final SignOut signOut;
    private final Approvals approvals;

    EndedProviders(
            UpstreamSessions upstream, UpstreamPeople people, Sessions sessions, SignOut signOut, Approvals approvals) {
        this.upstream = upstream;
        this.people = people;
        this.sessions = sessions;
        this.signOut = signOut;
        this.approvals = approvals;
    }

    /// Joins the caller's transaction, which holds the provider: nothing begins there meanwhile. Whoever ends a session
    /// holds it before what is known of it there, and so it is done here.
    void end(IdentityProvider provider, Caller caller) {
        TenantId tenant = provider.tenant();
        upstream.endWaiting(tenant, provider.id());
        approvals.endFederated(tenant, people.all(provider), DISABLED);
        List<Session> ours = upstream.sessions(tenant, provider.id()).stream()
                .flatMap(session -> sessions.find(tenant, session).stream())
                .map(LiveSession::session)
                .toList();
        signOut.end(tenant, ours, caller.actor(), DISABLED, caller.origin());
        upstream.endAll(tenant, provider.id());
    }
}
