package io.lightwave.token.saml.logout;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.language.Text;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.LogoutProblems;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.FormTargets;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.logout.LogoutRound.Step;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/saml/slo`: the single logout service in the browser. Requests prove themselves by their
/// signature, so that none of them needs the browser's cookie.
@RestController
class SamlLogoutEndpoint {
    private final ActiveTenants tenants;
    private final SingleLogout logout;
    private final LogoutRound round;
    private final Rounds rounds;
    private final List<FurtherLogout> others;
    private final LogoutProblems problems;
    private final Pages pages;

    /// @param others who else is told of the end of a session
    SamlLogoutEndpoint(
            ActiveTenants tenants,
            SingleLogout logout,
            LogoutRound round,
            Rounds rounds,
            List<FurtherLogout> others,
            LogoutProblems problems,
            Pages pages) {
        this.tenants = tenants;
        this.logout = logout;
        this.round = round;
        this.rounds = rounds;
        this.others = List.copyOf(others);
        this.problems = problems;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/saml/slo")
    ResponseEntity<?> get(
            @PathVariable String tenant, HttpServletRequest http, HttpServletResponse response, Origin origin) {
        Tenant active = tenants.require(tenant);
        String query = Optional.ofNullable(http.getQueryString()).orElse("");
        if (query.startsWith("round=")) {
            return show(active, round.resume(active, query.substring("round=".length())), origin);
        }
        try {
            return query.startsWith("SAMLResponse=") || query.contains("&SAMLResponse=")
                    ? show(active, round.answered(active, SentRequest.ofQuery(query, "SAMLResponse")), origin)
                    : requested(active, SentRequest.ofQuery(query, "SAMLRequest"), http, response, origin);
        } catch (InvalidSamlException malformed) {
            return refused(active, malformed, http, origin);
        }
    }

    @PostMapping(path = "/t/{tenant}/saml/slo", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(
            @PathVariable String tenant, HttpServletRequest http, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            String form = SentRequest.form(http.getInputStream());
            return form.startsWith("SAMLResponse=") || form.contains("&SAMLResponse=")
                    ? show(active, round.answered(active, SentRequest.ofForm(form, "SAMLResponse")), origin)
                    : requested(active, SentRequest.ofForm(form, "SAMLRequest"), http, response, origin);
        } catch (InvalidSamlException malformed) {
            return refused(active, malformed, http, origin);
        }
    }

    private ResponseEntity<?> requested(
            Tenant tenant, SentRequest sent, HttpServletRequest http, HttpServletResponse response, Origin origin) {
        SingleLogout.Done done =
                logout.requested(tenant, sent, Addresses.logout(tenant), true, others, Decisions.of(http), origin);
        if (done.ended() > 0) {
            response.addHeader("Set-Cookie", SessionCookie.SESSION.clear(tenant.id()));
            response.addHeader("Set-Cookie", BrowserState.clear(tenant.id()));
        }
        Rounds.Round begun = SingleLogout.round(done, sent.relayState());
        if (done.frames().isEmpty() && done.first().isEmpty()) {
            return show(tenant, Optional.of(round.next(tenant, begun)), origin);
        }
        rounds.keep(tenant.id(), done.kept(), begun);
        String next = done.first().orElseGet(() -> SingleLogout.address(tenant, done.kept()));
        return done.frames().isEmpty()
                ? show(tenant, Optional.of(new Step.Redirect(next)), origin)
                : pages.show(new Page.SignedOut(tenant, done.frames(), Optional.of(next)));
    }

    private ResponseEntity<?> show(Tenant tenant, Optional<Step> step, Origin origin) {
        if (step.isEmpty()) {
            return problems.show(
                    tenant,
                    new Decisions(),
                    "sign-out that waits",
                    SingleLogout.refusal(
                            tenant, "no sign-out waits for it: it has ended, took too long or was never begun", origin),
                    Text.of("problem.logout.ended"));
        }
        return switch (step.get()) {
            case Step.Redirect(String location) ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", location)
                        .header("Cache-Control", "no-store")
                        .header("Referrer-Policy", "no-referrer")
                        .build();
            case Step.Form(var target, var fields) ->
                pages.show(new Page.FormPost(tenant, target.toString(), fields, FormTargets.of(target)));
            case Step.SignedOut() -> pages.show(new Page.SignedOut(tenant, List.of(), Optional.empty()));
        };
    }

    private ResponseEntity<?> refused(
            Tenant tenant, InvalidSamlException malformed, HttpServletRequest http, Origin origin) {
        return problems.show(
                tenant,
                Decisions.of(http),
                SingleLogout.MESSAGE,
                SingleLogout.refusal(tenant, malformed.reason(), origin),
                Text.of("problem.application.request"));
    }
}
