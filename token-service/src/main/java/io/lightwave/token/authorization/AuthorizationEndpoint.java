package io.lightwave.token.authorization;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/authorize` (RFC 6749 §3.1).
@RestController
class AuthorizationEndpoint {
    private final ActiveTenants tenants;
    private final AuthorizationRequests requests;
    private final Authorization authorization;
    private final AuthorizationAnswers answers;
    private final Sessions sessions;

    AuthorizationEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            Sessions sessions) {
        this.tenants = tenants;
        this.requests = requests;
        this.authorization = authorization;
        this.answers = answers;
        this.sessions = sessions;
    }

    @GetMapping("/t/{tenant}/oauth2/authorize")
    ResponseEntity<?> get(@PathVariable String tenant, HttpServletRequest request, Origin origin) {
        Tenant active = tenants.require(tenant);
        String query = request.getQueryString();
        return switch (requests.read(active, query == null ? "" : query, origin)) {
            case Reading.Accepted(AuthorizationRequest accepted) ->
                answers.answer(
                        authorization.decide(accepted, sessions.find(active.id(), request), origin),
                        SessionCookie.SESSION.read(active.id(), request),
                        origin);
            case Reading.Rejected(Reading.Refusal refusal) -> answers.answer(refusal, origin);
            case Reading.Unanswerable unanswerable -> answers.answer(active, unanswerable, origin);
        };
    }

    /// Leads to the same request by GET: a form that another site sends comes without our `SameSite=Lax`
    /// cookie, the GET that follows comes with it.
    @PostMapping(path = "/t/{tenant}/oauth2/authorize", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(@PathVariable String tenant, HttpServletRequest request, Origin origin) throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            if (request.getQueryString() != null) {
                throw new MalformedRequestException("parameters in the query of a POST");
            }
            byte[] form = request.getInputStream().readNBytes(AuthorizationParameters.MAXIMUM_LENGTH + 1);
            var sent = AuthorizationParameters.parse(new String(form, StandardCharsets.UTF_8));
            return answers.byGet(active, sent);
        } catch (MalformedRequestException malformed) {
            return answers.answer(active, Reading.Unanswerable.malformed(malformed), origin);
        }
    }
}
