package io.lightwave.token.federation;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.language.Text;
import io.lightwave.token.logout.FrontChannel;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.LogoutProblems;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/saml/sp/{provider}/slo`: the single logout service for one outside identity provider. Its
/// requests prove themselves by their signature; its answers only lead the browser on.
@RestController
class UpstreamLogoutEndpoint {
    private final ActiveTenants tenants;
    private final UpstreamLogout logout;
    private final List<FurtherLogout> further;
    private final FrontChannel frontChannel;
    private final LogoutProblems problems;
    private final Pages pages;

    UpstreamLogoutEndpoint(
            ActiveTenants tenants,
            UpstreamLogout logout,
            List<FurtherLogout> further,
            FrontChannel frontChannel,
            LogoutProblems problems,
            Pages pages) {
        this.tenants = tenants;
        this.logout = logout;
        this.further = List.copyOf(further);
        this.frontChannel = frontChannel;
        this.problems = problems;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/saml/sp/{provider}/slo")
    ResponseEntity<?> get(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            HttpServletRequest http,
            HttpServletResponse response,
            Origin origin) {
        Tenant active = tenants.require(tenant);
        String query = Optional.ofNullable(http.getQueryString()).orElse("");
        if (query.startsWith(UpstreamLogout.LEAVING)) {
            return leaving(active, provider, query.substring(UpstreamLogout.LEAVING.length()), origin);
        }
        try {
            return query.startsWith("SAMLResponse=") || query.contains("&SAMLResponse=")
                    ? answered(active, provider, SentRequest.ofQuery(query, "SAMLResponse"), origin)
                    : requested(active, provider, SentRequest.ofQuery(query, "SAMLRequest"), response, origin);
        } catch (InvalidSamlException malformed) {
            return refused(active, provider, malformed, origin);
        }
    }

    @PostMapping(path = "/t/{tenant}/saml/sp/{provider}/slo", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            HttpServletRequest http,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            String form = SentRequest.form(http.getInputStream());
            return form.startsWith("SAMLResponse=") || form.contains("&SAMLResponse=")
                    ? answered(active, provider, SentRequest.ofForm(form, "SAMLResponse"), origin)
                    : requested(active, provider, SentRequest.ofForm(form, "SAMLRequest"), response, origin);
        } catch (InvalidSamlException malformed) {
            return refused(active, provider, malformed, origin);
        }
    }

    /// From server to server (SAML bindings §3.2): sessions end wherever their browsers are.
    @PostMapping("/t/{tenant}/saml/sp/{provider}/slo/soap")
    ResponseEntity<byte[]> soap(
            @PathVariable String tenant, @PathVariable UUID provider, HttpServletRequest http, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        byte[] body = http.getInputStream().readNBytes(StrictXml.MAXIMUM_BYTES + 1);
        try {
            UpstreamLogout.Asked asked = logout.requested(
                    active, provider, SentRequest.ofSoap(body), SamlUpstream.soapLogout(active, provider));
            boolean partial = false;
            for (LiveSession session : asked.sessions()) {
                partial |= further.stream().anyMatch(one -> one.needsBrowser(active, session))
                        || !frontChannel.frames(active, session).isEmpty();
            }
            logout.end(active, asked, origin);
            for (LiveSession session : asked.sessions()) {
                for (FurtherLogout one : further) {
                    partial |= !one.tell(active, session.session().id());
                }
            }
            return Soap.answer(logout.soapAnswer(active, asked, partial));
        } catch (InvalidSamlException malformed) {
            logout.refused(active, provider, malformed, origin);
            return Soap.fault();
        }
    }

    /// On the way there by a form.
    private ResponseEntity<?> leaving(Tenant tenant, UUID provider, String kept, Origin origin) {
        return logout.form(tenant, provider, kept)
                .<ResponseEntity<?>>map(form -> pages.show(form.page(tenant, "")))
                .orElseGet(() -> ended(tenant, provider, origin));
    }

    private ResponseEntity<?> answered(Tenant tenant, UUID provider, SentRequest sent, Origin origin) {
        Optional<String> destination = logout.answered(tenant, provider, sent.relayState());
        if (destination.isEmpty()) {
            return ended(tenant, provider, origin);
        }
        return go(tenant, List.of(), destination.filter(address -> !address.isEmpty()));
    }

    private ResponseEntity<?> requested(
            Tenant tenant, UUID provider, SentRequest sent, HttpServletResponse response, Origin origin) {
        UpstreamLogout.Asked asked = logout.requested(tenant, provider, sent, SamlUpstream.logout(tenant, provider));
        var frames = new ArrayList<URI>();
        Optional<String> next = asked.answer();
        for (LiveSession session : asked.sessions()) {
            frames.addAll(frontChannel.frames(tenant, session));
            Optional<String> first = FurtherLogout.begin(further, tenant, session, next);
            next = first.isPresent() ? first : next;
        }
        logout.end(tenant, asked, origin);
        if (!asked.sessions().isEmpty()) {
            response.addHeader("Set-Cookie", SessionCookie.SESSION.clear(tenant.id()));
            response.addHeader("Set-Cookie", BrowserState.clear(tenant.id()));
        }
        return go(tenant, frames, next);
    }

    private ResponseEntity<?> go(Tenant tenant, List<URI> frames, Optional<String> next) {
        return next.isPresent() && frames.isEmpty()
                ? ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", next.get())
                        .header("Cache-Control", "no-store")
                        .header("Referrer-Policy", "no-referrer")
                        .build()
                : pages.show(new Page.SignedOut(tenant, frames, next));
    }

    private ResponseEntity<?> refused(Tenant tenant, UUID provider, InvalidSamlException malformed, Origin origin) {
        return problems.show(
                tenant,
                new Decisions(),
                "logout message of the provider",
                UpstreamLogout.refusal(tenant, provider, malformed.reason(), origin),
                Text.of("problem.provider.request"));
    }

    private ResponseEntity<?> ended(Tenant tenant, UUID provider, Origin origin) {
        return problems.show(
                tenant,
                new Decisions(),
                UpstreamLogout.WAITING,
                UpstreamLogout.refusal(tenant, provider, UpstreamLogout.NONE_WAITS, origin),
                Text.of("problem.logout.ended"));
    }
}
