package io.lightwave.token.login;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.SamlUpstream;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.session.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/saml/sp/{provider}/acs`: the assertion consumer service of a SAML identity provider, an address
/// for each. What another site's form brings comes without our `SameSite=Lax` cookies, so the browser sends it once
/// more from a page of ours, and only then is it looked at.
@RestController
class AssertionConsumerEndpoint {
    private static final String ROUND = "round";

    private final Visits visits;
    private final IdentityProviders providers;
    private final Elsewhere elsewhere;
    private final Arrival arrival;
    private final Pages pages;
    private final SecureRandom random;

    AssertionConsumerEndpoint(
            Visits visits,
            IdentityProviders providers,
            Elsewhere elsewhere,
            Arrival arrival,
            Pages pages,
            SecureRandom random) {
        this.visits = visits;
        this.providers = providers;
        this.elsewhere = elsewhere;
        this.arrival = arrival;
        this.pages = pages;
        this.random = random;
    }

    @PostMapping(path = "/t/{tenant}/saml/sp/{provider}/acs", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> consume(
            @PathVariable String tenant,
            @PathVariable UUID provider,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin)
            throws IOException {
        var visit = new Visit(visits.tenant(tenant), Destination.OwnPage.LOGIN, request, response, origin);
        try {
            String form = SentRequest.form(request.getInputStream());
            Map<String, String> fields = SentRequest.fields(form, ROUND);
            String round = fields.getOrDefault(ROUND, "");
            if (visit.browser().isEmpty() && isWorthAnother(visit, provider, round)) {
                return again(visit, provider, fields, round);
            }
            return arrival.show(
                    visit, provider, elsewhere.arrive(visit, provider, SentRequest.ofForm(form, "SAMLResponse")));
        } catch (InvalidSamlException malformed) {
            return arrival.refused(visit, provider, malformed.reason());
        }
    }

    /// A browser that has no cookie in the second round either gets one for a third, for a provider whose people may
    /// come without having been sent.
    private boolean isWorthAnother(Visit visit, UUID provider, String round) {
        return switch (round) {
            case "" -> true;
            case "2" ->
                providers
                        .usable(visit.tenant().id(), provider)
                        .filter(SamlUpstream::isOpen)
                        .isPresent();
            default -> false;
        };
    }

    private ResponseEntity<?> again(Visit visit, UUID provider, Map<String, String> fields, String round) {
        Tenant tenant = visit.tenant();
        if (!round.isEmpty()) {
            visit.response()
                    .addHeader("Set-Cookie", SessionCookie.SIGN_IN.set(tenant.id(), OpaqueSecret.random(random)));
        }
        var next = new LinkedHashMap<>(fields);
        next.put(ROUND, round.isEmpty() ? "2" : "3");
        return pages.show(new Page.FormPost(tenant, SamlUpstream.consumer(tenant, provider), next, ""));
    }
}
