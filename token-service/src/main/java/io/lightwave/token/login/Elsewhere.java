package io.lightwave.token.login;

import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.federation.IdentityProvider;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.SamlUpstream;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamException;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.federation.UpstreamSessions;
import io.lightwave.token.login.SignInFlow.Progress;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.page.Pages;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.saml.idp.SentRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;

/// Signing in at another provider: there and back.
final class Elsewhere {
    private final IdentityProviders providers;
    private final Upstream upstream;
    private final SamlUpstream saml;
    private final UpstreamPeople people;
    private final UpstreamSessions sessions;
    private final Assurance assurance;
    private final Pages pages;
    private final SignInFlow flow;

    Elsewhere(
            IdentityProviders providers,
            Upstream upstream,
            SamlUpstream saml,
            UpstreamPeople people,
            UpstreamSessions sessions,
            Assurance assurance,
            Pages pages,
            SignInFlow flow) {
        this.providers = providers;
        this.upstream = upstream;
        this.saml = saml;
        this.people = people;
        this.sessions = sessions;
        this.assurance = assurance;
        this.pages = pages;
        this.flow = flow;
    }

    /// What came of it.
    sealed interface Outcome {
        record Left(ResponseEntity<?> page) implements Outcome {}

        record Stayed(Progress progress) implements Outcome {}
    }

    /// Sends whoever types an address of a provider's domain there; empty for everybody else.
    Optional<ResponseEntity<?>> byAddress(Visit visit, String address) {
        return Optional.of(address)
                .filter(_ -> isPermitted(visit))
                .flatMap(typed -> providers.ofAddress(visit.tenant().id(), typed))
                .flatMap(provider -> switch (leave(visit, provider, address, false)) {
                    case Outcome.Left(ResponseEntity<?> page) -> Optional.of(page);
                    case Outcome.Stayed _ -> Optional.empty();
                });
    }

    Outcome byName(Visit visit, String name) {
        return providers
                .usable(visit.tenant().id(), name)
                .filter(_ -> isPermitted(visit))
                .map(provider -> leave(visit, provider, "", false))
                .orElseGet(() -> new Outcome.Stayed(flow.elsewhereRefused(visit, "", "no such provider")));
    }

    private boolean isPermitted(Visit visit) {
        return assurance.policy(visit.tenant().id()).mayBeginWith(Factor.IDENTITY_PROVIDER);
    }

    /// @param anew whether the person has to prove themselves there once more in any case
    private Outcome leave(Visit visit, IdentityProvider provider, String hint, boolean anew) {
        try {
            var errand = new Upstream.Errand(
                    visit.destination().encoded(),
                    Optional.empty(),
                    hint,
                    anew || visit.destination().wantsSignIn(),
                    maxAge(visit));
            return new Outcome.Left(pages.show(
                    upstream.send(visit.tenant(), provider, visit.browser().orElseThrow(), errand)
                            .page(visit.tenant(), provider.settings().displayName())));
        } catch (UpstreamException failed) {
            return new Outcome.Stayed(
                    flow.elsewhereRefused(visit, provider.name(), String.valueOf(failed.getMessage())));
        }
    }

    /// What a browser comes back with; empty when there is no such provider.
    Optional<Arrived> arrive(Visit visit, UUID provider, FormParameters answer) {
        return arrive(
                visit,
                provider,
                (known, browser) -> upstream.receive(visit.tenant(), known, browser, answer, visit.decisions()));
    }

    /// The same by SAML.
    Optional<Arrived> arrive(Visit visit, UUID provider, SentRequest answer) {
        return arrive(
                visit,
                provider,
                (known, browser) -> saml.receive(
                        visit.tenant(), known, browser, answer.message(), answer.relayState(), visit.decisions()));
    }

    /// @param destination what the person had come for; empty when nothing is known of it
    record Arrived(String destination, IdentityProvider provider, Optional<Upstream.Arrival> arrival, String reason) {}

    private interface Reception {
        Upstream.Arrival receive(IdentityProvider provider, OpaqueSecret browser) throws UpstreamException;
    }

    private Optional<Arrived> arrive(Visit visit, UUID provider, Reception reception) {
        Optional<OpaqueSecret> browser = visit.browser();
        return providers
                .usable(visit.tenant().id(), provider)
                .filter(_ -> isPermitted(visit) && browser.isPresent())
                .map(known -> {
                    visit.decisions()
                            .held("authentication policy", "a sign-in may begin elsewhere")
                            .held("identity provider", known.name() + " is registered and enabled");
                    return receive(known, browser.get(), reception);
                });
    }

    private static Arrived receive(IdentityProvider provider, OpaqueSecret browser, Reception reception) {
        try {
            Upstream.Arrival arrival = reception.receive(provider, browser);
            return new Arrived(arrival.destination(), provider, Optional.of(arrival), "");
        } catch (UpstreamException refused) {
            return new Arrived(refused.destination(), provider, Optional.empty(), String.valueOf(refused.getMessage()));
        }
    }

    /// Whoever has not proved themselves there in time for what is next is sent there again.
    Outcome goOn(Visit visit, Arrived arrived) {
        Progress progress = arrived.arrival()
                .map(arrival -> flow.elsewhere(
                        visit,
                        people.recognise(arrived.provider(), arrival.identity(), visit.origin()),
                        arrived.provider().name(),
                        arrival.session().map(there -> sessions.keep(arrived.provider(), there))))
                .orElseGet(() -> flow.elsewhereRefused(visit, arrived.provider().name(), arrived.reason()));
        return progress instanceof Progress.FreshProofWanted
                ? leave(visit, arrived.provider(), "", true)
                : new Outcome.Stayed(progress);
    }

    private static Optional<Duration> maxAge(Visit visit) {
        return visit.destination() instanceof Destination.Waiting(AuthorizationRequest request)
                ? request.maxAge()
                : Optional.empty();
    }
}
