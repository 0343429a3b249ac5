package io.lightwave.token.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
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
import org.springframework.transaction.support.TransactionTemplate;

/// Ends sessions on request.
public final class SignOut {
    private final SignIns signIns;
    private final Sessions sessions;
    private final TransactionTemplate transactions;
    private final Audit audit;

    SignOut(SignIns signIns, Sessions sessions, TransactionTemplate transactions, Audit audit) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.transactions = transactions;
        this.audit = audit;
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
        end(live, "user:%s@%s".formatted(live.principal().name(), live.session().tenant()), reason, origin);
    }

    /// The same by somebody else.
    ///
    /// @param actor who ends it
    public void end(LiveSession live, String actor, String reason, Origin origin) {
        end(live.session().tenant(), List.of(live.session()), actor, reason, origin);
    }

    /// The same of several.
    public void end(TenantId tenant, Collection<Session> all, String actor, String reason, Origin origin) {
        transactions.executeWithoutResult(
                _ -> signIns.end(tenant, all).forEach(session -> note(session, actor, reason, origin)));
    }

    /// The same of all that these people have.
    public void endAll(TenantId tenant, Collection<SubjectId> people, String actor, String reason, Origin origin) {
        transactions.executeWithoutResult(
                _ -> signIns.endAll(tenant, people).forEach(session -> note(session, actor, reason, origin)));
    }

    private void note(Session session, String actor, String reason, Origin origin) {
        audit.recordChange(new AuditEvent(
                session.tenant(), actor, "session.end", "session " + session.id(), Outcome.SUCCESS, reason, origin));
    }
}
