package io.lightwave.token.saml.logout;

import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A logout request (SAML core §3.7.1), as it is written.
///
/// @param name by which its sender knows the person
/// @param sessions by which its sender knows their sessions; empty for all of them
record LogoutRequest(
        String id,
        Instant issuedAt,
        String issuer,
        Optional<String> destination,
        Optional<Instant> notOnOrAfter,
        String name,
        List<String> sessions) {
    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,255}");
    private static final int MOST_SESSIONS = 100;

    LogoutRequest {
        sessions = List.copyOf(sessions);
    }

    /// @throws InvalidSamlException when it is not one
    static LogoutRequest read(XmlElement element) {
        element.require(Ns.SAMLP, "LogoutRequest");
        if (!element.requireAttribute("Version").equals("2.0")) {
            throw new InvalidSamlException("not SAML 2.0");
        }
        String id = element.requireAttribute("ID");
        if (!ID.matcher(id).matches()) {
            throw new InvalidSamlException("ID is not a name");
        }
        List<String> sessions = element.children(Ns.SAMLP, "SessionIndex").stream()
                .map(XmlElement::text)
                .toList();
        if (sessions.size() > MOST_SESSIONS) {
            throw new InvalidSamlException("too many sessions");
        }
        return new LogoutRequest(
                id,
                element.time("IssueInstant").orElseThrow(() -> new InvalidSamlException("no IssueInstant")),
                element.only(Ns.SAML, "Issuer").text(),
                element.attribute("Destination").filter(value -> !value.isEmpty()),
                element.time("NotOnOrAfter"),
                element.only(Ns.SAML, "NameID").text(),
                sessions);
    }
}
