package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.Authorization.Decision;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.authorization.AuthorizationRequests;
import io.lightwave.token.authorization.ConsentForm;
import io.lightwave.token.authorization.Reading;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/login/consent`: the answer of a person who was asked whether a client may have what it wants.
@RestController
class ConsentEndpoint {
    private final ActiveTenants tenants;
    private final AuthorizationRequests requests;
    private final Authorization authorization;
    private final AuthorizationAnswers answers;
    private final Sessions sessions;

    ConsentEndpoint(
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

    @PostMapping(path = "/t/{tenant}/login/consent", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> submit(@PathVariable String tenant, HttpServletRequest request, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        FormParameters form;
        try {
            form = FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            return answers.answer(active, Reading.Unanswerable.malformed(malformed), origin);
        }
        return switch (requests.resume(active, form.find("request").orElse(""))) {
            case Reading.Accepted(AuthorizationRequest waiting) -> {
                Optional<OpaqueSecret> cookie = SessionCookie.SESSION.read(active.id(), request);
                yield answers.answer(decide(active, waiting, form, request, cookie, origin), cookie, origin);
            }
            case Reading.Rejected(Reading.Refusal refusal) -> answers.answer(refusal, origin);
            case Reading.Unanswerable unanswerable -> answers.answer(active, unanswerable, origin);
        };
    }

    /// A form that is not ours, or of a session that has ended, begins anew.
    private Decision decide(
            Tenant tenant,
            AuthorizationRequest waiting,
            FormParameters form,
            HttpServletRequest request,
            Optional<OpaqueSecret> cookie,
            Origin origin) {
        Optional<LiveSession> session = sessions.find(tenant.id(), request);
        boolean ours = cookie.filter(secret -> FormGuard.accepts(
                        tenant,
                        request,
                        ConsentForm.csrf(tenant.id(), waiting, secret),
                        form.find("csrf").orElse("")))
                .isPresent();
        if (!ours || session.isEmpty()) {
            return authorization.decide(waiting, session, origin);
        }
        return switch (form.find("decision").orElse("")) {
            case "allow" -> authorization.decideAfterConsent(waiting, session.get(), origin);
            case "deny" -> authorization.refuse(waiting);
            default -> authorization.decide(waiting, session, origin);
        };
    }
}
