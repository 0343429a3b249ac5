package io.lightwave.token.federation;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.sp.AssertionCheck;
import io.lightwave.token.saml.sp.VerifiedAssertion;
import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.saml.xml.XmlElement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// People by assertions of their identity providers that somebody else brings to the token endpoint (RFC 7522
/// §3). They stand for people who are linked here; nobody is made by them.
public final class SamlBearers {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final IdentityProviders providers;
    private final UpstreamPeople people;
    private final ConsumedAssertions consumed;
    private final SamlKeys keys;
    private final OldAlgorithms oldAlgorithms;
    private final InstantSource clock;

    SamlBearers(
            IdentityProviders providers,
            UpstreamPeople people,
            ConsumedAssertions consumed,
            SamlKeys keys,
            OldAlgorithms oldAlgorithms,
            InstantSource clock) {
        this.providers = providers;
        this.people = people;
        this.consumed = consumed;
        this.keys = keys;
        this.oldAlgorithms = oldAlgorithms;
        this.clock = clock;
    }

    /// What is made of an assertion.
    public sealed interface Outcome {
        /// Good, but perhaps used before; see [SamlBearers#consume].
        ///
        /// @param issuedAt when it was made, as it says
        /// @param expiresAt after which it is worth nothing
        record Believed(
                ActivePrincipal person,
                IdentityProvider provider,
                String assertionId,
                Instant issuedAt,
                Instant expiresAt,
                boolean usesOldAlgorithms)
                implements Outcome {}

        /// @param reason for the audit trail
        record Refused(String reason) implements Outcome {}
    }

    /// Uses nothing up.
    ///
    /// @param sent an assertion, or one that is encrypted for the tenant (RFC 7522 §7), by AES-GCM whoever has done
    ///     it: there is no signature around it
    /// @param endpoint the token endpoint, which alone it may be addressed to; its audience may also be the
    ///     tenant's issuer, or what we are called where the provider has registered us
    public Outcome read(Tenant tenant, String endpoint, XmlElement sent) {
        String reason = "an issuer that is no identity provider of the tenant";
        try {
            XmlElement assertion = sent.is(Ns.SAML, "EncryptedAssertion")
                    ? XmlDecryption.read(sent, keys.decrypting(tenant.id()), Algorithms.CURRENT)
                            .element()
                    : sent;
            String issuer = Envelope.issuer(assertion);
            for (IdentityProvider provider : providers.usable(tenant.id())) {
                if (provider.settings().connection() instanceof Connection.Saml saml
                        && saml.metadata().entityId().equals(issuer)) {
                    switch (read(tenant, endpoint, provider, saml, assertion)) {
                        case Outcome.Believed believed -> {
                            return believed;
                        }
                        case Outcome.Refused refused -> reason = refused.reason();
                    }
                }
            }
        } catch (InvalidSamlException malformed) {
            reason = malformed.reason();
        }
        return new Outcome.Refused(reason);
    }

    private Outcome read(
            Tenant tenant, String endpoint, IdentityProvider provider, Connection.Saml saml, XmlElement element) {
        String by = "provider %s: ".formatted(provider.name());
        try {
            Instant now = clock.instant();
            var audience = new AssertionCheck.Audience(
                    Set.of(endpoint, tenant.issuer().toString(), SamlUpstream.entityId(tenant, provider.id())),
                    Set.of(endpoint),
                    Optional.empty(),
                    List.of());
            VerifiedAssertion assertion =
                    new AssertionCheck(saml.metadata(), audience, now, saml.algorithms()).assertion(element);
            if (assertion
                    .expiresAt()
                    .isAfter(now.plus(LONGEST).plus(Envelope.AHEAD).plus(Envelope.SKEW))) {
                return new Outcome.Refused(by + "the assertion lives longer than an hour");
            }
            return people.find(provider, SamlUpstream.identity(provider, saml, assertion))
                    .<Outcome>map(person -> new Outcome.Believed(
                            person,
                            provider,
                            assertion.id(),
                            assertion.issuedAt(),
                            assertion.expiresAt(),
                            assertion.usesOldAlgorithms()))
                    .orElseGet(() -> new Outcome.Refused(by + "it is about nobody who may sign in here"));
        } catch (InvalidSamlException refused) {
            return new Outcome.Refused(by + refused.reason());
        } catch (UpstreamException refused) {
            return new Outcome.Refused(by + refused.getMessage());
        }
    }

    /// Uses an assertion up, here and at sign-in, on all nodes. True for exactly one caller.
    public boolean consume(Outcome.Believed believed) {
        boolean first = consumed.consume(
                believed.provider().tenant(),
                believed.provider().settings().connection().names(),
                believed.assertionId(),
                believed.issuedAt(),
                believed.expiresAt());
        if (first && believed.usesOldAlgorithms()) {
            oldAlgorithms.note(
                    believed.provider().tenant(),
                    "identity-provider:" + believed.provider().name());
        }
        return first;
    }
}
