package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.AuthorizationCodes;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.pushed.KeptRequests;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// Turns an authorization request and a session into an approval and its code, if it is to have one, in one
/// transaction.
final class CodeIssue {
    private final Approvals approvals;
    private final AuthorizationCodes codes;
    private final Sessions sessions;
    private final KeptRequests kept;
    private final Assurance assurance;
    private final TransactionTemplate transactions;
    private final Audit audit;

    CodeIssue(
            Approvals approvals,
            AuthorizationCodes codes,
            Sessions sessions,
            KeptRequests kept,
            Assurance assurance,
            TransactionTemplate transactions,
            Audit audit) {
        this.kept = kept;
        this.assurance = assurance;
        this.approvals = approvals;
        this.codes = codes;
        this.sessions = sessions;
        this.transactions = transactions;
        this.audit = audit;
    }

    sealed interface Outcome {
        record Issued(Approval approval, Optional<OpaqueSecret> code) implements Outcome {}

        /// Meanwhile.
        record SessionEnded() implements Outcome {}

        /// A request that was pushed, or came as an object, has given its code already.
        record RequestUsedUp() implements Outcome {}
    }

    Outcome issue(AuthorizationRequest request, LiveSession live, Origin origin) {
        return transactions.execute(
                _ -> sessions.sid(live.session(), request.client().id())
                        .map(sid -> useUp(request) ? issue(request, live, sid, origin) : new Outcome.RequestUsedUp())
                        .orElseGet(Outcome.SessionEnded::new));
    }

    /// Nothing is answered to it any more. False when it was used up before.
    boolean useUp(AuthorizationRequest request) {
        return request.keptAs()
                .map(uri -> kept.useUp(request.tenant().id(), request.client().id(), uri))
                .orElse(true);
    }

    private Outcome issue(AuthorizationRequest request, LiveSession live, UUID sid, Origin origin) {
        Approval approval = approvals.add(given(request, live, sid));
        audit.recordChange(event(request, live.principal(), approval, origin));
        if (!request.responseType().givesCode()) {
            return new Outcome.Issued(approval, Optional.empty());
        }
        var terms = new AuthorizationCodes.Terms(
                Optional.of(request.returnAddress())
                        .filter(ReturnAddress::named)
                        .map(ReturnAddress::redirectUri),
                request.challenge(),
                request.dpopKey(),
                request.nonce());
        return new Outcome.Issued(approval, Optional.of(codes.issue(approval, terms)));
    }

    private Approvals.Given given(AuthorizationRequest request, LiveSession live, UUID sid) {
        Session session = live.session();
        return new Approvals.Given(
                request.principal(),
                live.principal(),
                session.id(),
                sid,
                sessions.endOf(session),
                session.authTime(),
                assurance
                        .policy(session.tenant())
                        .acr(session.amr(), request.wish().contexts()),
                session.amr(),
                request.scopes(),
                request.audiences(),
                request.claims(),
                request.details());
    }

    private static AuditEvent event(
            AuthorizationRequest request, ActivePrincipal person, Approval approval, Origin origin) {
        return new AuditEvent(
                person.tenant(),
                "user:%s@%s".formatted(person.name(), person.tenant()),
                "authorization.approve",
                "client %s, grant %s".formatted(request.client().clientId(), approval.id()),
                AuditEvent.Outcome.SUCCESS,
                "",
                origin);
    }
}
