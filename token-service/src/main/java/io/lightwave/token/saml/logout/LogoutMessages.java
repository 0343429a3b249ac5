package io.lightwave.token.saml.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.NameIdText;
import io.lightwave.token.saml.logout.Participants.Participant;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Writes logout messages (SAML core §3.7).
final class LogoutMessages {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    private LogoutMessages() {}

    /// What became of a logout.
    enum Outcome {
        SUCCESS,
        /// Somebody could not be reached.
        PARTIAL,
        REFUSED
    }

    static String request(
            Tenant tenant, ServiceProvider provider, Participant who, URI destination, String id, Instant now) {
        var attributes = envelope(id, destination, now);
        attributes.put(
                "NotOnOrAfter",
                now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS).toString());
        var text = new XmlText().open("samlp:LogoutRequest", attributes);
        text.element("saml:Issuer", Addresses.entityId(tenant));
        NameIdText.write(text, tenant, provider, who.format(), who.name());
        return text.element("samlp:SessionIndex", who.sessionIndex()).close().toString();
    }

    /// @param signer empty when the binding signs by itself
    static String response(
            Tenant tenant,
            URI destination,
            String inResponseTo,
            Outcome outcome,
            String id,
            Optional<Signer> signer,
            Instant now) {
        var attributes = envelope(id, destination, now);
        attributes.put("InResponseTo", inResponseTo);
        var text = new XmlText().open("samlp:LogoutResponse", attributes);
        text.element("saml:Issuer", Addresses.entityId(tenant));
        int at = text.length();
        text.open("samlp:Status");
        switch (outcome) {
            case SUCCESS -> text.element("samlp:StatusCode", Map.of("Value", STATUS + "Success"), "");
            case PARTIAL ->
                text.open("samlp:StatusCode", Map.of("Value", STATUS + "Success"))
                        .element("samlp:StatusCode", Map.of("Value", STATUS + "PartialLogout"), "")
                        .close();
            case REFUSED ->
                text.open("samlp:StatusCode", Map.of("Value", STATUS + "Requester"))
                        .element("samlp:StatusCode", Map.of("Value", STATUS + "RequestDenied"), "")
                        .close();
        }
        String written = text.close().close().toString();
        return signer.map(with -> with.sign(written, at, id)).orElse(written);
    }

    private static Map<String, String> envelope(String id, URI destination, Instant now) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", id);
        attributes.put("Version", "2.0");
        attributes.put("IssueInstant", now.truncatedTo(ChronoUnit.SECONDS).toString());
        attributes.put("Destination", destination.toString());
        return attributes;
    }
}
