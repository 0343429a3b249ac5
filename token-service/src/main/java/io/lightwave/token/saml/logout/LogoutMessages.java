package io.lightwave.token.saml.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.NameIdText;
import io.lightwave.token.saml.logout.Participants.Participant;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes logout messages (SAML core §3.7).
final class LogoutMessages {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    private final InstantSource clock;
    private final SecureRandom random;

    LogoutMessages(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// A message that some bindings sign apart and others within.
    ///
    /// @param at where in its text a signature goes
    record Unsigned(String id, String text, int at) {
        String signed(Signer signer) {
            return signer.sign(text, at, id);
        }
    }

    Unsigned request(Tenant tenant, ServiceProvider provider, Participant who, URI destination) {
        String id = Envelope.newId(random);
        Instant now = clock.instant();
        var attributes = envelope(id, destination, now);
        attributes.put(
                "NotOnOrAfter",
                now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS).toString());
        var text = new XmlText().open("samlp:LogoutRequest", attributes);
        text.element("saml:Issuer", Addresses.entityId(tenant));
        int at = text.length();
        NameIdText.write(text, tenant, provider, who.format(), who.name());
        return new Unsigned(
                id,
                text.element("samlp:SessionIndex", who.sessionIndex()).close().toString(),
                at);
    }

    /// @param partial whether somebody could not be reached, or did not want to
    Unsigned response(Tenant tenant, URI destination, String inResponseTo, boolean partial) {
        String id = Envelope.newId(random);
        var attributes = envelope(id, destination, clock.instant());
        attributes.put("InResponseTo", inResponseTo);
        var text = new XmlText().open("samlp:LogoutResponse", attributes);
        text.element("saml:Issuer", Addresses.entityId(tenant));
        int at = text.length();
        text.open("samlp:Status").open("samlp:StatusCode", Map.of("Value", STATUS + "Success"));
        if (partial) {
            text.element("samlp:StatusCode", Map.of("Value", STATUS + "PartialLogout"), "");
        }
        return new Unsigned(id, text.close().close().close().toString(), at);
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
