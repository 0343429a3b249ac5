package io.lightwave.token.logout;

import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import java.util.Collection;
import java.util.List;

/// Ends sessions on request.
public final class SignOut {
    private final SignIns signIns;
    private final Sessions sessions;

    SignOut(SignIns signIns, Sessions sessions) {
        this.signIns = signIns;
        this.sessions = sessions;
    }

    /// Whether the request shows an ID token of ours, expired or not, that was given in this very session: then
    /// whoever shows it is the client or the person, and nobody need be asked.
    boolean isMeantBy(LiveSession session, LogoutRequest request) {
        return request.hint()
                .flatMap(IdTokens.Hint::sid)
                .filter(sid -> sessions.isKnownAs(session.session(), sid))
                .isPresent();
    }

    /// Ends a session and what was given for its duration, and notes it; no effect when it has ended already.
    public void end(LiveSession live, String reason, Origin origin) {
        end(live, live.principal().actor(), reason, origin);
    }

    /// The same by somebody else.
    ///
    /// @param actor who ends it
    public void end(LiveSession live, String actor, String reason, Origin origin) {
        end(live.session().tenant(), List.of(live.session()), actor, reason, origin);
    }

    /// The same of several.
    public void end(TenantId tenant, Collection<Session> all, String actor, String reason, Origin origin) {
        signIns.end(tenant, all, new SignIns.Cause(actor, reason, origin));
    }

    /// The same of all that these people have.
    public void endAll(TenantId tenant, Collection<SubjectId> people, String actor, String reason, Origin origin) {
        signIns.endAll(tenant, people, new SignIns.Cause(actor, reason, origin));
    }
}
