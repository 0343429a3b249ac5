package io.lightwave.token.saml.logout;

import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.saml.xml.XmlElement;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A logout request (SAML core §3.7.1), as it is written.
///
/// @param element its own
/// @param sessions by which its sender knows their sessions; empty for all of them
/// @param asynchronous whether its sender waits for no answer (the extension for that)
public record LogoutRequest(
        Envelope envelope,
        Optional<Instant> notOnOrAfter,
        XmlElement element,
        List<String> sessions,
        boolean asynchronous) {
    private static final String ASYNCHRONOUS = "urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo";
    private static final int MOST_SESSIONS = 100;
    private static final Duration OLDEST = Duration.ofMinutes(10).plus(Envelope.SKEW);

    public LogoutRequest {
        sessions = List.copyOf(sessions);
    }

    /// @throws InvalidSamlException when it is not one
    public static LogoutRequest read(XmlElement element) {
        var envelope = Envelope.read(element, "LogoutRequest");
        List<String> sessions = element.children(Ns.SAMLP, "SessionIndex").stream()
                .map(XmlElement::text)
                .toList();
        if (sessions.size() > MOST_SESSIONS) {
            throw new InvalidSamlException("too many sessions");
        }
        boolean asynchronous = element.child(Ns.SAMLP, "Extensions").stream()
                .anyMatch(extensions ->
                        !extensions.children(ASYNCHRONOUS, "Asynchronous").isEmpty());
        return new LogoutRequest(envelope, element.time("NotOnOrAfter"), element, sessions, asynchronous);
    }

    /// By which its sender knows the person, in clear or encrypted for us. To be asked when its signature has been
    /// verified.
    ///
    /// @param keys of ours
    /// @throws InvalidSamlException when it does not say, or in no way that we read
    public XmlDecryption.Read name(List<PrivateKey> keys, Algorithms allowed) {
        return XmlDecryption.readEither(element, "NameID", "EncryptedID", keys, allowed);
    }

    /// @param address at which it came
    /// @throws InvalidSamlException when it was sent to somebody else, or at another time
    public void check(String address, Instant now) {
        if (envelope.destination().filter(address::equals).isEmpty()) {
            throw new InvalidSamlException("sent to somebody else");
        }
        envelope.checkTime(now, OLDEST);
        if (notOnOrAfter.filter(end -> !now.minus(Envelope.SKEW).isBefore(end)).isPresent()) {
            throw new InvalidSamlException("issued at another time: " + envelope.issuedAt());
        }
    }
}
