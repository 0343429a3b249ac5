package io.lightwave.token.logout;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.page.FormGuard;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/logout` (OpenID Connect RP-Initiated Logout 1.0). It ends at a page of ours: no client
/// has a `post_logout_redirect_uri` registered, and an unregistered one is never followed.
@RestController
class LogoutEndpoint {
    private final ActiveTenants tenants;
    private final Sessions sessions;
    private final SignOut signOut;
    private final Pages pages;

    LogoutEndpoint(ActiveTenants tenants, Sessions sessions, SignOut signOut, Pages pages) {
        this.tenants = tenants;
        this.sessions = sessions;
        this.signOut = signOut;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/oauth2/logout")
    ResponseEntity<?> get(
            @PathVariable String tenant,
            @RequestParam(name = "id_token_hint", defaultValue = "") String hint,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin) {
        Tenant active = tenants.require(tenant);
        Optional<LiveSession> session = sessions.find(active.id(), request);
        if (session.isEmpty()) {
            return signedOut(active, response);
        }
        if (signOut.isMeantBy(active, session.get(), hint)) {
            signOut.end(session.get(), "by the client", origin);
            return signedOut(active, response);
        }
        return confirmation(active, session.get(), request);
    }

    /// Our own form, or a client's request by POST, which goes on by GET: another site's form comes without our
    /// `SameSite=Lax` cookie.
    @PostMapping(path = "/t/{tenant}/oauth2/logout", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(
            @PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        FormParameters form;
        try {
            form = FormParameters.read(request);
        } catch (MalformedRequestException malformed) {
            return pages.show(new Page.Problem(
                    active,
                    HttpStatus.BAD_REQUEST,
                    "Nobody was signed out",
                    "The request is malformed.",
                    origin.requestId()));
        }
        Optional<String> csrf = form.find("csrf");
        if (csrf.isEmpty()) {
            String hint = form.find("id_token_hint").orElse("");
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .header(
                            "Location",
                            active.issuer() + "/oauth2/logout?id_token_hint="
                                    + URLEncoder.encode(hint, StandardCharsets.UTF_8))
                    .build();
        }
        Optional<LiveSession> session = sessions.find(active.id(), request);
        if (session.isEmpty()) {
            return signedOut(active, response);
        }
        if (!FormGuard.accepts(active, request, SignOutForm.csrf(active.id(), request), csrf.get())) {
            return confirmation(active, session.get(), request);
        }
        signOut.end(session.get(), "by the person", origin);
        return signedOut(active, response);
    }

    private ResponseEntity<?> confirmation(Tenant tenant, LiveSession session, HttpServletRequest request) {
        return pages.show(new Page.SignOut(
                tenant,
                SignOutForm.csrf(tenant.id(), request),
                session.principal().name()));
    }

    private ResponseEntity<?> signedOut(Tenant tenant, HttpServletResponse response) {
        response.addHeader("Set-Cookie", SessionCookie.SESSION.clear(tenant.id()));
        return pages.show(new Page.SignedOut(tenant));
    }
}
