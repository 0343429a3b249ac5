package io.lightwave.token.logout;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.language.Text;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/logout` (OpenID Connect RP-Initiated Logout 1.0). Whoever shows the session's own ID token
/// is believed, everybody else's request is put to the person. It ends at a page of ours, or at a
/// `post_logout_redirect_uri` that the client has registered; clients with a front-channel logout address are
/// loaded on the way.
@RestController
class LogoutEndpoint {
    private final ActiveTenants tenants;
    private final Sessions sessions;
    private final LogoutRequests requests;
    private final SignOut signOut;
    private final FrontChannel frontChannel;
    private final List<FurtherLogout> further;
    private final LogoutProblems problems;
    private final Pages pages;

    LogoutEndpoint(
            ActiveTenants tenants,
            Sessions sessions,
            LogoutRequests requests,
            SignOut signOut,
            FrontChannel frontChannel,
            List<FurtherLogout> further,
            LogoutProblems problems,
            Pages pages) {
        this.tenants = tenants;
        this.sessions = sessions;
        this.requests = requests;
        this.signOut = signOut;
        this.frontChannel = frontChannel;
        this.further = List.copyOf(further);
        this.problems = problems;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/oauth2/logout")
    ResponseEntity<?> get(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Tenant active = tenants.require(tenant);
        LogoutRequest asked;
        try {
            asked = requests.read(
                    active,
                    FormParameters.parse(
                            Optional.ofNullable(request.getQueryString()).orElse("")));
        } catch (MalformedRequestException malformed) {
            return malformed(active, malformed, origin);
        }
        Optional<LiveSession> session = sessions.find(active.id(), request);
        if (session.isEmpty()) {
            return signedOut(active, asked, List.of(), response);
        }
        if (signOut.isMeantBy(session.get(), asked)) {
            return end(active, session.get(), asked, "by the client", response, origin);
        }
        return confirmation(active, session.get(), asked, request);
    }

    /// Our own form, or a client's request by POST, which goes on by GET: another site's form comes without our
    /// `SameSite=Lax` cookie.
    @PostMapping(path = "/t/{tenant}/oauth2/logout", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            FormParameters form = FormParameters.read(request);
            Optional<String> csrf = form.find("csrf");
            if (csrf.isEmpty()) {
                return redirect(active.issuer() + "/oauth2/logout?" + form.encoded());
            }
            LogoutRequest asked = requests.read(
                    active, FormParameters.parse(form.find("request").orElse("")));
            Optional<LiveSession> session = sessions.find(active.id(), request);
            if (session.isEmpty()) {
                return signedOut(active, asked, List.of(), response);
            }
            return FormGuard.accepts(active, request, SignOutForm.csrf(active.id(), request), csrf.get())
                    ? end(active, session.get(), asked, "by the person", response, origin)
                    : confirmation(active, session.get(), asked, request);
        } catch (MalformedRequestException malformed) {
            return malformed(active, malformed, origin);
        }
    }

    private ResponseEntity<?> end(
            Tenant tenant,
            LiveSession session,
            LogoutRequest asked,
            String reason,
            HttpServletResponse response,
            Origin origin) {
        List<URI> frames = frontChannel.frames(tenant, session);
        Optional<String> elsewhere = FurtherLogout.begin(further, tenant, session, asked.destination());
        signOut.end(session, reason, origin);
        if (elsewhere.isPresent()) {
            clearCookies(tenant, response);
            // a page in between, since browsers hold the redirects that follow a form against its page's policy
            return pages.show(new Page.SignedOut(tenant, frames, elsewhere));
        }
        return signedOut(tenant, asked, frames, response);
    }

    private ResponseEntity<?> confirmation(
            Tenant tenant, LiveSession session, LogoutRequest asked, HttpServletRequest request) {
        return pages.show(new Page.SignOut(
                tenant,
                SignOutForm.csrf(tenant.id(), request),
                asked.sent(),
                session.principal().name(),
                asked.formTargets()));
    }

    private ResponseEntity<?> signedOut(
            Tenant tenant, LogoutRequest asked, List<URI> frames, HttpServletResponse response) {
        clearCookies(tenant, response);
        Optional<String> destination = asked.destination();
        return destination.isPresent() && frames.isEmpty()
                ? redirect(destination.get())
                : pages.show(new Page.SignedOut(tenant, frames, destination));
    }

    private static void clearCookies(Tenant tenant, HttpServletResponse response) {
        response.addHeader("Set-Cookie", SessionCookie.SESSION.clear(tenant.id()));
        response.addHeader("Set-Cookie", BrowserState.clear(tenant.id()));
    }

    private static ResponseEntity<?> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", location)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private ResponseEntity<?> malformed(Tenant tenant, MalformedRequestException malformed, Origin origin) {
        return problems.show(
                tenant,
                new Decisions(),
                "logout request",
                new AuditEvent(
                        tenant.id(),
                        "user:@" + tenant.id(),
                        "session.end",
                        "session",
                        AuditEvent.Outcome.REFUSED,
                        "malformed: " + malformed.getMessage(),
                        origin),
                Text.of("problem.malformed"));
    }
}
