package io.lightwave.token.saml.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.Participants.Participant;
import io.lightwave.token.saml.logout.Rounds.Requester;
import io.lightwave.token.saml.logout.Rounds.Round;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Signer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Leads a browser from one service provider to the next, and in the end to whoever asked for the logout.
final class LogoutRound {
    private final ServiceProviders providers;
    private final Rounds rounds;
    private final SoapNotices notices;
    private final SamlKeys keys;
    private final LogoutMessages messages;

    LogoutRound(
            ServiceProviders providers, Rounds rounds, SoapNotices notices, SamlKeys keys, LogoutMessages messages) {
        this.providers = providers;
        this.rounds = rounds;
        this.notices = notices;
        this.keys = keys;
        this.messages = messages;
    }

    /// Where the browser goes next.
    sealed interface Step {
        record Redirect(String location) implements Step {}

        record Form(URI target, Map<String, String> fields) implements Step {
            public Form {
                fields = Map.copyOf(fields);
            }
        }

        /// Nowhere.
        record SignedOut() implements Step {}
    }

    /// Goes on with a round that was kept; empty when there is none.
    Optional<Step> resume(Tenant tenant, String id) {
        return OpaqueSecret.parse(id)
                .flatMap(secret -> rounds.take(tenant.id(), secret))
                .map(round -> next(tenant, round));
    }

    /// Goes on after a service provider has answered, whatever it answered; empty when nobody is waited for.
    Optional<Step> answered(Tenant tenant, SentRequest sent) {
        return OpaqueSecret.parse(sent.relayState())
                .flatMap(secret -> rounds.take(tenant.id(), secret))
                .map(round -> next(tenant, round.with(round.remaining(), !isSuccess(tenant, round, sent))));
    }

    private boolean isSuccess(Tenant tenant, Round round, SentRequest sent) {
        Participant visited = round.visited();
        String request = round.awaited();
        if (visited == null || request == null) {
            return false;
        }
        try {
            ServiceProvider provider = providers
                    .byId(tenant.id(), visited.provider())
                    .orElseThrow(() -> new InvalidSamlException("no such service provider"));
            LogoutResponse.require(sent, provider, request, false);
            if (sent.isSigned()) {
                notices.heard(tenant.id(), visited);
            }
            return true;
        } catch (InvalidSamlException malformed) {
            return false;
        }
    }

    Step next(Tenant tenant, Round begun) {
        Round round = begun;
        while (!round.remaining().isEmpty()) {
            Participant who = round.remaining().getFirst();
            Optional<ServiceProvider> provider = providers.byId(tenant.id(), who.provider());
            Optional<ServiceLocation> endpoint = provider.flatMap(LogoutRound::endpoint);
            if (endpoint.isPresent()) {
                URI address = endpoint.get().location();
                UnsignedMessage message = messages.request(tenant, provider.get(), who, address);
                OpaqueSecret kept = rounds.begin(tenant.id(), round.without(who, message.id()));
                return send(tenant, endpoint.get().binding(), address, "SAMLRequest", message, kept.text());
            }
            round = round.with(round.remaining().subList(1, round.remaining().size()), true);
        }
        return end(tenant, round);
    }

    private Step end(Tenant tenant, Round round) {
        Requester requester = round.requester();
        if (requester == null) {
            return round.destination() == null ? new Step.SignedOut() : new Step.Redirect(round.destination());
        }
        Optional<ServiceLocation> endpoint =
                providers.byId(tenant.id(), requester.provider()).flatMap(LogoutRound::endpoint);
        if (endpoint.isEmpty()) {
            return new Step.SignedOut();
        }
        URI address = endpoint.get().responseLocation().orElse(endpoint.get().location());
        UnsignedMessage message = messages.response(tenant, address, requester.requestId(), round.partial());
        return send(tenant, endpoint.get().binding(), address, "SAMLResponse", message, requester.relayState());
    }

    /// Signed apart in an address, and in itself in a form.
    private Step send(
            Tenant tenant, Binding binding, URI address, String parameter, UnsignedMessage message, String relayState) {
        Signer signer = keys.requireSigner(tenant.id());
        return binding == Binding.POST
                ? new Step.Form(address, message.fields(parameter, relayState, signer))
                : new Step.Redirect(message.address(address, parameter, relayState, signer));
    }

    /// Where a browser brings logout messages.
    static Optional<ServiceLocation> endpoint(ServiceProvider provider) {
        List<ServiceLocation> all = provider.metadata().logout();
        return all.stream()
                .filter(each -> each.binding() == Binding.REDIRECT)
                .findFirst()
                .or(() -> all.stream()
                        .filter(each -> each.binding() == Binding.POST)
                        .findFirst());
    }
}
