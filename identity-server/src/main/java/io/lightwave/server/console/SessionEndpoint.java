package io.lightwave.server.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who is signed in at the console, and signing out.
@RestController
class SessionEndpoint {

    /// @param systemOperator whether every tenant may be managed, not only their own
    /// @param provenAt when the person proved who they are, the last time
    /// @param csrfToken for the header `X-CSRF-Token` of every unsafe request
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String tenant,
            UUID userId,
            String userName,
            String displayName,
            boolean systemOperator,
            @Nullable Instant provenAt,
            String csrfToken) {}

    private final ConsoleSessions sessions;
    private final Tenants tenants;

    SessionEndpoint(ConsoleSessions sessions, Tenants tenants) {
        this.sessions = sessions;
        this.tenants = tenants;
    }

    /// Nobody signed in is 204, an answer like any other: browsers report a 401 as an error of the page.
    @GetMapping("/console/session")
    ResponseEntity<View> session(HttpServletRequest request) {
        return switch (sessions.authenticate(request, false)) {
            case ConsoleSessions.Outcome.SignedIn in -> ResponseEntity.ok(view(in));
            case ConsoleSessions.Outcome.NoSession _, ConsoleSessions.Outcome.Ended _ ->
                ResponseEntity.noContent().build();
            case ConsoleSessions.Outcome.Forged _ -> throw new ErrorResponseException(HttpStatus.UNAUTHORIZED);
        };
    }

    private View view(ConsoleSessions.Outcome.SignedIn in) {
        ActivePrincipal who = in.principal();
        return new View(
                who.tenant().value(),
                who.id().value(),
                who.name(),
                who.subject()
                        .attributes()
                        .getOrDefault("displayname", List.of(who.name()))
                        .getFirst(),
                who.isAdministrator() && who.tenant().equals(tenants.system()),
                in.signIn().map(SignIn::time).orElse(null),
                in.csrfToken());
    }

    @PostMapping("/console/logout")
    ResponseEntity<Void> logout(HttpServletRequest request) {
        return switch (sessions.authenticate(request, true)) {
            case ConsoleSessions.Outcome.SignedIn _ -> {
                sessions.end(request);
                yield ResponseEntity.noContent()
                        .header(HttpHeaders.SET_COOKIE, HostCookie.SESSION.clear())
                        .build();
            }
            case ConsoleSessions.Outcome.NoSession _, ConsoleSessions.Outcome.Ended _ ->
                throw new ErrorResponseException(HttpStatus.UNAUTHORIZED);
            case ConsoleSessions.Outcome.Forged _ -> throw new ErrorResponseException(HttpStatus.FORBIDDEN);
        };
    }
}
