package io.lightwave.token.saml.idp;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.language.Text;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/saml/sso`: the single sign-on service, by the bindings HTTP-Redirect and HTTP-POST.
@RestController
class SignOnEndpoint {
    private final ActiveTenants tenants;
    private final AuthnRequests requests;
    private final SignOn signOn;
    private final Waiting waiting;
    private final Artifacts artifacts;
    private final Sessions sessions;
    private final Pages pages;
    private final Refusals refusals;
    private final InstantSource clock;

    SignOnEndpoint(
            ActiveTenants tenants,
            AuthnRequests requests,
            SignOn signOn,
            Waiting waiting,
            Artifacts artifacts,
            Sessions sessions,
            Pages pages,
            Refusals refusals,
            InstantSource clock) {
        this.tenants = tenants;
        this.requests = requests;
        this.signOn = signOn;
        this.waiting = waiting;
        this.artifacts = artifacts;
        this.sessions = sessions;
        this.pages = pages;
        this.refusals = refusals;
        this.clock = clock;
    }

    /// A request of a service provider, or one of those that wait.
    @GetMapping("/t/{tenant}/saml/sso")
    ResponseEntity<?> get(@PathVariable String tenant, HttpServletRequest http, Origin origin) {
        Tenant active = tenants.require(tenant);
        String query = Optional.ofNullable(http.getQueryString()).orElse("");
        if (query.startsWith("waiting=")) {
            return answer(
                    active,
                    requests.resume(active, query.substring("waiting=".length()), Decisions.of(http)),
                    http,
                    origin);
        }
        try {
            return answer(
                    active,
                    requests.read(active, SentRequest.ofQuery(query, "SAMLRequest"), Decisions.of(http)),
                    http,
                    origin);
        } catch (InvalidSamlException malformed) {
            return answer(active, unreadable(malformed), http, origin);
        }
    }

    /// For a person who begins here.
    @GetMapping("/t/{tenant}/saml/sso/{serviceProvider}")
    ResponseEntity<?> start(
            @PathVariable String tenant,
            @PathVariable String serviceProvider,
            @RequestParam(name = "RelayState", defaultValue = "") String relayState,
            HttpServletRequest http,
            Origin origin) {
        Tenant active = tenants.require(tenant);
        try {
            return answer(
                    active,
                    requests.start(
                            active,
                            serviceProvider,
                            SentRequest.relayState(relayState),
                            clock.instant(),
                            Decisions.of(http)),
                    http,
                    origin);
        } catch (InvalidSamlException malformed) {
            return answer(active, unreadable(malformed), http, origin);
        }
    }

    /// Goes on by GET: a form that another site sends comes without our `SameSite=Lax` cookie, the GET that
    /// follows comes with it.
    @PostMapping(path = "/t/{tenant}/saml/sso", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> post(@PathVariable String tenant, HttpServletRequest http, Origin origin) throws IOException {
        Tenant active = tenants.require(tenant);
        try {
            SentRequest sent = SentRequest.ofForm(SentRequest.form(http.getInputStream()), "SAMLRequest");
            return switch (requests.read(active, sent, Decisions.of(http))) {
                case Reading.Accepted accepted -> wait(accepted, "/saml/sso?waiting=", http, origin);
                case Reading.Rejected rejected -> send(signOn.refuse(rejected, Decisions.of(http), origin));
                case Reading.Unanswerable unanswerable -> answer(active, unanswerable, http, origin);
            };
        } catch (InvalidSamlException malformed) {
            return answer(active, unreadable(malformed), http, origin);
        }
    }

    private ResponseEntity<?> answer(Tenant tenant, Reading reading, HttpServletRequest http, Origin origin) {
        return switch (reading) {
            case Reading.Accepted accepted ->
                switch (signOn.decide(accepted, sessions.find(tenant.id(), http), Decisions.of(http), origin)) {
                    case SignOn.Decision.Answered answered -> send(answered);
                    case SignOn.Decision.SignInNeeded(Reading.Accepted asked, boolean more) ->
                        wait(asked, signIn(asked.request().forceAuthn(), more), http, origin);
                };
            case Reading.Rejected rejected -> send(signOn.refuse(rejected, Decisions.of(http), origin));
            case Reading.Unanswerable unanswerable -> answer(tenant, unanswerable, http, origin);
        };
    }

    private static String signIn(boolean anew, boolean more) {
        return "/login?saml" + (anew ? "-anew" : "") + (more ? "-more" : "") + "=";
    }

    private ResponseEntity<?> wait(Reading.Accepted asked, String where, HttpServletRequest http, Origin origin) {
        Optional<String> token = waiting.write(
                asked.tenant().id(), new Waiting.Request(asked.text(), asked.relayState(), asked.receivedAt()));
        if (token.isEmpty()) {
            return answer(
                    asked.tenant(),
                    new Reading.Unanswerable(
                            Text.of("problem.application.request.long"),
                            "too long to wait",
                            asked.provider().entityId()),
                    http,
                    origin);
        }
        return redirect(asked.tenant().issuer() + where + token.get());
    }

    private ResponseEntity<?> send(SignOn.Decision.Answered answered) {
        Reading.Accepted asked = answered.asked();
        if (asked.consumer().binding() == Binding.ARTIFACT) {
            return byArtifact(asked, answered.response());
        }
        var form = new LinkedHashMap<String, String>();
        form.put("SAMLResponse", Wire.forForm(answered.response()));
        if (!asked.relayState().isEmpty()) {
            form.put("RelayState", asked.relayState());
        }
        URI consumer = asked.consumer().location();
        return pages.show(new Page.FormPost(asked.tenant(), consumer.toString(), form, FormTargets.of(consumer)));
    }

    private ResponseEntity<?> byArtifact(Reading.Accepted asked, String response) {
        URI consumer = asked.consumer().location();
        String artifact = artifacts.keep(asked.tenant(), asked.provider(), response);
        return redirect(consumer + (consumer.getRawQuery() == null ? "?" : "&") + "SAMLart=" + encoded(artifact)
                + (asked.relayState().isEmpty() ? "" : "&RelayState=" + encoded(asked.relayState())));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ResponseEntity<?> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", location)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private static Reading.Unanswerable unreadable(InvalidSamlException malformed) {
        return new Reading.Unanswerable(Text.of("problem.application.request.unreadable"), malformed.reason(), "");
    }

    /// Tells the person, on a page without a form.
    private ResponseEntity<?> answer(
            Tenant tenant, Reading.Unanswerable unanswerable, HttpServletRequest http, Origin origin) {
        String claimed = unanswerable.claimed();
        refusals.refused(
                Decisions.of(http),
                "service provider and its request",
                new AuditEvent(
                        tenant.id(),
                        "service-provider:" + (claimed.length() > 200 ? claimed.substring(0, 200) : claimed),
                        "saml.respond",
                        "single sign-on service",
                        AuditEvent.Outcome.REFUSED,
                        unanswerable.reason(),
                        origin));
        return pages.show(new Page.Problem(
                tenant, HttpStatus.BAD_REQUEST, Text.of("problem.sign-in"), unanswerable.detail(), origin.requestId()));
    }
}
