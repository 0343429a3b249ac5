package io.lightwave.token.saml.idp;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/saml/ecp`: the single sign-on service for clients that are no browsers (SAML profiles
/// §4.2, Enhanced Client or Proxy). The client brings a service provider's request and its person's name and
/// password, and takes the response to where the service provider's metadata says.
@RestController
class EcpEndpoint {
    private static final String ACTOR = "http://schemas.xmlsoap.org/soap/actor/next";
    private static final String CHALLENGE = "Basic realm=\"sign-in\", charset=\"UTF-8\"";

    private final ActiveTenants tenants;
    private final AuthnRequests requests;
    private final SignOn signOn;
    private final ClientSignIn signIn;
    private final Refusals refusals;

    EcpEndpoint(ActiveTenants tenants, AuthnRequests requests, SignOn signOn, ClientSignIn signIn, Refusals refusals) {
        this.tenants = tenants;
        this.requests = requests;
        this.signOn = signOn;
        this.signIn = signIn;
        this.refusals = refusals;
    }

    /// Only as XML: no form of another site's page can be sent here, whatever the browser knows by heart.
    @PostMapping(
            path = "/t/{tenant}/saml/ecp",
            consumes = {MediaType.TEXT_XML_VALUE, MediaType.APPLICATION_XML_VALUE, "application/vnd.paos+xml"})
    ResponseEntity<byte[]> post(@PathVariable String tenant, HttpServletRequest http, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        return switch (signIn.prove(active, http, origin)) {
            case ClientSignIn.Proof.Refused() ->
                ResponseEntity.status(401)
                        .header("WWW-Authenticate", CHALLENGE)
                        .header("Cache-Control", "no-store")
                        .build();
            case ClientSignIn.Proof.Busy() ->
                ResponseEntity.status(503)
                        .header("Retry-After", "5")
                        .header("Cache-Control", "no-store")
                        .build();
            case ClientSignIn.Proof.Good good -> answer(active, good, http, origin);
        };
    }

    private ResponseEntity<byte[]> answer(
            Tenant tenant, ClientSignIn.Proof.Good good, HttpServletRequest http, Origin origin) throws IOException {
        byte[] body = http.getInputStream().readNBytes(StrictXml.MAXIMUM_BYTES + 1);
        try {
            SentRequest sent = SentRequest.ofSoap(body);
            return switch (requests.readByClient(tenant, sent, Decisions.of(http))) {
                case Reading.Accepted accepted -> send(decide(accepted, good, http, origin), sent.isSigned());
                case Reading.Rejected rejected ->
                    send(signOn.refuse(rejected, Decisions.of(http), origin), sent.isSigned());
                case Reading.Unanswerable unanswerable ->
                    refused(tenant, unanswerable.claimed(), unanswerable.reason(), http, origin);
            };
        } catch (InvalidSamlException malformed) {
            return refused(tenant, "", malformed.reason(), http, origin);
        }
    }

    private SignOn.Decision.Answered decide(
            Reading.Accepted accepted, ClientSignIn.Proof.Good good, HttpServletRequest http, Origin origin) {
        return switch (signIn.begin(accepted.tenant(), good, http, origin)) {
            case ClientSignIn.Outcome.Begun(var session) ->
                switch (signOn.decide(accepted, java.util.Optional.of(session), Decisions.of(http), origin)) {
                    case SignOn.Decision.Answered answered -> answered;
                    case SignOn.Decision.SignInNeeded _ ->
                        signOn.refuse(
                                new Reading.Rejected(accepted, Status.AUTHN_FAILED, "the session has ended"),
                                Decisions.of(http),
                                origin);
                };
            case ClientSignIn.Outcome.Refused(String reason) ->
                signOn.refuse(
                        new Reading.Rejected(accepted, Status.NO_AUTHN_CONTEXT, reason), Decisions.of(http), origin);
        };
    }

    /// The header says where the client takes it, so that it can compare that with what the service provider
    /// has said (§4.2.4.2).
    private static ResponseEntity<byte[]> send(SignOn.Decision.Answered answered, boolean signed) {
        String consumer = answered.asked().consumer().location().toString();
        var header = new XmlText().open("soap:Header");
        block(header, "ecp:Response", "1", Map.of("AssertionConsumerServiceURL", consumer));
        if (signed) {
            block(header, "ecp:RequestAuthenticated", "0", Map.of());
        }
        return Soap.answer(header.close().toString(), answered.response());
    }

    private static void block(XmlText header, String name, String mustUnderstand, Map<String, String> more) {
        var attributes = new java.util.HashMap<>(more);
        attributes.put("soap:actor", ACTOR);
        attributes.put("soap:mustUnderstand", mustUnderstand);
        header.open(name, attributes).close();
    }

    private ResponseEntity<byte[]> refused(
            Tenant tenant, String claimed, String reason, HttpServletRequest http, Origin origin) {
        refusals.refused(
                Decisions.of(http),
                "service provider and its request",
                new AuditEvent(
                        tenant.id(),
                        "service-provider:" + (claimed.length() > 200 ? claimed.substring(0, 200) : claimed),
                        "saml.respond",
                        "enhanced client",
                        AuditEvent.Outcome.REFUSED,
                        reason,
                        origin));
        return Soap.fault();
    }
}
