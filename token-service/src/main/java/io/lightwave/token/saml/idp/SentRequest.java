package io.lightwave.token.saml.idp;

import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.SignatureAlgorithm;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A message as it came.
///
/// @param relayState what is to go back with the answer; may be empty
/// @param detached its signature apart, by the binding HTTP-Redirect
public record SentRequest(XmlElement message, String relayState, Optional<Detached> detached) {
    private static final int LONGEST_RELAY_STATE = 2048;
    /// As any body that comes to us, so that its XML has about three quarters of that.
    private static final int LONGEST_FORM = StrictXml.MAXIMUM_BYTES;

    public boolean isSigned() {
        return detached.isPresent() || EnvelopedSignature.isOn(message);
    }

    /// Returns when every signature that is there is by one of the keys, and one is there if it must be.
    ///
    /// @throws InvalidSamlException otherwise
    public void checkSignature(List<PublicKey> keys, boolean required) {
        checkSignature(keys, required, Algorithms.CURRENT);
    }

    /// The same with the algorithms that are allowed to its sender; true when an old one was used.
    ///
    /// @throws InvalidSamlException otherwise
    public boolean checkSignature(List<PublicKey> keys, boolean required, Algorithms allowed) {
        boolean old = false;
        if (detached.isPresent()) {
            Detached apart = detached.get();
            var algorithm = SignatureAlgorithm.require(apart.algorithm(), allowed);
            algorithm.check(keys, apart.octets().getBytes(StandardCharsets.UTF_8), Wire.ofForm(apart.signature()));
            old = algorithm.isOld();
        }
        if (EnvelopedSignature.isOn(message)) {
            old |= EnvelopedSignature.verify(message, keys, allowed);
        }
        if (required && !isSigned()) {
            throw new InvalidSamlException("not signed, as it has to be");
        }
        return old;
    }

    /// Reads the body of a SOAP message (SAML bindings §3.2).
    ///
    /// @throws InvalidSamlException when it is malformed
    public static SentRequest ofSoap(byte[] octets) {
        XmlElement body = StrictXml.message(octets).require(Ns.SOAP, "Envelope").only(Ns.SOAP, "Body");
        List<XmlElement> content = body.children();
        if (content.size() != 1) {
            throw new InvalidSamlException("not one message in the body");
        }
        return new SentRequest(content.getFirst(), "", Optional.empty());
    }

    /// A signature of the octets of a query (SAML bindings §3.4.4.1).
    public record Detached(String algorithm, String octets, String signature) {}

    /// Reads a query, whose very octets are signed.
    ///
    /// @param parameter `SAMLRequest` or `SAMLResponse`
    /// @throws InvalidSamlException when it is malformed
    public static SentRequest ofQuery(String query, String parameter) {
        Map<String, String> raw = parameters(query);
        String sent = raw.get(parameter);
        if (sent == null) {
            throw new InvalidSamlException("no " + parameter);
        }
        if (raw.containsKey("SAMLEncoding")
                && !decoded(raw.get("SAMLEncoding"))
                        .equals("urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE")) {
            throw new InvalidSamlException("another encoding than DEFLATE");
        }
        Optional<Detached> detached = Optional.empty();
        if (raw.containsKey("Signature") || raw.containsKey("SigAlg")) {
            String algorithm = raw.get("SigAlg");
            String signature = raw.get("Signature");
            if (algorithm == null || signature == null) {
                throw new InvalidSamlException("half a signature");
            }
            String octets = parameter + "=" + sent
                    + (raw.containsKey("RelayState") ? "&RelayState=" + raw.get("RelayState") : "") + "&SigAlg="
                    + algorithm;
            detached = Optional.of(new Detached(decoded(algorithm), octets, decoded(signature)));
        }
        return new SentRequest(
                StrictXml.message(Wire.ofAddress(decoded(sent))),
                relayState(decoded(raw.getOrDefault("RelayState", ""))),
                detached);
    }

    /// The body of a form, as it was written.
    ///
    /// @throws InvalidSamlException when it is longer than 1 MiB
    public static String form(InputStream body) throws IOException {
        byte[] octets = body.readNBytes(LONGEST_FORM + 1);
        if (octets.length > LONGEST_FORM) {
            throw new InvalidSamlException("a form of more than 1 MiB");
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    /// Reads the body of a form.
    ///
    /// @throws InvalidSamlException when it is malformed
    public static SentRequest ofForm(String body, String parameter) {
        Map<String, String> raw = parameters(body);
        String sent = raw.get(parameter);
        if (sent == null) {
            throw new InvalidSamlException("no " + parameter);
        }
        return new SentRequest(
                StrictXml.message(Wire.ofForm(decoded(sent))),
                relayState(decoded(raw.getOrDefault("RelayState", ""))),
                Optional.empty());
    }

    /// The fields of a form, to be sent once more.
    ///
    /// @param more the name of one of ours among them
    /// @throws InvalidSamlException when one of them is there twice
    public static Map<String, String> fields(String body, String more) {
        var known = new HashSet<>(KNOWN);
        known.add(more);
        var fields = new LinkedHashMap<String, String>();
        parameters(body, known).forEach((name, value) -> fields.put(name, decoded(value)));
        return fields;
    }

    private static final Set<String> KNOWN =
            Set.of("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding");

    /// Those that SAML knows, as they were written. None of them comes twice.
    private static Map<String, String> parameters(String text) {
        return parameters(text, KNOWN);
    }

    private static Map<String, String> parameters(String text, Set<String> known) {
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (known.contains(name) && parameters.put(name, value) != null) {
                throw new InvalidSamlException("%s is there twice".formatted(name));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidSamlException("not form-encoded");
        }
    }

    /// @throws InvalidSamlException when it is too long, or not text
    static String relayState(String text) {
        if (text.length() > LONGEST_RELAY_STATE || text.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == 0xFFFD)) {
            throw new InvalidSamlException("a RelayState that is too long or not text");
        }
        return text;
    }
}
