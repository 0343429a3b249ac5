package io.lightwave.token.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.TenantId;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A service provider of the world outside, with a key of its own.
public final class TestServiceProvider {
    public static final String ENTITY_ID = "https://wiki.example/saml/metadata";
    public static final String ACS = "https://wiki.example/saml/acs";
    public static final String SSO = "https://localhost:8443/t/acme.example/saml/sso";
    public static final String SLO = "https://localhost:8443/t/acme.example/saml/slo";
    public static final String IDP = "https://localhost:8443/t/acme.example/saml/metadata";
    private static final KeyPair KEYS = keys();
    private static final Signer SIGNER = new Signer(certificate(KEYS), KEYS.getPrivate());

    private TestServiceProvider() {}

    public static Signer signer() {
        return SIGNER;
    }

    public static KeyPair keyPair() {
        return KEYS;
    }

    public static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static X509Certificate certificate(KeyPair keys) {
        try {
            var name = new X500Name("CN=wiki");
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    java.math.BigInteger.ONE,
                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2040-01-01T00:00:00Z")),
                    name,
                    keys.getPublic());
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        } catch (org.bouncycastle.operator.OperatorCreationException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String base64Certificate() {
        try {
            return base64(SIGNER.certificate().getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its metadata, with a key for these uses (`signing`, `encryption`).
    public static String metadata(String... uses) {
        var keys = new StringBuilder();
        for (String use : uses) {
            keys.append("""
                    <md:KeyDescriptor use="%s"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate>
                    </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>""".formatted(use, base64Certificate()));
        }
        return """
                <?xml version="1.0"?>
                <!-- written by hand -->
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
                    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="%s">
                  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    %s
                    <md:AssertionConsumerService index="0" isDefault="true" Location="%s"
                        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/>
                    <md:AssertionConsumerService index="1" Location="https://wiki.example/saml/other"
                        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/>
                    <md:AttributeConsumingService index="3"><md:ServiceName xml:lang="en">Wiki</md:ServiceName>
                      <md:RequestedAttribute Name="urn:oid:0.9.2342.19200300.100.1.3"/></md:AttributeConsumingService>
                  </md:SPSSODescriptor>
                </md:EntityDescriptor>""".formatted(ENTITY_ID, keys, ACS);
    }

    /// The same metadata with bare keys where there were certificates.
    public static String withoutCertificates(String metadata, PublicKey key) {
        return metadata.replaceAll("(?s)<ds:X509Data>.*?</ds:X509Data>", keyValue(key));
    }

    private static String keyValue(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa ->
                """
                <ds:KeyValue><ds:RSAKeyValue><ds:Modulus>%s</ds:Modulus><ds:Exponent>%s</ds:Exponent>
                </ds:RSAKeyValue></ds:KeyValue>""".formatted(
                                base64(rsa.getModulus().toByteArray()),
                                base64(rsa.getPublicExponent().toByteArray()));
            default -> {
                byte[] encoded = key.getEncoded(); // ends with the point
                yield """
                    <ds:KeyValue><ds11:ECKeyValue xmlns:ds11="http://www.w3.org/2009/xmldsig11#">
                    <ds11:NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/><ds11:PublicKey>%s</ds11:PublicKey>
                    </ds11:ECKeyValue></ds:KeyValue>""".formatted(base64(Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length)));
            }
        };
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /// Registers it as `wiki` at acme.example.
    ///
    /// @param more members of the registration, each with a comma before it
    public static Browser.Answer register(Acme acme, String metadata, String more) {
        String json = "{\"name\":\"wiki\",\"metadata\":%s%s}".formatted(quoted(acme, metadata), more);
        return acme.browser()
                .send("POST", "/api/v1/tenants/" + Acme.ACME + "/service-providers", "application/json", json);
    }

    public static String quoted(Acme acme, String text) {
        return acme.bean(tools.jackson.databind.ObjectMapper.class).writeValueAsString(text);
    }

    /// An AuthnRequest with its usual attributes, which can be changed, and this content after its Issuer.
    public static String request(Acme acme, Map<String, String> changes, String content) {
        return request(acme.clock().instant(), changes, content);
    }

    public static String request(Instant now, Map<String, String> changes, String content) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", "_request1");
        attributes.put("Version", "2.0");
        attributes.put(
                "IssueInstant",
                now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        attributes.put("Destination", SSO);
        attributes.putAll(changes);
        attributes.values().removeIf(String::isEmpty);
        return new XmlText()
                .open("samlp:AuthnRequest", attributes)
                .element("saml:Issuer", ENTITY_ID)
                .embed(content)
                .close()
                .toString();
    }

    public static String signed(String request, Signer signer) {
        return signer.sign(request, request.indexOf("</saml:Issuer>") + "</saml:Issuer>".length(), "_request1");
    }

    public static String redirect(String request, String relayState) {
        return "/t/acme.example/saml/sso?SAMLRequest=" + encode(Wire.forAddress(request))
                + (relayState.isEmpty() ? "" : "&RelayState=" + encode(relayState));
    }

    public static String signedRedirect(String request, String relayState, Signer signer) {
        String octets = "SAMLRequest=" + encode(Wire.forAddress(request))
                + (relayState.isEmpty() ? "" : "&RelayState=" + encode(relayState)) + "&SigAlg="
                + encode(Signer.algorithm());
        return "/t/acme.example/saml/sso?" + octets + "&Signature=" + encode(signer.detached(octets));
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The response in the form of an answer, its signature verified by the tenant's published keys.
    public static XmlElement response(Acme acme, Browser.Answer answer) {
        XmlElement response = StrictXml.message(
                Base64.getDecoder().decode(answer.form().fields().get("SAMLResponse")));
        EnvelopedSignature.verify(response, idpKeys(acme, Acme.ACME));
        return response;
    }

    /// The one assertion of a response, its signature verified.
    public static XmlElement assertion(Acme acme, XmlElement response) {
        XmlElement assertion = response.only(Ns.SAML, "Assertion");
        EnvelopedSignature.verify(assertion, idpKeys(acme, Acme.ACME));
        return assertion;
    }

    public static List<PublicKey> idpKeys(Acme acme, TenantId tenant) {
        Browser.Answer metadata = acme.browser().get("/t/%s/saml/metadata".formatted(tenant));
        assertThat(metadata.status()).isEqualTo(200);
        XmlElement entity = StrictXml.metadata(metadata.body().getBytes(StandardCharsets.UTF_8));
        return entity.only(Ns.MD, "IDPSSODescriptor").children(Ns.MD, "KeyDescriptor").stream()
                .map(key -> key.only(Ns.DS, "KeyInfo")
                        .only(Ns.DS, "X509Data")
                        .only(Ns.DS, "X509Certificate")
                        .text())
                .map(TestServiceProvider::publicKey)
                .toList();
    }

    private static PublicKey publicKey(String certificate) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new java.io.ByteArrayInputStream(Base64.getDecoder().decode(certificate)))
                    .getPublicKey();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
