package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.federation.IdentityProvider;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Sessions;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Links the person of a session with who they are at a provider: both have been proved, here before the browser was
/// sent there, there just now.
final class Linking {
    private final Sessions sessions;
    private final UpstreamPeople people;
    private final Notices notices;
    private final Pages pages;
    private final Refusals refusals;
    private final Audit audit;

    Linking(Sessions sessions, UpstreamPeople people, Notices notices, Pages pages, Refusals refusals, Audit audit) {
        this.sessions = sessions;
        this.people = people;
        this.notices = notices;
        this.pages = pages;
        this.refusals = refusals;
        this.audit = audit;
    }

    /// @param asking the session that the person was sent there from
    ResponseEntity<?> link(Visit visit, IdentityProvider provider, Upstream.Arrival arrival, UUID asking) {
        visit.decisions().held("account elsewhere", "%s says whose it is".formatted(provider.name()));
        Optional<LiveSession> session = sessions.find(visit.tenant().id(), visit.request());
        String present = session.map(live -> live.principal().name()).orElse("");
        if (session.filter(live -> live.session().id().equals(asking)).isEmpty()) {
            String reason = session.isEmpty()
                    ? "the session that asked for it has ended, or was of another browser"
                    : "another session has begun in this browser since it was asked for";
            return refused(visit, provider, present, "session", reason);
        }
        ActivePrincipal person = session.get().principal();
        visit.decisions().held("session", "of %s, who asked for it".formatted(present));
        if (!people.link(provider, arrival.identity(), person.id())) {
            return refused(visit, provider, present, "account linking", inTheWay(provider, arrival, person));
        }
        audit.record(event(visit, provider, present, AuditEvent.Outcome.SUCCESS, ""));
        notices.tell(visit.tenant(), person, Notices.Change.FACTOR_ADDED, visit.origin());
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", visit.tenant().issuer() + Account.Said.LINKED.path())
                .build();
    }

    private String inTheWay(IdentityProvider provider, Upstream.Arrival arrival, ActivePrincipal person) {
        return people.find(provider, arrival.identity())
                .map(owner -> owner.id().equals(person.id())
                        ? "it is linked with this person already"
                        : "it is linked with %s already".formatted(owner.name()))
                .orElse("the person is linked with another account there, or it is linked with somebody disabled");
    }

    private ResponseEntity<?> refused(
            Visit visit, IdentityProvider provider, String userName, String policy, String reason) {
        refusals.refused(
                visit.decisions(), policy, event(visit, provider, userName, AuditEvent.Outcome.REFUSED, reason));
        return pages.show(Page.Told.notLinked(visit.tenant()), visit.origin());
    }

    private static AuditEvent event(
            Visit visit, IdentityProvider provider, String userName, AuditEvent.Outcome outcome, String reason) {
        return visit.event(userName, "factor.add", "identity-provider:" + provider.name(), outcome, reason);
    }
}
