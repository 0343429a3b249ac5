package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.policy.AuthenticationPolicies;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.transaction.support.TransactionTemplate;

/// Begins and ends sessions. Each end stands in the audit trail, in the transaction that ends it.
public final class SignIns {
    private static final int LONGEST_DEVICE = 200;
    private static final Origin BY_TIME = new Origin("", "expired sessions");

    private final Sessions sessions;
    private final SessionStore store;
    private final RecentSignIns recent;
    private final Approvals approvals;
    private final AuthenticationPolicies policies;
    private final Throttle throttle;
    private final List<SessionEnding> endings;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;

    SignIns(
            Sessions sessions,
            SessionStore store,
            RecentSignIns recent,
            Approvals approvals,
            AuthenticationPolicies policies,
            Throttle throttle,
            List<SessionEnding> endings,
            Audit audit,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        this.sessions = sessions;
        this.store = store;
        this.recent = recent;
        this.approvals = approvals;
        this.policies = policies;
        this.throttle = throttle;
        this.endings = endings;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
    }

    /// Why sessions end, for the audit trail.
    ///
    /// @param actor who ends them
    public record Cause(String actor, String reason, Origin origin) {
        /// What a person does.
        public static Cause of(ActivePrincipal person, String reason, Origin origin) {
            return new Cause(person.actor(), reason, origin);
        }
    }

    /// A session just begun, and the secret that its browser is to hold in [SessionCookie#SESSION].
    public record Begun(LiveSession session, OpaqueSecret cookie) {}

    /// Begins a session in the browser that sent the request, under a new secret: whatever cookie it showed is
    /// worth nothing afterwards. The same person's session goes on, another one's ends. The person is known in the
    /// network from then on. Joins the caller's transaction.
    public Begun begin(SignIn signIn, HttpServletRequest request, Origin origin) {
        ActivePrincipal principal = signIn.principal();
        OpaqueSecret cookie = OpaqueSecret.random(random);
        return transactions.execute(_ -> {
            throttle.remember(principal.tenant(), principal.id().toString(), origin.address());
            Optional<OpaqueSecret> shown = SessionCookie.SESSION.read(principal.tenant(), request);
            Optional<Session> earlier = shown.flatMap(old -> sessions.find(principal.tenant(), request))
                    .map(LiveSession::session);
            if (earlier.isPresent() && earlier.get().subject().equals(principal.id())) {
                Session again =
                        session(signIn, earlier.get().id(), earlier.get().createdAt(), request, origin);
                if (store.renew(again, shown.get(), cookie)) {
                    recent.note(again);
                    return new Begun(new LiveSession(again, principal), cookie);
                }
            }
            endShown(principal.tenant(), shown, Cause.of(principal, "another has begun in its browser", origin));
            Session begun = session(signIn, UUID.randomUUID(), now(), request, origin);
            store.add(begun, cookie);
            recent.note(begun);
            return new Begun(new LiveSession(begun, principal), cookie);
        });
    }

    /// Ends the session and what was given for its duration. False when it had ended already. Joins the caller's
    /// transaction.
    public boolean end(Session session, Cause cause) {
        return end(session, () -> store.lock(session.tenant(), session.id()), cause);
    }

    /// The same if it still has expired; otherwise the caller has to undo its transaction.
    boolean endExpired(Session session, SessionStore.Expiry expiry) {
        String reason = expiry.isOver(session) ? "its time is over" : "nobody has used it";
        return end(
                session,
                () -> store.lockExpired(session.tenant(), session.id(), expiry),
                new Cause("system", reason, BY_TIME));
    }

    private boolean end(Session session, BooleanSupplier lock, Cause cause) {
        return transactions.execute(_ -> {
            approvals.endWithSessions(session.tenant(), List.of(session.id()));
            return endAlone(session, lock, cause);
        });
    }

    private boolean endAlone(Session session, BooleanSupplier lock, Cause cause) {
        boolean stands = lock.getAsBoolean();
        if (stands) {
            List<SessionEnding.Participant> participants = store.participants(session.tenant(), session.id());
            endings.forEach(one -> one.ending(session, participants));
            store.remove(session.tenant(), session.id());
            audit.recordChange(new AuditEvent(
                    session.tenant(),
                    cause.actor(),
                    "session.end",
                    "session " + session.id(),
                    AuditEvent.Outcome.SUCCESS,
                    cause.reason(),
                    cause.origin()));
        }
        return stands;
    }

    /// Ends all sessions of a person, and what was given for their duration.
    public void endAll(ActivePrincipal person, Cause cause) {
        endAll(person.tenant(), List.of(person.id()), cause);
    }

    /// Ends all sessions of these people. Joins the caller's transaction.
    public void endAll(TenantId tenant, Collection<SubjectId> people, Cause cause) {
        transactions.executeWithoutResult(_ -> end(tenant, store.of(tenant, people), cause));
    }

    /// Ends all of these, whoever's they are. What was given for the duration of any is held before
    /// all sessions, and each in the order of their ids: so nobody who ends several waits for
    /// whoever waits for them. Joins the caller's transaction.
    public void end(TenantId tenant, Collection<Session> sessions, Cause cause) {
        transactions.executeWithoutResult(_ -> {
            approvals.endWithSessions(tenant, sessions.stream().map(Session::id).toList());
            sessions.stream()
                    .sorted(Comparator.comparing(Session::id))
                    .forEach(session -> endAlone(session, () -> store.lock(tenant, session.id()), cause));
        });
    }

    private void endShown(TenantId tenant, Optional<OpaqueSecret> shown, Cause cause) {
        shown.flatMap(old -> store.byCookie(tenant, old)).ifPresent(session -> end(session, cause));
    }

    private Session session(SignIn signIn, UUID id, Instant createdAt, HttpServletRequest request, Origin origin) {
        ActivePrincipal principal = signIn.principal();
        Instant now = now();
        return new Session(
                principal.tenant(),
                id,
                principal.id(),
                now,
                signIn.elsewhere().map(at -> at.truncatedTo(ChronoUnit.SECONDS)).orElse(now),
                policies.of(principal.tenant()).acr(signIn.amr()),
                signIn.amr(),
                principal.epochs(),
                createdAt,
                now,
                origin.address(),
                device(request));
    }

    private static String device(HttpServletRequest request) {
        String userAgent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String printable = userAgent.replaceAll("[^ -~]", "?");
        return printable.substring(0, Math.min(LONGEST_DEVICE, printable.length()));
    }

    // NumericDate knows whole seconds
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
