package io.lightwave.token.federation;

import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.sp.AssertionCheck;
import io.lightwave.token.saml.sp.NameId;
import io.lightwave.token.saml.sp.SignOnRequest;
import io.lightwave.token.saml.sp.VerifiedAssertion;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlElement;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Sends people to a provider that speaks SAML, and reads what they come back with (SAML profiles §4.1).
/// Request and answer belong together by the request's ID, which only the browser's cookie and the RelayState
/// together make.
public final class SamlUpstream {
    private static final int LONGEST_SUBJECT = 255;
    private static final String MULTIFACTOR = "https://refeds.org/profile/mfa";

    private final UpstreamRequests requests;
    private final ConsumedAssertions consumed;
    private final SamlKeys keys;
    private final OldAlgorithms oldAlgorithms;
    private final InstantSource clock;

    SamlUpstream(
            UpstreamRequests requests,
            ConsumedAssertions consumed,
            SamlKeys keys,
            OldAlgorithms oldAlgorithms,
            InstantSource clock) {
        this.requests = requests;
        this.consumed = consumed;
        this.keys = keys;
        this.oldAlgorithms = oldAlgorithms;
        this.clock = clock;
    }

    /// Under what a provider knows us, which is where our metadata for it are.
    static String entityId(Tenant tenant, UUID provider) {
        return tenant.issuer() + "/saml/sp/" + provider + "/metadata";
    }

    /// The single logout service, for a provider's requests and answers.
    static String logout(Tenant tenant, UUID provider) {
        return tenant.issuer() + "/saml/sp/" + provider + "/slo";
    }

    /// The same from server to server.
    static String soapLogout(Tenant tenant, UUID provider) {
        return logout(tenant, provider) + "/soap";
    }

    /// The assertion consumer service, at which the provider answers.
    public static String consumer(Tenant tenant, UUID provider) {
        return tenant.issuer() + "/saml/sp/" + provider + "/acs";
    }

    /// Whether its people may come from there without having been sent.
    public static boolean isOpen(IdentityProvider provider) {
        return provider.settings().connection() instanceof Connection.Saml saml && saml.unsolicited();
    }

    Departure send(
            Tenant tenant,
            IdentityProvider provider,
            Connection.Saml saml,
            OpaqueSecret browser,
            Upstream.Errand errand) {
        Instant now = clock.instant();
        Optional<Instant> freshAfter =
                errand.anew() ? Optional.of(now) : errand.maxAge().map(now::minus);
        OpaqueSecret state = requests.keep(
                tenant.id(),
                provider.id(),
                browser,
                new UpstreamRequests.Waiting(errand.destination(), errand.linking(), freshAfter));
        ServiceLocation endpoint = saml.metadata().signOn();
        var message = new SignOnRequest(
                        requestId(browser, state),
                        entityId(tenant, provider.id()),
                        endpoint.location(),
                        consumer(tenant, provider.id()),
                        freshAfter.isPresent())
                .at(now);
        Signer signer = keys.requireSigner(tenant.id());
        return endpoint.binding() == Binding.POST
                ? new Departure.Form(endpoint.location(), message.fields("SAMLRequest", state.text(), signer))
                : new Departure.Address(
                        URI.create(message.address(endpoint.location(), "SAMLRequest", state.text(), signer)));
    }

    /// Reads an answer. The request it belongs to is used up, whatever comes of it, and so is its assertion.
    ///
    /// @param browser the secret in the sign-in cookie of the browser that brings it
    /// @param decisions where it is told what held
    public Upstream.Arrival receive(
            Tenant tenant,
            IdentityProvider provider,
            OpaqueSecret browser,
            XmlElement message,
            String relayState,
            Decisions decisions)
            throws UpstreamException {
        if (!(provider.settings().connection() instanceof Connection.Saml saml)) {
            throw new UpstreamException("it speaks no SAML");
        }
        Optional<OpaqueSecret> state = OpaqueSecret.parse(relayState);
        Optional<UpstreamRequests.Waiting> waiting =
                state.flatMap(secret -> requests.take(tenant.id(), provider.id(), browser, secret));
        if (waiting.isEmpty() && !(saml.unsolicited() && isUnsolicited(message))) {
            throw new UpstreamException("no request of this browser waits for it");
        }
        decisions.held(
                "request", waiting.isPresent() ? "of this browser, and good once" : "none, and none is wanted of it");
        String destination = waiting.map(UpstreamRequests.Waiting::destination).orElse("");
        try {
            Optional<String> asked =
                    waiting.isPresent() ? state.map(secret -> requestId(browser, secret)) : Optional.empty();
            VerifiedAssertion assertion = check(tenant, provider, saml, message, asked, decisions);
            decisions.held("assertion", "not taken before");
            requireFresh(assertion, waiting.flatMap(UpstreamRequests.Waiting::freshAfter));
            return new Upstream.Arrival(
                    destination,
                    waiting.flatMap(UpstreamRequests.Waiting::linking),
                    identity(provider, saml, assertion),
                    Optional.of(new UpstreamSessions.Remote(
                            assertion.name(),
                            assertion.authentication().flatMap(VerifiedAssertion.Authentication::sessionIndex),
                            assertion
                                    .authentication()
                                    .map(how -> UpstreamSessions.authTime(
                                            how.at(),
                                            waiting.flatMap(UpstreamRequests.Waiting::freshAfter),
                                            clock.instant())),
                            assertion.authentication().flatMap(VerifiedAssertion.Authentication::sessionEnd),
                            Optional.empty())));
        } catch (InvalidSamlException refused) {
            throw new UpstreamException(refused.reason()).of(destination);
        } catch (UpstreamException failed) {
            throw failed.of(destination);
        }
    }

    private static boolean isUnsolicited(XmlElement message) {
        return message.attribute("InResponseTo").isEmpty();
    }

    private VerifiedAssertion check(
            Tenant tenant,
            IdentityProvider provider,
            Connection.Saml saml,
            XmlElement message,
            Optional<String> asked,
            Decisions decisions)
            throws UpstreamException {
        var audience = new AssertionCheck.Audience(
                Set.of(entityId(tenant, provider.id())),
                Set.of(consumer(tenant, provider.id())),
                asked,
                keys.decrypting(tenant.id()));
        VerifiedAssertion assertion = new AssertionCheck(saml.metadata(), audience, clock.instant(), saml.algorithms())
                .response(message, decisions);
        if (!consumed.consume(
                tenant.id(), saml.metadata().entityId(), assertion.id(), assertion.issuedAt(), assertion.expiresAt())) {
            throw new UpstreamException("the assertion has been taken before");
        }
        if (assertion.usesOldAlgorithms()) {
            oldAlgorithms.note(tenant.id(), "identity-provider:" + provider.name());
        }
        return assertion;
    }

    private static void requireFresh(VerifiedAssertion assertion, Optional<Instant> freshAfter)
            throws UpstreamException {
        Instant at = assertion
                .authentication()
                .map(VerifiedAssertion.Authentication::at)
                .orElse(Instant.EPOCH);
        if (freshAfter.filter(since -> at.isBefore(since.minus(Envelope.SKEW))).isPresent()) {
            throw new UpstreamException("the person has not proved there who they are as lately as it was asked for");
        }
    }

    /// What it says of the person, under the names that an ID token would have as well.
    static UpstreamIdentity identity(IdentityProvider provider, Connection.Saml saml, VerifiedAssertion assertion)
            throws UpstreamException {
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        assertion.attributes().forEach((name, values) -> put(claims, name, values));
        Map<String, String> names = saml.attributes();
        copy(claims, assertion, names.get("displayName"), "name");
        copy(claims, assertion, names.get("givenName"), "given_name");
        copy(claims, assertion, names.get("sn"), "family_name");
        claims.remove(List.of("email", "email_verified", "amr"));
        copy(claims, assertion, names.get("mail"), "email");
        // its word counts for its own addresses
        claims.put("email_verified", provider.isItsOwn(claims.path("email").asString("")));
        if (assertion
                .authentication()
                .filter(how -> how.context().equals(MULTIFACTOR))
                .isPresent()) {
            claims.putArray("amr").add("mfa");
        }
        return UpstreamIdentity.of(provider, subject(saml, assertion), claims);
    }

    private static void put(ObjectNode claims, String name, List<String> values) {
        if (values.size() == 1) {
            claims.put(name, values.getFirst());
        } else {
            var all = claims.putArray(name);
            values.forEach(all::add);
        }
    }

    /// @param from null when nothing is read from anywhere
    private static void copy(ObjectNode claims, VerifiedAssertion assertion, @Nullable String from, String to) {
        List<String> values = from == null ? List.of() : assertion.attributes().getOrDefault(from, List.of());
        if (values.isEmpty()) {
            claims.remove(to);
        } else {
            claims.put(to, values.getFirst());
        }
    }

    /// A name that stays the person's: what kind of name it is belongs to it, and between whom it holds.
    private static String subject(Connection.Saml saml, VerifiedAssertion assertion) throws UpstreamException {
        if (saml.subjectAttribute().isPresent()) {
            List<String> values =
                    assertion.attributes().getOrDefault(saml.subjectAttribute().get(), List.of());
            if (values.size() != 1) {
                throw new UpstreamException(
                        "the attribute that names the person has %d values".formatted(values.size()));
            }
            return bounded("attribute " + values.getFirst());
        }
        NameId name = assertion
                .name()
                .orElseThrow(() -> new UpstreamException("no NameID, and no attribute is known that names the person"));
        if (name.changesEachTime()) {
            throw new UpstreamException("the NameID is another one each time");
        }
        String issuer = saml.metadata().entityId();
        return bounded("%s %s %s %s"
                .formatted(
                        name.format(),
                        name.nameQualifier()
                                .filter(each -> !each.equals(issuer))
                                .orElse("-"),
                        name.spNameQualifier().orElse("-"),
                        name.value()));
    }

    /// So that it can be looked up.
    private static String bounded(String subject) {
        return subject.length() <= LONGEST_SUBJECT ? subject : "sha256 " + ConsumedAssertions.hash(subject);
    }

    private static String requestId(OpaqueSecret browser, OpaqueSecret state) {
        return "_" + browser.derive("SAML request of " + state.text());
    }
}
