package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviderMetadata.Consumer;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.SignatureAlgorithm;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlElement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// Reads authentication requests: who sends one, whether it is theirs, and where the answer goes. Until all that
/// is known, nothing is sent anywhere.
final class AuthnRequests {
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final String ASK_ANEW = "The application's request cannot be used. Go back to it and begin anew.";
    private static final String UNKNOWN = "The application is not registered here.";

    private final ServiceProviders providers;
    private final Waiting waiting;
    private final InstantSource clock;

    AuthnRequests(ServiceProviders providers, Waiting waiting, InstantSource clock) {
        this.providers = providers;
        this.waiting = waiting;
        this.clock = clock;
    }

    /// A request that has just come.
    Reading read(Tenant tenant, SentRequest sent) {
        String claimed = "";
        try {
            AuthnRequest request = AuthnRequest.read(sent.message());
            claimed = request.issuer();
            Optional<ServiceProvider> provider = provider(tenant, claimed);
            if (provider.isEmpty()) {
                return new Reading.Unanswerable(
                        UNKNOWN, "no such service provider, or its metadata has expired", claimed);
            }
            checkSignature(provider.get(), sent);
            checkEnvelope(tenant, request, isSigned(sent));
            return resolve(
                    tenant,
                    provider.get(),
                    request,
                    sent.relayState(),
                    clock.instant(),
                    EnvelopedSignature.canonicalWithoutSignature(sent.message()));
        } catch (InvalidSamlException e) {
            return new Reading.Unanswerable(ASK_ANEW, e.reason(), claimed);
        }
    }

    /// A request that waited in the browser; what it was accepted for may have changed meanwhile.
    Reading resume(Tenant tenant, String token) {
        Optional<Waiting.Request> kept = waiting.read(tenant.id(), token);
        if (kept.isEmpty()) {
            return new Reading.Unanswerable(ASK_ANEW, "not a request that waits", "");
        }
        AuthnRequest request =
                AuthnRequest.read(StrictXml.message(kept.get().request().getBytes(StandardCharsets.UTF_8)));
        Optional<ServiceProvider> provider = provider(tenant, request.issuer());
        if (provider.isEmpty()) {
            return new Reading.Unanswerable(UNKNOWN, "no such service provider any more", request.issuer());
        }
        try {
            return resolve(
                    tenant,
                    provider.get(),
                    request,
                    kept.get().relayState(),
                    kept.get().receivedAt(),
                    kept.get().request());
        } catch (InvalidSamlException e) {
            return new Reading.Unanswerable(ASK_ANEW, e.reason(), request.issuer());
        }
    }

    private Optional<ServiceProvider> provider(Tenant tenant, String entityId) {
        return providers.find(tenant.id(), entityId).filter(found -> found.isValidAt(clock.instant()));
    }

    private static boolean isSigned(SentRequest sent) {
        return sent.detached().isPresent() || EnvelopedSignature.isOn(sent.message());
    }

    /// A signature must be good, whether it had to be there or not.
    private static void checkSignature(ServiceProvider provider, SentRequest sent) {
        XmlElement message = sent.message();
        sent.detached().ifPresent(detached -> {
            SignatureAlgorithm algorithm = SignatureAlgorithm.find(detached.algorithm())
                    .orElseThrow(() -> new InvalidSamlException("signature algorithm not accepted"));
            byte[] signature = decoded(detached.signature());
            byte[] octets = detached.octets().getBytes(StandardCharsets.UTF_8);
            if (provider.metadata().signingKeys().stream().noneMatch(key -> algorithm.verify(key, octets, signature))) {
                throw new InvalidSamlException("the signature is not by a key of whoever it names");
            }
        });
        if (EnvelopedSignature.isOn(message)) {
            EnvelopedSignature.verify(message, provider.metadata().signingKeys());
        }
        if (provider.signsRequests() && !isSigned(sent)) {
            throw new InvalidSamlException("not signed, as it has to be");
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("[ \t\r\n]", ""));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidSamlException("not base64");
        }
    }

    private void checkEnvelope(Tenant tenant, AuthnRequest request, boolean signed) {
        Optional<String> destination = request.destination();
        if (destination.isPresent() && !destination.get().equals(Addresses.signOn(tenant))) {
            throw new InvalidSamlException("sent to somebody else");
        }
        if (signed && destination.isEmpty()) {
            throw new InvalidSamlException("signed, and without Destination");
        }
        Instant now = clock.instant();
        if (request.issuedAt().isAfter(now.plus(SKEW))
                || request.issuedAt().isBefore(now.minus(OLDEST).minus(SKEW))) {
            throw new InvalidSamlException("issued at another time: " + request.issuedAt());
        }
    }

    private static Reading resolve(
            Tenant tenant,
            ServiceProvider provider,
            AuthnRequest request,
            String relayState,
            Instant receivedAt,
            String text) {
        Consumer consumer = consumer(provider, request);
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

    /// Where the answer goes: to an address in the metadata and no other (§4.1.4.1 of the profiles).
    private static Consumer consumer(ServiceProvider provider, AuthnRequest request) {
        if (request.responseBinding()
                .filter(uri -> !uri.equals(Binding.POST.uri()))
                .isPresent()) {
            throw new InvalidSamlException("an answer by another binding than HTTP-POST");
        }
        if (request.consumerUrl().isEmpty() && request.consumerIndex().isEmpty()) {
            return provider.metadata().defaultConsumer();
        }
        return provider.metadata().consumers().stream()
                .filter(each -> each.binding() == Binding.POST)
                .filter(each -> request.consumerUrl()
                        .filter(url -> !url.equals(each.location().toString()))
                        .isEmpty())
                .filter(each -> request.consumerIndex()
                        .filter(index -> index != each.index())
                        .isEmpty())
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("an answer to an address that is not in the metadata"));
    }
}
