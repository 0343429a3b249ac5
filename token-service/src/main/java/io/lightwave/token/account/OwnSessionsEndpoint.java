package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.page.Account;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/account/sessions`: ends one of the person's other sessions, or all of them,
/// after a fresh proof. What was given in them ends too, and the clients and the person are told.
@RestController
class OwnSessionsEndpoint {
    private static final String REASON = "by the person, elsewhere";

    private final Desk desk;
    private final OwnProof proof;
    private final Sessions sessions;
    private final SignOut signOut;
    private final Renewal renewal;

    OwnSessionsEndpoint(Desk desk, OwnProof proof, Sessions sessions, SignOut signOut, Renewal renewal) {
        this.desk = desk;
        this.proof = proof;
        this.sessions = sessions;
        this.signOut = signOut;
        this.renewal = renewal;
    }

    @PostMapping(path = "/t/{tenant}/account/sessions", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) ->
                        proof.refused(visitor, form, "session.end", "sessions").orElseGet(() -> end(visitor, form)));
    }

    private ResponseEntity<?> end(Visitor visitor, FormParameters form) {
        String which = form.find("end").orElse("");
        boolean ended = which.equals("others")
                ? renewal.endOthers(visitor, REASON)
                : Desk.id(which).filter(id -> end(visitor, id)).isPresent();
        if (ended) {
            desk.tell(visitor, Notices.Change.SESSIONS_ENDED);
        }
        return Desk.done(visitor, Account.Said.SESSIONS);
    }

    /// No effect on the session that asks, on another person's, or on one that has ended.
    private boolean end(Visitor visitor, UUID id) {
        ActivePrincipal person = visitor.session().principal();
        Session own = visitor.session().session();
        Optional<LiveSession> ended = sessions.find(person.tenant(), id)
                .filter((LiveSession live) -> live.principal().id().equals(person.id()))
                .filter(live -> !live.session().id().equals(own.id()));
        ended.ifPresent(live -> signOut.end(live, REASON, visitor.origin()));
        return ended.isPresent();
    }
}
