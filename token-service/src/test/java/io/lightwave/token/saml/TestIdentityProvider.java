package io.lightwave.token.saml;

import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlEncryption;
import io.lightwave.token.saml.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// An identity provider of the world outside, which lies when it is told to.
public final class TestIdentityProvider {
    public static final String ENTITY_ID = "https://idp.example/metadata";
    public static final String SSO = "https://idp.example/sso";
    private static final KeyPair KEYS = TestServiceProvider.keys();
    private static final Signer SIGNER = new Signer(TestServiceProvider.certificate(KEYS), KEYS.getPrivate());

    public Signer signer = SIGNER;
    public boolean signsAssertion = true;
    public boolean signsResponse;
    public Optional<PublicKey> reader = Optional.empty();
    public boolean byBlocks;
    public String nameId = "p-1";
    public String format = NameIdFormat.PERSISTENT.uri();
    public String context = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
    public Duration authenticated = Duration.ZERO;
    public Map<String, List<String>> attributes = new LinkedHashMap<>();
    /// What is not in the response: `Destination`, `Issuer`.
    public Set<String> leftOut = Set.of();
    /// What becomes of an assertion before it is signed, after, and of a whole message before it is sent.
    public UnaryOperator<String> before = text -> text;
    public UnaryOperator<String> after = text -> text;
    public UnaryOperator<String> last = text -> text;

    /// @param binding of its single sign-on service
    public static String metadata(Signer signer, Binding binding, String more) {
        return """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
                xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="%s">
              <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate>
                </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>%s
                <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
                    Location="https://idp.example/slo" ResponseLocation="https://idp.example/slo/done"/>
                <md:SingleSignOnService Binding="%s" Location="%s"/>
              </md:IDPSSODescriptor>
            </md:EntityDescriptor>\
            """.formatted(ENTITY_ID, signer.encodedCertificate(), more, binding.uri(), SSO);
    }

    public static String metadata() {
        return metadata(SIGNER, Binding.REDIRECT, "");
    }

    /// @param audience the service provider's entityID
    /// @param inResponseTo empty for nobody's request
    public String response(Instant time, String consumer, String audience, String inResponseTo) {
        Instant now = time.truncatedTo(ChronoUnit.SECONDS);
        String written = assertion(now, consumer, audience, inResponseTo);
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", "_r" + UUID.randomUUID());
        attributes.put("Version", "2.0");
        attributes.put("IssueInstant", now.toString());
        attributes.put("Destination", consumer);
        attributes.put("InResponseTo", inResponseTo);
        attributes.values().removeIf(String::isEmpty);
        attributes.keySet().removeAll(leftOut);
        var text = new XmlText().open("samlp:Response", attributes);
        if (!leftOut.contains("Issuer")) {
            text.element("saml:Issuer", ENTITY_ID);
        }
        int at = text.length();
        text.open("samlp:Status")
                .element("samlp:StatusCode", Map.of("Value", "urn:oasis:names:tc:SAML:2.0:status:Success"), "")
                .close();
        text.embed(reader.isPresent() ? encrypted(written) : written);
        String response = text.close().toString();
        return last.apply(signsResponse ? signer.sign(response, at, attributes.get("ID")) : response);
    }

    /// An element encrypted for somebody, to stand in a wrapper of this name where it stood.
    public static String wrapped(String wrapper, String element, PublicKey reader) {
        return whereItStood(element, alone -> {
            var text = new XmlText().open(wrapper);
            XmlEncryption.write(text, alone, new XmlEncryption.Reader(reader, List.of()), new SecureRandom());
            return text.close().toString();
        });
    }

    /// The same by AES-CBC.
    public static String wrappedByBlocks(String wrapper, String element, PublicKey reader) {
        return whereItStood(element, alone -> byBlocks(wrapper, alone, reader));
    }

    /// Its prefix is declared inside, and around it only when the element declares its own.
    private static String whereItStood(String element, UnaryOperator<String> encryption) {
        String declaration = " xmlns:saml=\"" + Ns.SAML + "\"";
        return element.contains(declaration)
                ? encryption.apply(element)
                : encryption
                        .apply(element.replaceFirst("^<saml:[A-Za-z]+", "$0" + declaration))
                        .replaceFirst(declaration, "");
    }

    /// For its reader, as an element of its own.
    public String encrypted(String assertion) {
        if (byBlocks) {
            return wrappedByBlocks("saml:EncryptedAssertion", assertion, reader.orElseThrow());
        }
        var text = new XmlText().open("saml:EncryptedAssertion");
        XmlEncryption.write(
                text, assertion, new XmlEncryption.Reader(reader.orElseThrow(), List.of()), new SecureRandom());
        return text.close().toString();
    }

    /// Alone.
    public String assertion(Instant time, String consumer, String audience, String inResponseTo) {
        Instant now = time.truncatedTo(ChronoUnit.SECONDS);
        String end = now.plusSeconds(300).toString();
        String id = "_a" + UUID.randomUUID();
        var confirmation = new LinkedHashMap<String, String>();
        confirmation.put("Recipient", consumer);
        confirmation.put("NotOnOrAfter", end);
        confirmation.put("InResponseTo", inResponseTo);
        confirmation.values().removeIf(String::isEmpty);
        var text = new XmlText()
                .open("saml:Assertion", Map.of("ID", id, "Version", "2.0", "IssueInstant", now.toString()))
                .element("saml:Issuer", ENTITY_ID)
                .open("saml:Subject")
                .element("saml:NameID", Map.of("Format", format), nameId)
                .open("saml:SubjectConfirmation", Map.of("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer"))
                .element("saml:SubjectConfirmationData", confirmation, "")
                .close()
                .close()
                .open("saml:Conditions", Map.of("NotBefore", now.toString(), "NotOnOrAfter", end))
                .open("saml:AudienceRestriction")
                .element("saml:Audience", audience)
                .close()
                .close()
                .open(
                        "saml:AuthnStatement",
                        Map.of(
                                "AuthnInstant",
                                now.minus(authenticated).toString(),
                                "SessionIndex",
                                "_s1",
                                "SessionNotOnOrAfter",
                                now.plusSeconds(7200).toString()))
                .open("saml:AuthnContext")
                .element("saml:AuthnContextClassRef", context)
                .close()
                .close();
        if (!attributes.isEmpty()) {
            text.open("saml:AttributeStatement");
            attributes.forEach((name, values) -> {
                text.open("saml:Attribute", Map.of("Name", name));
                values.forEach(value -> text.element("saml:AttributeValue", value));
                text.close();
            });
            text.close();
        }
        String written = before.apply(text.close().toString());
        int at = written.indexOf("</saml:Issuer>") + "</saml:Issuer>".length();
        return after.apply(signsAssertion ? signer.sign(written, at, id) : written);
    }

    /// A message as [Signer] has signed it alone, signed anew with SHA-1.
    public static String bySha1(String signed, PrivateKey key) {
        int from = signed.indexOf("<ds:Signature ");
        int to = signed.indexOf("</ds:Signature>") + "</ds:Signature>".length();
        String info = between(signed, "<ds:SignedInfo>", "</ds:SignedInfo>")
                .replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Ns.DS + "rsa-sha1")
                .replace("http://www.w3.org/2001/04/xmlenc#sha256", Ns.DS + "sha1");
        info = info.replace(
                between(info, "<ds:DigestValue>", "</ds:DigestValue>"),
                base64(digest(signed.substring(0, from) + signed.substring(to))));
        String value = base64(sha1("<ds:SignedInfo xmlns:ds=\"%s\">%s</ds:SignedInfo>".formatted(Ns.DS, info), key));
        return signed.replace(between(signed, "<ds:SignedInfo>", "</ds:SignedInfo>"), info)
                .replace(between(signed, "<ds:SignatureValue>", "</ds:SignatureValue>"), value);
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A signature of these octets by RSA with SHA-1.
    public static byte[] sha1(String text, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA1withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What is inside, encrypted by AES-256-CBC under a key by RSA-OAEP.
    private static String byBlocks(String wrapper, String element, PublicKey reader) {
        try {
            var random = new SecureRandom();
            byte[] secret = new byte[32];
            byte[] iv = new byte[16];
            random.nextBytes(secret);
            random.nextBytes(iv);
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding"); // its padding is one of XML Encryption's
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
            byte[] data = cipher.doFinal(element.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(iv, iv.length + data.length);
            System.arraycopy(data, 0, whole, iv.length, data.length);
            Cipher wrap = Cipher.getInstance("RSA/ECB/OAEPPadding");
            wrap.init(
                    Cipher.ENCRYPT_MODE,
                    reader,
                    new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            return new XmlText()
                    .open(wrapper)
                    .open("xenc:EncryptedData", Map.of("Type", Ns.XENC + "Element"))
                    .element("xenc:EncryptionMethod", Map.of("Algorithm", Ns.XENC + "aes256-cbc"), "")
                    .open("ds:KeyInfo")
                    .open("xenc:EncryptedKey")
                    .element("xenc:EncryptionMethod", Map.of("Algorithm", XmlEncryption.RSA_OAEP), "")
                    .open("xenc:CipherData")
                    .element("xenc:CipherValue", base64(wrap.doFinal(secret)))
                    .close()
                    .close()
                    .close()
                    .open("xenc:CipherData")
                    .element("xenc:CipherValue", base64(whole))
                    .close()
                    .close()
                    .close()
                    .toString();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    public static String encoded(String message) {
        return Wire.forForm(message);
    }

    /// Asks for the logout of a person there.
    ///
    /// @param content after the NameID
    public UnsignedMessage logoutRequest(Instant now, String destination, String content) {
        String id = "_l" + UUID.randomUUID();
        var text = new XmlText()
                .open(
                        "samlp:LogoutRequest",
                        Map.of(
                                "ID",
                                id,
                                "Version",
                                "2.0",
                                "IssueInstant",
                                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                                "Destination",
                                destination))
                .element("saml:Issuer", ENTITY_ID);
        int at = text.length();
        text.element("saml:NameID", Map.of("Format", format), nameId)
                .embed(content)
                .close();
        return new UnsignedMessage(id, before.apply(text.toString()), at);
    }
}
