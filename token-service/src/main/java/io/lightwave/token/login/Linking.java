package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.token.federation.IdentityProvider;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.page.Account;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Sessions;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Links the person of a session with who they are at a provider: both have been proved, here before the browser was
/// sent
/// there, there just now.
final class Linking {
    private final Sessions sessions;
    private final UpstreamPeople people;
    private final Notices notices;
    private final Audit audit;

    Linking(Sessions sessions, UpstreamPeople people, Notices notices, Audit audit) {
        this.sessions = sessions;
        this.people = people;
        this.notices = notices;
        this.audit = audit;
    }

    /// @param asking the session that the person was sent there from
    ResponseEntity<?> link(Visit visit, IdentityProvider provider, Upstream.Arrival arrival, UUID asking) {
        Optional<LiveSession> session = sessions.find(visit.tenant().id(), visit.request())
                .filter(live -> live.session().id().equals(asking));
        boolean linked = session.map(LiveSession::principal)
                .filter(person -> people.link(provider, arrival.identity(), person.id()))
                .isPresent();
        session.map(LiveSession::principal).ifPresent(person -> note(visit, provider, person, linked));
        Account.Said said = linked ? Account.Said.LINKED : Account.Said.NOT_LINKED;
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", visit.tenant().issuer() + said.path())
                .build();
    }

    private void note(Visit visit, IdentityProvider provider, ActivePrincipal person, boolean linked) {
        audit.record(visit.event(
                person.name(),
                "factor.add",
                "identity-provider:" + provider.name(),
                linked ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                linked ? "" : "it is linked already, with this person or with another"));
        if (linked) {
            notices.tell(visit.tenant(), person, Notices.Change.FACTOR_ADDED, visit.origin());
        }
    }
}
