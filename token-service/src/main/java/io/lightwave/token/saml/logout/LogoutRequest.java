package io.lightwave.token.saml.logout;

import io.lightwave.token.saml.Envelope;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A logout request (SAML core §3.7.1), as it is written.
///
/// @param name by which its sender knows the person
/// @param sessions by which its sender knows their sessions; empty for all of them
record LogoutRequest(Envelope envelope, Optional<Instant> notOnOrAfter, String name, List<String> sessions) {
    private static final int MOST_SESSIONS = 100;

    LogoutRequest {
        sessions = List.copyOf(sessions);
    }

    /// @throws InvalidSamlException when it is not one
    static LogoutRequest read(XmlElement element) {
        var envelope = Envelope.read(element, "LogoutRequest");
        List<String> sessions = element.children(Ns.SAMLP, "SessionIndex").stream()
                .map(XmlElement::text)
                .toList();
        if (sessions.size() > MOST_SESSIONS) {
            throw new InvalidSamlException("too many sessions");
        }
        return new LogoutRequest(
                envelope,
                element.time("NotOnOrAfter"),
                element.only(Ns.SAML, "NameID").text(),
                sessions);
    }
}
