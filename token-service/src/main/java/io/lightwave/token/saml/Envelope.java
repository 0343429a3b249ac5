package io.lightwave.token.saml;

import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What every message that comes to us says of itself (SAML core §3.2.1 and §3.2.2); whether it is to be believed
/// is another question.
///
/// @param issuer at most 1024 characters, so that it can be looked up
/// @param destination as it is written; whether there must be one is for the message to say
public record Envelope(String id, Instant issuedAt, String issuer, Optional<String> destination) {
    /// How long after its end something is still taken, since clocks may be apart.
    public static final Duration SKEW = Duration.ofSeconds(30);

    /// How long before its begin: nothing is worth more for being early, and clocks that a domain's servers tell each
    /// other may be minutes apart.
    public static final Duration AHEAD = Duration.ofMinutes(3);

    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,255}");
    private static final String ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    private static final int LONGEST_NAME = 1024;

    /// An id for a message of ours (core §1.3.4).
    public static String newId(SecureRandom random) {
        return "_" + OpaqueSecret.random(random).text();
    }

    /// @param name of a message of SAML's protocol
    /// @throws InvalidSamlException when it is not one
    public static Envelope read(XmlElement element, String name) {
        return read(element, name, () -> issuer(element));
    }

    /// A response, which may leave out who sends it (§4.1.4.2 of the profiles).
    ///
    /// @param otherwise who does then
    /// @throws InvalidSamlException when it is not one
    public static Envelope ofResponse(XmlElement element, String otherwise) {
        return read(element, "Response", () -> namesIssuer(element) ? issuer(element) : otherwise);
    }

    /// Whether it says who sends it.
    public static boolean namesIssuer(XmlElement element) {
        return !element.children(Ns.SAML, "Issuer").isEmpty();
    }

    private static Envelope read(XmlElement element, String name, Supplier<String> issuer) {
        element.require(Ns.SAMLP, name);
        if (!element.requireAttribute("Version").equals("2.0")) {
            throw new InvalidSamlException("not SAML 2.0");
        }
        String id = element.requireAttribute("ID");
        if (!ID.matcher(id).matches()) {
            throw new InvalidSamlException("ID is not a name");
        }
        return new Envelope(
                id,
                element.time("IssueInstant").orElseThrow(() -> new InvalidSamlException("no IssueInstant")),
                issuer.get(),
                element.attribute("Destination"));
    }

    /// Who sends it; an entity's identifier and no other kind of name (§4.1.4.1 of the profiles).
    ///
    /// @throws InvalidSamlException when it is anything else
    public static String issuer(XmlElement element) {
        XmlElement issuer = element.only(Ns.SAML, "Issuer");
        if (issuer.attribute("Format").filter(format -> !format.equals(ENTITY)).isPresent()) {
            throw new InvalidSamlException("an Issuer that is no entity");
        }
        String name = issuer.text();
        if (name.isEmpty()) {
            throw new InvalidSamlException("an Issuer without a name");
        }
        if (name.length() > LONGEST_NAME) {
            throw new InvalidSamlException("an Issuer of more than %d characters".formatted(LONGEST_NAME));
        }
        return name;
    }

    /// @param oldest how long ago it may have been issued
    /// @throws InvalidSamlException when it was issued before that, or is still to come
    public void checkTime(Instant now, Duration oldest) {
        if (issuedAt.isAfter(now.plus(AHEAD)) || issuedAt.isBefore(now.minus(oldest))) {
            throw new InvalidSamlException("issued at another time: " + issuedAt);
        }
    }
}
