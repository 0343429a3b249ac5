package io.lightwave.token.saml.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.LogoutMessages.Outcome;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/saml/slo/soap`: the single logout service from server to server (SAML bindings §3.2). Others
/// that can be told in a browser only are not told, and the answer says so.
@RestController
class SoapLogoutEndpoint {
    private final ActiveTenants tenants;
    private final SingleLogout logout;
    private final SamlKeys keys;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    SoapLogoutEndpoint(
            ActiveTenants tenants,
            SingleLogout logout,
            SamlKeys keys,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.tenants = tenants;
        this.logout = logout;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    @PostMapping("/t/{tenant}/saml/slo/soap")
    ResponseEntity<byte[]> post(@PathVariable String tenant, HttpServletRequest http, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        byte[] body = http.getInputStream().readNBytes(StrictXml.MAXIMUM_BYTES + 1);
        try {
            SingleLogout.Done done =
                    logout.requested(active, SentRequest.ofSoap(body), Addresses.soapLogout(active), origin);
            Outcome outcome = done.remaining().isEmpty() ? Outcome.SUCCESS : Outcome.PARTIAL;
            return Soap.answer(LogoutMessages.response(
                    active,
                    URI.create(done.requester().entityId()),
                    done.requestId(),
                    outcome,
                    "_" + OpaqueSecret.random(random).text(),
                    keys.signer(active.id()),
                    clock.instant()));
        } catch (InvalidSamlException malformed) {
            audit.record(new AuditEvent(
                    active.id(),
                    "service-provider:",
                    "saml.logout",
                    "single logout service",
                    AuditEvent.Outcome.REFUSED,
                    malformed.reason(),
                    origin));
            return Soap.fault();
        }
    }
}
