package io.lightwave.token.saml.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.token.saml.TestServiceProvider;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopedSignatureTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<PublicKey> KEYS =
            List.of(TestServiceProvider.keyPair().getPublic());
    private final String request = TestServiceProvider.request(NOON, Map.of(), "");
    private final String signed = TestServiceProvider.signed(request, TestServiceProvider.signer());

    private static void verify(String xml) {
        EnvelopedSignature.verify(StrictXml.message(xml.getBytes(StandardCharsets.UTF_8)), KEYS);
    }

    @Test
    void what_we_sign_verifies() {
        assertThatCode(() -> verify(signed)).doesNotThrowAnyException();
    }

    @Test
    void what_we_write_is_canonical_as_it_is() {
        String nasty = new XmlText()
                .open("samlp:Response", Map.of("ID", "_1", "Destination", "a\"<&>\t\r\n'"))
                .element("saml:Issuer", "a<&>\"'\r\n\tä\uD83D\uDE00\u0001\uD800")
                .open("saml:Assertion", Map.of("ID", "_2"))
                .open("ds:Signature")
                .close()
                .element("saml:Issuer", "x")
                .close()
                .close()
                .toString();
        XmlElement read = StrictXml.message(nasty.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(EnvelopedSignature.canonical(read.dom(), "", null), StandardCharsets.UTF_8))
                .isEqualTo(nasty);
        XmlElement assertion = read.only(Ns.SAML, "Assertion");
        assertThat(nasty)
                .contains(new String(EnvelopedSignature.canonical(assertion.dom(), "", null), StandardCharsets.UTF_8));
    }

    @Test
    void spaces_and_prefixes_of_others_do_not_matter() {
        assertThatCode(() -> verify(signed.replace("<samlp:AuthnRequest ", "<samlp:AuthnRequest   xmlns:x='urn:x' ")
                        .replace("</ds:SignatureValue>", "\n </ds:SignatureValue>")))
                .doesNotThrowAnyException();
    }

    @Test
    void canonicalization_with_comments_is_the_same_where_there_are_none() {
        int from = signed.indexOf("<ds:SignedInfo>");
        int to = signed.indexOf("</ds:SignedInfo>") + "</ds:SignedInfo>".length();
        String info = signed.substring(from, to).replace("xml-exc-c14n#\"", "xml-exc-c14n#WithComments\"");
        String value = TestServiceProvider.signer()
                .detached(info.replace("<ds:SignedInfo>", "<ds:SignedInfo xmlns:ds=\"%s\">".formatted(Ns.DS)));
        String withComments = signed.substring(0, from)
                + info
                + signed.substring(to).replaceFirst("<ds:SignatureValue>[^<]*", "<ds:SignatureValue>" + value);
        assertThat(withComments).contains("WithComments");
        assertThatCode(() -> verify(withComments)).doesNotThrowAnyException();
        assertThatThrownBy(() -> verify(withComments.replace("metadata<", "metadata<!---->")))
                .isInstanceOf(InvalidSamlException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ForceAuthn changed        | Version="2.0"  | Version="2.0" ForceAuthn="true"                    | changed
            another ID                | ID="_request1" | ID="_request2"                                     | something else
            the whole document        | URI="#_request1" | URI=""                                           | something else
            SHA-1                     | xmldsig-more#rsa-sha256 | xmldsig#rsa-sha1                          | algorithm not accepted
            SHA-1 as digest           | 2001/04/xmlenc#sha256 | 2000/09/xmldsig#sha1                        | digest not accepted
            an HMAC                   | xmldsig-more#rsa-sha256 | xmldsig-more#hmac-sha256                  | algorithm not accepted
            inclusive C14N            | CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#" | CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315" | canonicalization
            a transform by XPath      | http://www.w3.org/2000/09/xmldsig#enveloped-signature | http://www.w3.org/TR/1999/REC-xpath-19991116 | transforms
            a transform by XSLT       | Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#" | Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116" | transforms
            """)
    void whatever_else_it_is_is_refused(String what, String is, String becomes, String reason) {
        assertThat(signed).contains(is);
        assertThatThrownBy(() -> verify(signed.replace(is, becomes)))
                .isInstanceOf(InvalidSamlException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_key_that_the_signature_brings_along_is_worth_nothing() {
        var other = TestServiceProvider.keys();
        var signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
        assertThatThrownBy(() -> verify(TestServiceProvider.signed(request, signer)))
                .hasMessageContaining("by a key");
    }

    @Test
    void a_second_reference_or_signature_or_object_is_refused() {
        String reference = signed.substring(
                signed.indexOf("<ds:Reference"), signed.indexOf("</ds:Reference>") + "</ds:Reference>".length());
        assertThatThrownBy(() -> verify(signed.replace(reference, reference + reference)))
                .hasMessageContaining("one reference");
        String signature = signed.substring(
                signed.indexOf("<ds:Signature "), signed.indexOf("</ds:Signature>") + "</ds:Signature>".length());
        assertThatThrownBy(() -> verify(signed.replace(signature, signature + signature)))
                .hasMessageContaining("2 times");
        assertThatThrownBy(() -> verify(signed.replace("</ds:Signature>", "<ds:Object/></ds:Signature>")))
                .hasMessageContaining("another form");
    }

    @Test
    void a_signature_deeper_inside_signs_nothing() {
        String wrapped = signed.replace("<ds:Signature ", "<samlp:Extensions><ds:Signature ")
                .replace("</ds:Signature>", "</ds:Signature></samlp:Extensions>");
        assertThatThrownBy(() -> verify(wrapped)).hasMessageContaining("no Signature");
    }

    @Test
    void an_rsa_key_of_1024_bits_is_not_believed() throws Exception {
        var generator = java.security.KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var weak = generator.generateKeyPair();
        String byWeak = TestServiceProvider.signed(
                request, new Signer(TestServiceProvider.certificate(weak), weak.getPrivate()));
        assertThatThrownBy(() -> EnvelopedSignature.verify(
                        StrictXml.message(byWeak.getBytes(StandardCharsets.UTF_8)), List.of(weak.getPublic())))
                .hasMessageContaining("by a key");
    }
}
