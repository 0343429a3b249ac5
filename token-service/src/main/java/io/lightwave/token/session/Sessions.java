package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.AuthenticationPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// Finds sessions that stand at this moment.
public final class Sessions {
    private static final Duration USE_IS_NOTED_AFTER = Duration.ofMinutes(1);

    private final SessionStore store;
    private final ActivePrincipals principals;
    private final AuthenticationPolicies policies;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final TokenSettings settings;

    Sessions(
            SessionStore store,
            ActivePrincipals principals,
            AuthenticationPolicies policies,
            TransactionTemplate transactions,
            InstantSource clock,
            TokenSettings settings) {
        this.store = store;
        this.principals = principals;
        this.policies = policies;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
    }

    /// The session of the browser that sent the request; its use is noted once a minute.
    public Optional<LiveSession> find(TenantId tenant, HttpServletRequest request) {
        Optional<LiveSession> found = SessionCookie.SESSION
                .read(tenant, request)
                .flatMap(cookie -> store.byCookie(tenant, cookie))
                .flatMap(this::live);
        found.ifPresent(this::use);
        return found;
    }

    /// The session if it stands, for what was given in it.
    public Optional<LiveSession> find(TenantId tenant, UUID id) {
        return store.byId(tenant, id).flatMap(this::live);
    }

    /// The sessions of a person that stand, the latest used first.
    public List<LiveSession> of(ActivePrincipal person) {
        return store.of(person.tenant(), person.id()).stream()
                .flatMap(session -> live(session).stream())
                .toList();
    }

    /// The sessions of a tenant, in the order of their ids, those included that have ended by themselves.
    ///
    /// @param after the last id of the page before
    public List<Session> list(TenantId tenant, UUID after, int limit) {
        return store.list(tenant, after, limit);
    }

    /// Notes that the browser or a client used the session, once a minute.
    public void use(LiveSession used) {
        Session session = used.session();
        Instant now = clock.instant();
        Instant before = now.minus(USE_IS_NOTED_AFTER);
        if (session.lastUsedAt().isBefore(before)) {
            transactions.executeWithoutResult(_ -> store.use(session.tenant(), session.id(), now, before));
        }
    }

    /// The name by which the client knows the session (OpenID Connect Front-Channel Logout §3), the same each
    /// time; empty when the session has ended meanwhile. Joins the caller's transaction.
    public Optional<UUID> sid(Session session, SubjectId client) {
        return store.sid(session.tenant(), session.id(), client, UUID.randomUUID());
    }

    /// Whether some client knows the session by this name.
    public boolean isKnownAs(Session session, String sid) {
        return store.isKnownAs(session.tenant(), session.id(), sid);
    }

    /// The clients that the session has signed in to, and how they know it.
    public List<SessionEnding.Participant> participants(Session session) {
        return store.participants(session.tenant(), session.id());
    }

    /// When the session ends at the latest.
    public Instant endOf(Session session) {
        return session.signedInAt().plus(settings.sessionLifetime());
    }

    /// The session, just read, if it stands.
    public Optional<LiveSession> live(Session session) {
        return Optional.of(session)
                .filter(this::isInTime)
                .filter(this::isEnough)
                .flatMap(kept -> principals.find(kept.tenant(), kept.subject()))
                .filter(principal -> principal.epochs().equals(session.epochs()))
                .map(principal -> new LiveSession(session, principal));
    }

    /// A tenant that has come to require a second factor of everybody ends the sessions that have none.
    private boolean isEnough(Session session) {
        return SignIn.isEnough(session.amr())
                || policies.of(session.tenant()).secondFactor() != AuthenticationPolicy.SecondFactor.REQUIRED;
    }

    private boolean isInTime(Session session) {
        Instant now = clock.instant();
        return now.isBefore(endOf(session)) && now.isBefore(session.lastUsedAt().plus(settings.sessionIdleTime()));
    }
}
