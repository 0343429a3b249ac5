package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.language.Text;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviderMetadata.Consumer;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Reads authentication requests: who sends one, whether it is theirs, and where the answer goes. Until all that
/// is known, nothing is sent anywhere.
final class AuthnRequests {
    private static final Duration OLDEST = Duration.ofMinutes(10).plus(Envelope.SKEW);
    private static final Text ASK_ANEW = Text.of("problem.application.request.anew");
    private static final Text UNKNOWN = Text.of("problem.application.unregistered");

    /// Before a service provider's id, where a request would stand.
    private static final String UNSOLICITED = "unsolicited ";

    private final ServiceProviders providers;
    private final Waiting waiting;
    private final OldAlgorithms oldAlgorithms;
    private final InstantSource clock;

    AuthnRequests(ServiceProviders providers, Waiting waiting, OldAlgorithms oldAlgorithms, InstantSource clock) {
        this.providers = providers;
        this.waiting = waiting;
        this.oldAlgorithms = oldAlgorithms;
        this.clock = clock;
    }

    /// A request that has just come in a browser.
    ///
    /// @param decisions where it is told what held
    Reading read(Tenant tenant, SentRequest sent, Decisions decisions) {
        return read(tenant, sent, Addresses.signOn(tenant), false, decisions);
    }

    /// A request that an enhanced client has brought (profiles §4.2), which will be taken back by the binding
    /// PAOS.
    Reading readByClient(Tenant tenant, SentRequest sent, Decisions decisions) {
        return read(tenant, sent, Addresses.ecp(tenant), true, decisions);
    }

    private Reading read(Tenant tenant, SentRequest sent, String address, boolean byClient, Decisions decisions) {
        String claimed = "";
        try {
            AuthnRequest request = AuthnRequest.read(sent.message());
            claimed = request.envelope().issuer();
            Optional<ServiceProvider> provider = providers.find(tenant.id(), claimed);
            if (provider.isEmpty()) {
                return new Reading.Unanswerable(
                        UNKNOWN, "no such service provider, or its metadata has expired", claimed);
            }
            noteProvider(decisions, provider.get());
            boolean old = sent.checkSignature(
                    provider.get().metadata().signingKeys(),
                    provider.get().signsRequests(),
                    provider.get().settings().algorithms());
            decisions.held(
                    "signature of the request", sent.isSigned() ? "by a key of its metadata" : "none, and none is due");
            check(request.envelope(), address, sent.isSigned() && !byClient);
            decisions.held("request", "for us, and in time");
            if (old) {
                oldAlgorithms.note(
                        tenant.id(), "service-provider:" + provider.get().name());
            }
            Consumer consumer = consumer(provider.get(), request, sent.isSigned(), byClient);
            decisions.held("address of the answer", "in its metadata: " + consumer.location());
            return resolve(
                    tenant,
                    provider.get(),
                    request,
                    sent.relayState(),
                    clock.instant(),
                    EnvelopedSignature.canonicalWithoutSignature(sent.message()),
                    consumer);
        } catch (InvalidSamlException e) {
            return new Reading.Unanswerable(ASK_ANEW, e.reason(), claimed);
        }
    }

    /// For a person who begins here, at a service provider that takes what it has not asked for (profiles
    /// §4.1.5).
    ///
    /// @param name the service provider's id or name
    Reading start(Tenant tenant, String name, String relayState, Instant now, Decisions decisions) {
        Optional<ServiceProvider> wanted = providers
                .named(tenant.id(), name)
                .filter(found ->
                        found.isValidAt(clock.instant()) && found.settings().idpInitiated());
        wanted.ifPresent(found -> noteProvider(decisions, found));
        return wanted.<Reading>map(found -> new Reading.Accepted(
                        tenant,
                        found,
                        AuthnRequest.unsolicited(found.entityId(), now),
                        found.metadata().defaultConsumer(),
                        relayState,
                        now,
                        UNSOLICITED + found.id()))
                .orElseGet(() -> new Reading.Unanswerable(
                        Text.of("problem.application.begin-there"), "nobody may begin here for it", name));
    }

    private static void noteProvider(Decisions decisions, ServiceProvider provider) {
        decisions.held("service provider", "%s is registered, and its metadata stand".formatted(provider.name()));
    }

    /// A request that waited in the browser; what it was accepted for may have changed meanwhile.
    Reading resume(Tenant tenant, String token, Decisions decisions) {
        Optional<Waiting.Request> kept = waiting.read(tenant.id(), token);
        if (kept.isEmpty()) {
            return new Reading.Unanswerable(ASK_ANEW, "not a request that waits", "");
        }
        if (kept.get().request().startsWith(UNSOLICITED)) {
            String id = kept.get().request().substring(UNSOLICITED.length());
            return start(tenant, id, kept.get().relayState(), kept.get().receivedAt(), decisions);
        }
        AuthnRequest request =
                AuthnRequest.read(StrictXml.message(kept.get().request().getBytes(StandardCharsets.UTF_8)));
        String issuer = request.envelope().issuer();
        Optional<ServiceProvider> provider = providers.find(tenant.id(), issuer);
        if (provider.isEmpty()) {
            return new Reading.Unanswerable(UNKNOWN, "no such service provider any more", issuer);
        }
        noteProvider(decisions, provider.get());
        decisions.held(
                "request",
                "accepted at %s, and waited in this browser"
                        .formatted(kept.get().receivedAt()));
        try {
            return resolve(
                    tenant,
                    provider.get(),
                    request,
                    kept.get().relayState(),
                    kept.get().receivedAt(),
                    kept.get().request(),
                    // an unsigned one that may not have its answer there would not have been let wait
                    consumer(provider.get(), request, true, false));
        } catch (InvalidSamlException e) {
            return new Reading.Unanswerable(ASK_ANEW, e.reason(), issuer);
        }
    }

    /// @param addressed whether it has to say to whom it goes; the client's own word for that counts for nothing
    private void check(Envelope envelope, String address, boolean addressed) {
        Optional<String> destination = envelope.destination().filter(said -> !said.isEmpty());
        if (destination.isPresent() && !destination.get().equals(address)) {
            throw new InvalidSamlException("sent to somebody else");
        }
        if (addressed && destination.isEmpty()) {
            throw new InvalidSamlException("signed, and without Destination");
        }
        envelope.checkTime(clock.instant(), OLDEST);
    }

    private static Reading resolve(
            Tenant tenant,
            ServiceProvider provider,
            AuthnRequest request,
            String relayState,
            Instant receivedAt,
            String text,
            Consumer consumer) {
        var accepted = new Reading.Accepted(tenant, provider, request, consumer, relayState, receivedAt, text);
        if (request.nameQualifier()
                .filter(name -> !name.equals(provider.entityId()))
                .isPresent()) {
            return new Reading.Rejected(
                    accepted, Status.INVALID_NAME_ID_POLICY, "a NameID for another service provider");
        }
        if (request.nameId().filter(uri -> NameIdFormat.find(uri).isEmpty()).isPresent()) {
            return new Reading.Rejected(accepted, Status.INVALID_NAME_ID_POLICY, "an unknown NameID format");
        }
        if (!request.idps().isEmpty() && !request.idps().contains(Addresses.entityId(tenant))) {
            return new Reading.Rejected(accepted, Status.NO_AVAILABLE_IDP, "only others may answer");
        }
        return accepted;
    }

    /// Where the answer goes: to an address in the metadata and no other (§4.1.4.1 of the profiles). By artifact
    /// it goes only to those who have signed, since it is kept here until they come.
    private static Consumer consumer(ServiceProvider provider, AuthnRequest request, boolean signed, boolean byClient) {
        if (byClient) {
            return byPaos(provider, request);
        }
        Binding wanted = request.responseBinding()
                .map(uri -> Binding.find(uri)
                        .filter(each -> each == Binding.POST || each == Binding.ARTIFACT)
                        .orElseThrow(() -> new InvalidSamlException(
                                "an answer by another binding than HTTP-POST and HTTP-Artifact")))
                .orElse(Binding.POST);
        boolean anywhere =
                request.consumerUrl().isEmpty() && request.consumerIndex().isEmpty();
        if (anywhere && wanted == Binding.POST) {
            return provider.metadata().defaultConsumer();
        }
        Consumer found = provider.metadata().consumers().stream()
                .filter(each -> each.binding() == wanted
                        || (each.binding() == Binding.ARTIFACT
                                && request.consumerIndex().isPresent()
                                && request.responseBinding().isEmpty()))
                .filter(each -> isWhereAsked(request, each))
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("an answer to an address that is not in the metadata"));
        if (found.binding() == Binding.ARTIFACT && !signed) {
            throw new InvalidSamlException("an answer by artifact to one who has not signed");
        }
        return found;
    }

    private static Consumer byPaos(ServiceProvider provider, AuthnRequest request) {
        if (request.responseBinding()
                .filter(uri -> !uri.equals(Binding.PAOS.uri()))
                .isPresent()) {
            throw new InvalidSamlException("an answer to an enhanced client by another binding than PAOS");
        }
        return provider.metadata().consumers().stream()
                .filter(each -> each.binding() == Binding.PAOS)
                .filter(each -> isWhereAsked(request, each))
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("an answer to an address that is not in the metadata"));
    }

    private static boolean isWhereAsked(AuthnRequest request, Consumer consumer) {
        return request.consumerUrl()
                        .filter(url -> !url.equals(consumer.location().toString()))
                        .isEmpty()
                && request.consumerIndex()
                        .filter(index -> index != consumer.index())
                        .isEmpty();
    }
}
