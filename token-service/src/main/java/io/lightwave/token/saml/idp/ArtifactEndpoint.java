package io.lightwave.token.saml.idp;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/saml/artifact`: the artifact resolution service (SAML profiles §5, bindings §3.6.5), for
/// service providers that sign what they ask.
@RestController
class ArtifactEndpoint {
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private final ActiveTenants tenants;
    private final ServiceProviders providers;
    private final Artifacts artifacts;
    private final SamlKeys keys;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    ArtifactEndpoint(
            ActiveTenants tenants,
            ServiceProviders providers,
            Artifacts artifacts,
            SamlKeys keys,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.tenants = tenants;
        this.providers = providers;
        this.artifacts = artifacts;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    @PostMapping("/t/{tenant}/saml/artifact")
    ResponseEntity<byte[]> post(@PathVariable String tenant, HttpServletRequest http, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        byte[] body = http.getInputStream().readNBytes(StrictXml.MAXIMUM_BYTES + 1);
        try {
            SentRequest sent = SentRequest.ofSoap(body);
            var resolve = Envelope.read(sent.message(), "ArtifactResolve");
            ServiceProvider provider = providers.require(active.id(), resolve.issuer());
            boolean old = sent.checkSignature(
                    provider.metadata().signingKeys(), true, provider.settings().algorithms());
            check(active, resolve);
            if (old) {
                new OldAlgorithms(audit).note(active.id(), "service-provider:" + provider.name());
            }
            Optional<String> response = artifacts.take(
                    active.id(),
                    provider,
                    sent.message().only(Ns.SAMLP, "Artifact").text());
            record(
                    active,
                    provider.name(),
                    response.isPresent() ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                    response.isPresent() ? "" : "no such artifact",
                    origin);
            return Soap.answer(write(active, resolve.id(), response));
        } catch (InvalidSamlException malformed) {
            record(active, "", AuditEvent.Outcome.REFUSED, malformed.reason(), origin);
            return Soap.fault();
        }
    }

    private void check(Tenant tenant, Envelope resolve) {
        if (resolve.destination()
                .filter(address -> !address.equals(Addresses.artifact(tenant)))
                .isPresent()) {
            throw new InvalidSamlException("sent to somebody else");
        }
        resolve.checkTime(clock.instant(), OLDEST);
    }

    /// Without a response there is a success without content (core §3.5.3).
    private String write(Tenant tenant, String inResponseTo, Optional<String> response) {
        String id = Envelope.newId(random);
        var text = new XmlText()
                .open(
                        "samlp:ArtifactResponse",
                        Map.of(
                                "ID",
                                id,
                                "Version",
                                "2.0",
                                "IssueInstant",
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                                "InResponseTo",
                                inResponseTo));
        text.element("saml:Issuer", Addresses.entityId(tenant));
        int at = text.length();
        text.open("samlp:Status")
                .element("samlp:StatusCode", Map.of("Value", Status.SUCCESS), "")
                .close();
        response.ifPresent(text::embedWithinItsPrefix);
        return keys.requireSigner(tenant.id()).sign(text.close().toString(), at, id);
    }

    private void record(Tenant tenant, String name, AuditEvent.Outcome outcome, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenant.id(),
                "service-provider:" + name,
                "saml.resolve",
                "artifact resolution service",
                outcome,
                reason,
                origin));
    }
}
