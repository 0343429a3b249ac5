package io.lightwave.token.saml.logout;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/saml/slo/soap`: the single logout service from server to server (SAML bindings §3.2). Others
/// are told by SOAP; who can be told in a browser only, or did not take it, is not told, and the answer says so.
@RestController
class SoapLogoutEndpoint {
    private final ActiveTenants tenants;
    private final SingleLogout logout;
    private final SamlKeys keys;
    private final LogoutMessages messages;
    private final List<FurtherLogout> others;
    private final Refusals refusals;

    /// @param others who else is told of the end of a session
    SoapLogoutEndpoint(
            ActiveTenants tenants,
            SingleLogout logout,
            SamlKeys keys,
            LogoutMessages messages,
            List<FurtherLogout> others,
            Refusals refusals) {
        this.tenants = tenants;
        this.logout = logout;
        this.keys = keys;
        this.messages = messages;
        this.others = List.copyOf(others);
        this.refusals = refusals;
    }

    @PostMapping("/t/{tenant}/saml/slo/soap")
    ResponseEntity<byte[]> post(@PathVariable String tenant, HttpServletRequest http, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        byte[] body = http.getInputStream().readNBytes(StrictXml.MAXIMUM_BYTES + 1);
        try {
            SingleLogout.Done done = logout.requested(
                    active,
                    SentRequest.ofSoap(body),
                    Addresses.soapLogout(active),
                    false,
                    others,
                    Decisions.of(http),
                    origin);
            return Soap.answer(
                    messages.response(active, URI.create(done.requester().entityId()), done.requestId(), done.partial())
                            .signed(keys.requireSigner(active.id())));
        } catch (InvalidSamlException malformed) {
            refusals.refused(
                    Decisions.of(http), SingleLogout.MESSAGE, SingleLogout.refusal(active, malformed.reason(), origin));
            return Soap.fault();
        }
    }
}
