package io.lightwave.token.logout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/sessions` and `…/users/{user}/sessions`: the administrators' view of
/// who is signed in where, and how they end it.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}", produces = "application/json")
class SessionsEndpoint {
    private static final UUID FIRST = new UUID(0, 0);

    private final Sessions sessions;
    private final SignOut signOut;
    private final Subjects subjects;
    private final ActivePrincipals principals;

    SessionsEndpoint(Sessions sessions, SignOut signOut, Subjects subjects, ActivePrincipals principals) {
        this.sessions = sessions;
        this.signOut = signOut;
        this.subjects = subjects;
        this.principals = principals;
    }

    /// @param clients ids of the clients that the person has signed in to with it
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SessionView(
            UUID id,
            String userId,
            String userName,
            String acr,
            List<String> amr,
            Instant authTime,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            String address,
            String device,
            List<String> clients) {}

    /// Those that stand; a page may have fewer than it could, and the next one more.
    @GetMapping("/sessions")
    Page<SessionView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor, // null: from the first
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        int size = Page.requireLimit(limit);
        List<Session> page = sessions.list(tenant, after(cursor), size);
        return new Page<>(
                page.stream()
                        .flatMap(session -> sessions.live(session).stream())
                        .map(this::view)
                        .toList(),
                page.size() < size ? null : page.getLast().id().toString());
    }

    private static UUID after(@Nullable String cursor) { // null: from the first
        try {
            return cursor == null ? FIRST : UUID.fromString(cursor);
        } catch (IllegalArgumentException notAnId) {
            throw new InvalidFieldException("cursor", "not of a page of ours");
        }
    }

    @GetMapping("/users/{user}/sessions")
    Page<SessionView> listOf(@PathVariable TenantId tenant, @PathVariable String user) {
        return new Page<>(of(tenant, user).stream().map(this::view).toList(), null);
    }

    @DeleteMapping("/sessions/{session}")
    ResponseEntity<Void> end(@PathVariable TenantId tenant, @PathVariable UUID session, Caller caller) {
        LiveSession live =
                sessions.find(tenant, session).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        end(live, caller);
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/users/{user}/sessions")
    ResponseEntity<Void> endAll(@PathVariable TenantId tenant, @PathVariable String user, Caller caller) {
        of(tenant, user).forEach(live -> end(live, caller));
        return ResponseEntity.noContent().build();
    }

    private void end(LiveSession live, Caller caller) {
        signOut.end(
                live,
                caller.actor(),
                "of user:%s by an administrator".formatted(live.principal().name()),
                caller.origin());
    }

    private List<LiveSession> of(TenantId tenant, String user) {
        Subject person = subjects.find(tenant, SubjectKind.USER, user)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        Optional<ActivePrincipal> active = principals.find(tenant, person.id());
        return active.stream()
                .flatMap(principal -> sessions.of(principal).stream())
                .toList();
    }

    private SessionView view(LiveSession live) {
        Session session = live.session();
        return new SessionView(
                session.id(),
                session.subject().toString(),
                live.principal().name(),
                session.acr(),
                session.amr(),
                session.authTime(),
                session.createdAt(),
                session.lastUsedAt(),
                sessions.endOf(session),
                session.address(),
                session.device(),
                sessions.participants(session).stream()
                        .flatMap(participant -> subjects.byId(session.tenant(), participant.client()).stream())
                        .map(Subject::name)
                        .toList());
    }
}
