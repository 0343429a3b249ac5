package io.lightwave.token.saml.xml;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.xml.security.c14n.CanonicalizationException;
import org.apache.xml.security.c14n.implementations.Canonicalizer20010315ExclOmitComments;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/// Verifies the one signature that an element carries of itself (SAML core §5.4): a single reference to that
/// very element by its ID, the transforms `enveloped-signature` and exclusive canonicalization and no others,
/// algorithms of [SignatureAlgorithm]. Which key it was is known beforehand: what the signature says of keys is
/// not looked at.
public final class EnvelopedSignature {
    static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    /// The same octets: there are no comments in what is read here.
    private static final String WITH_COMMENTS = EXCLUSIVE + "WithComments";

    static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private static final String SHA1 = Ns.DS + "sha1";
    static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private static final Map<String, String> DIGESTS = Map.of(
            SHA256,
            "SHA-256",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "SHA-384",
            "http://www.w3.org/2001/04/xmlenc#sha512",
            "SHA-512");

    private EnvelopedSignature() {}

    /// Whether the element carries a signature of itself, whatever it is worth.
    public static boolean isOn(XmlElement element) {
        return !element.children(Ns.DS, "Signature").isEmpty();
    }

    /// Returns when one of the keys signed the element as it is.
    ///
    /// @throws InvalidSamlException when none did, or the signature is of any other form
    public static void verify(XmlElement element, Collection<PublicKey> keys) {
        verify(element, keys, Algorithms.CURRENT);
    }

    /// The same with the algorithms that are allowed to whoever has signed; true when an old one was used.
    ///
    /// @throws InvalidSamlException when none did, or the signature is of any other form
    public static boolean verify(XmlElement element, Collection<PublicKey> keys, Algorithms allowed) {
        XmlElement signature = element.only(Ns.DS, "Signature");
        List<XmlElement> parts = signature.children();
        if (parts.size() < 2
                || parts.size() > 3
                || !parts.get(0).is(Ns.DS, "SignedInfo")
                || !parts.get(1).is(Ns.DS, "SignatureValue")
                || (parts.size() == 3 && !parts.get(2).is(Ns.DS, "KeyInfo"))) {
            throw new InvalidSamlException("a signature of another form");
        }
        XmlElement signedInfo = parts.get(0);
        List<XmlElement> said = signedInfo.children();
        if (said.size() != 3) {
            throw new InvalidSamlException("not exactly one reference is signed");
        }
        XmlElement method = said.get(0).require(Ns.DS, "CanonicalizationMethod");
        String prefixes =
                canonicalization(method).orElseThrow(() -> new InvalidSamlException("canonicalization not accepted"));
        SignatureAlgorithm algorithm = SignatureAlgorithm.require(
                said.get(1).require(Ns.DS, "SignatureMethod").requireAttribute("Algorithm"), allowed);
        if (!said.get(1).children().isEmpty()) {
            throw new InvalidSamlException("a signature method with parameters");
        }
        String digest = checkReference(element, signature, said.get(2).require(Ns.DS, "Reference"), allowed);
        byte[] octets = canonical(signedInfo.dom(), prefixes, null);
        algorithm.check(keys, octets, base64(parts.get(1).text()));
        return algorithm.isOld() || digest.equals(SHA1);
    }

    /// The algorithm of its digest.
    private static String checkReference(
            XmlElement element, XmlElement signature, XmlElement reference, Algorithms allowed) {
        String id = element.requireAttribute("ID");
        if (id.isEmpty() || !reference.requireAttribute("URI").equals("#" + id)) {
            throw new InvalidSamlException("the signature is of something else");
        }
        List<XmlElement> parts = reference.children();
        if (parts.size() != 3) {
            throw new InvalidSamlException("a reference of another form");
        }
        List<XmlElement> transforms = parts.get(0).require(Ns.DS, "Transforms").children();
        if (transforms.size() != 2
                || !transforms
                        .get(0)
                        .require(Ns.DS, "Transform")
                        .requireAttribute("Algorithm")
                        .equals(ENVELOPED)
                || !transforms.get(0).children().isEmpty()) {
            throw new InvalidSamlException("transforms not accepted");
        }
        String prefixes = canonicalization(transforms.get(1).require(Ns.DS, "Transform"))
                .orElseThrow(() -> new InvalidSamlException("transforms not accepted"));
        String digest = parts.get(1).require(Ns.DS, "DigestMethod").requireAttribute("Algorithm");
        byte[] expected = base64(parts.get(2).require(Ns.DS, "DigestValue").text());
        byte[] found = digest(digest, allowed, canonical(element.dom(), prefixes, signature.dom()));
        if (!MessageDigest.isEqual(expected, found)) {
            throw new InvalidSamlException("what was signed has been changed");
        }
        return digest;
    }

    /// The element as it is but for its signature, in canonical form.
    public static String canonicalWithoutSignature(XmlElement element) {
        Element signature =
                element.child(Ns.DS, "Signature").map(XmlElement::dom).orElse(null);
        return new String(canonical(element.dom(), "", signature), StandardCharsets.UTF_8);
    }

    /// The prefixes that exclusive canonicalization is to treat inclusively; empty when it is another one.
    private static Optional<String> canonicalization(XmlElement method) {
        String algorithm = method.requireAttribute("Algorithm");
        if (!algorithm.equals(EXCLUSIVE) && !algorithm.equals(WITH_COMMENTS)) {
            return Optional.empty();
        }
        List<XmlElement> parameters = method.children();
        if (parameters.isEmpty()) {
            return Optional.of("");
        }
        return parameters.size() == 1 && parameters.getFirst().is(EXCLUSIVE, "InclusiveNamespaces")
                ? parameters.getFirst().attribute("PrefixList")
                : Optional.empty();
    }

    /// @param left what is left out; null for nothing
    static byte[] canonical(Element element, String prefixes, @Nullable Element left) {
        var octets = new ByteArrayOutputStream(4096);
        try {
            new Canonicalizer20010315ExclOmitComments().engineCanonicalizeSubTree(element, prefixes, left, octets);
        } catch (CanonicalizationException e) {
            throw new InvalidSamlException("cannot be canonicalized");
        }
        return octets.toByteArray();
    }

    private static byte[] digest(String algorithm, Algorithms allowed, byte[] octets) {
        boolean old = allowed == Algorithms.OLD_TOO && algorithm.equals(SHA1);
        String name = old ? "SHA-1" : DIGESTS.get(algorithm);
        if (name == null) {
            throw new InvalidSamlException("digest not accepted: " + SignatureAlgorithm.shortened(algorithm));
        }
        try {
            return MessageDigest.getInstance(name).digest(octets);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Reads base64; blanks in it are left out.
    ///
    /// @throws InvalidSamlException when it is anything else
    public static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replaceAll("[ \t\r\n]", ""));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidSamlException("not base64");
        }
    }
}
