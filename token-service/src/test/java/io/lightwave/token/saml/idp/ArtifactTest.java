package io.lightwave.token.saml.idp;

import static io.lightwave.token.saml.TestServiceProvider.ENTITY_ID;
import static io.lightwave.token.saml.TestServiceProvider.idpKeys;
import static io.lightwave.token.saml.TestServiceProvider.metadata;
import static io.lightwave.token.saml.TestServiceProvider.register;
import static io.lightwave.token.saml.TestServiceProvider.request;
import static io.lightwave.token.saml.TestServiceProvider.signed;
import static io.lightwave.token.saml.TestServiceProvider.signedRedirect;
import static io.lightwave.token.saml.TestServiceProvider.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("bindings §3.6 HTTP-Artifact")
class ArtifactTest {
    private static final String BY_ARTIFACT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";
    private static final String ACS = "https://wiki.example/saml/artifact";
    private static Acme acme;

    @BeforeAll
    static void start() {
        acme = Acme.start();
        String metadata = metadata("signing")
                .replace(
                        "<md:AttributeConsumingService",
                        "<md:AssertionConsumerService index=\"5\" Binding=\"%s\" Location=\"%s\"/><md:AttributeConsumingService"
                                .formatted(BY_ARTIFACT, ACS));
        assertThat(register(acme, metadata, "").status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    private Browser browser;

    @BeforeEach
    void begin() {
        browser = acme.browser();
    }

    /// Where the browser is led after alice has signed in.
    private String artifact(Map<String, String> attributes) {
        Answer page = browser.follow(browser.get(signedRedirect(request(acme, attributes, ""), "deep/link", signer())));
        Answer answer = browser.follow(
                browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD)));
        assertThat(answer.location().toString()).startsWith(ACS + "?SAMLart=");
        assertThat(answer.parameter("RelayState")).isEqualTo("deep/link");
        return answer.parameter("SAMLart");
    }

    private static String resolve(String artifact) {
        return new XmlText()
                .open(
                        "samlp:ArtifactResolve",
                        Map.of(
                                "ID", "_request1",
                                "Version", "2.0",
                                "IssueInstant",
                                        acme.clock()
                                                .instant()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString()))
                .element("saml:Issuer", ENTITY_ID)
                .element("samlp:Artifact", artifact)
                .close()
                .toString();
    }

    private static Answer soap(String message) {
        return acme.browser()
                .send(
                        "POST",
                        "/t/acme.example/saml/artifact",
                        "text/xml",
                        new XmlText()
                                .open("soap:Envelope")
                                .open("soap:Body")
                                .embed(message)
                                .close()
                                .close()
                                .toString());
    }

    private static XmlElement resolved(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        XmlElement response = StrictXml.message(answer.body().getBytes(StandardCharsets.UTF_8))
                .only(Ns.SOAP, "Body")
                .only(Ns.SAMLP, "ArtifactResponse");
        EnvelopedSignature.verify(response, idpKeys(acme, Acme.ACME));
        return response;
    }

    @Test
    void a_service_provider_comes_for_its_response_once() {
        String artifact = artifact(Map.of("ProtocolBinding", BY_ARTIFACT));
        assertThat(Base64.getDecoder().decode(artifact)).hasSize(44).startsWith(0, 4, 0, 0);
        XmlElement response =
                resolved(soap(signed(resolve(artifact), signer()))).only(Ns.SAMLP, "Response");
        EnvelopedSignature.verify(response, idpKeys(acme, Acme.ACME));
        XmlElement assertion = TestServiceProvider.assertion(acme, response);
        assertThat(assertion.only(Ns.SAML, "Issuer").text()).isEqualTo(TestServiceProvider.IDP);
        assertThat(response.requireAttribute("Destination")).isEqualTo(ACS);
        assertThat(resolved(soap(signed(resolve(artifact), signer()))).children(Ns.SAMLP, "Response"))
                .isEmpty();
    }

    @Test
    void one_who_does_not_sign_or_comes_too_late_gets_nothing() {
        String artifact = artifact(Map.of("AssertionConsumerServiceIndex", "5"));
        assertThat(soap(resolve(artifact)).status()).isEqualTo(500);
        var keys = TestServiceProvider.keys();
        var stranger = new Signer(TestServiceProvider.certificate(keys), keys.getPrivate());
        assertThat(soap(signed(resolve(artifact), stranger)).status()).isEqualTo(500);
        acme.clock().advance(Duration.ofMinutes(3));
        assertThat(resolved(soap(signed(resolve(artifact), signer()))).children(Ns.SAMLP, "Response"))
                .isEmpty();
    }

    @Test
    void nothing_is_kept_for_one_who_has_not_signed_the_request() {
        String unsigned = request(acme, Map.of("ProtocolBinding", BY_ARTIFACT, "IsPassive", "true"), "");
        assertThat(browser.get(TestServiceProvider.redirect(unsigned, "")).status())
                .isEqualTo(400);
        assertThat(acme.jdbc()
                        .sql("select count(*) from saml_artifact where response like '%NoPassive%'")
                        .query((row, _) -> row.getInt(1))
                        .single())
                .isZero();
    }
}
