package io.lightwave.token.saml.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.NameIdText;
import io.lightwave.token.saml.logout.Participants.Participant;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes logout messages (SAML core §3.7).
public final class LogoutMessages {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    private final InstantSource clock;
    private final SecureRandom random;

    public LogoutMessages(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    UnsignedMessage request(Tenant tenant, ServiceProvider provider, Participant who, URI destination) {
        return request(
                Addresses.entityId(tenant),
                text -> NameIdText.write(text, tenant, provider, who.format(), who.name()),
                Optional.of(who.sessionIndex()),
                destination);
    }

    /// @param issuer who we are there
    /// @param name writes the person's NameID
    /// @param sessionIndex by which the session is known there
    public UnsignedMessage request(
            String issuer, Consumer<XmlText> name, Optional<String> sessionIndex, URI destination) {
        String id = Envelope.newId(random);
        Instant now = clock.instant();
        var attributes = envelope(id, destination, now);
        attributes.put(
                "NotOnOrAfter",
                now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS).toString());
        var text = new XmlText().open("samlp:LogoutRequest", attributes).element("saml:Issuer", issuer);
        int at = text.length();
        name.accept(text);
        sessionIndex.ifPresent(index -> text.element("samlp:SessionIndex", index));
        return new UnsignedMessage(id, text.close().toString(), at);
    }

    UnsignedMessage response(Tenant tenant, URI destination, String inResponseTo, boolean partial) {
        return response(Addresses.entityId(tenant), destination, inResponseTo, partial);
    }

    /// @param issuer who we are there
    /// @param partial whether somebody could not be reached, or did not want to
    public UnsignedMessage response(String issuer, URI destination, String inResponseTo, boolean partial) {
        String id = Envelope.newId(random);
        var attributes = envelope(id, destination, clock.instant());
        attributes.put("InResponseTo", inResponseTo);
        var text = new XmlText().open("samlp:LogoutResponse", attributes).element("saml:Issuer", issuer);
        int at = text.length();
        text.open("samlp:Status").open("samlp:StatusCode", Map.of("Value", STATUS + "Success"));
        if (partial) {
            text.element("samlp:StatusCode", Map.of("Value", STATUS + "PartialLogout"), "");
        }
        return new UnsignedMessage(id, text.close().close().close().toString(), at);
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
