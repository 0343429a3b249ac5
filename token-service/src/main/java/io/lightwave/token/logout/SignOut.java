package io.lightwave.token.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
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
        transactions.executeWithoutResult(_ -> {
            if (signIns.end(live.session())) {
                audit.recordChange(new AuditEvent(
                        live.session().tenant(),
                        actor,
                        "session.end",
                        "session " + live.session().id(),
                        Outcome.SUCCESS,
                        reason,
                        origin));
            }
        });
    }
}
