package io.lightwave.token.saml.idp;

import static io.lightwave.token.saml.TestServiceProvider.ACS;
import static io.lightwave.token.saml.TestServiceProvider.ENTITY_ID;
import static io.lightwave.token.saml.TestServiceProvider.IDP;
import static io.lightwave.token.saml.TestServiceProvider.assertion;
import static io.lightwave.token.saml.TestServiceProvider.metadata;
import static io.lightwave.token.saml.TestServiceProvider.redirect;
import static io.lightwave.token.saml.TestServiceProvider.register;
import static io.lightwave.token.saml.TestServiceProvider.request;
import static io.lightwave.token.saml.TestServiceProvider.response;
import static io.lightwave.token.saml.TestServiceProvider.signed;
import static io.lightwave.token.saml.TestServiceProvider.signedRedirect;
import static io.lightwave.token.saml.TestServiceProvider.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.saml.TestIdentityProvider;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SignOnTest {
    private static final String CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:";
    private static Acme acme;

    @BeforeAll
    static void start() {
        acme = Acme.start();
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    private Browser browser;

    @BeforeEach
    void begin() {
        browser = acme.browser();
        acme.browser().send("DELETE", "/api/v1/tenants/acme.example/service-providers/wiki", "text/plain", "");
        registered(metadata("signing"), "");
    }

    private static void registered(String metadata, String more) {
        acme.browser().send("DELETE", "/api/v1/tenants/acme.example/service-providers/wiki", "text/plain", "");
        Answer answer = register(acme, metadata, more);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static String plain(Map<String, String> attributes, String content) {
        return redirect(request(acme, attributes, content), "");
    }

    /// Goes where the request leads, signing in as alice on the way if asked to.
    private Answer comesBack(String address) {
        return comesBack(browser, address);
    }

    private static Answer comesBack(Browser browser, String address) {
        Answer answer = browser.follow(browser.get(address));
        if (answer.body().contains("name=\"password\"")) {
            answer = browser.follow(
                    browser.submit(answer.form().with("username", "alice").with("password", Acme.PASSWORD)));
        }
        return answer;
    }

    private static String status(XmlElement response) {
        XmlElement code = response.only(Ns.SAMLP, "Status").only(Ns.SAMLP, "StatusCode");
        String top = code.requireAttribute("Value");
        return top.substring(top.lastIndexOf(':') + 1)
                + code.child(Ns.SAMLP, "StatusCode")
                        .map(second -> second.requireAttribute("Value"))
                        .map(second -> " " + second.substring(second.lastIndexOf(':') + 1))
                        .orElse("");
    }

    private String statusOf(String address) {
        return status(response(acme, comesBack(address)));
    }

    private XmlElement assertionOf(String address) {
        return assertion(acme, response(acme, comesBack(address)));
    }

    private static XmlElement nameId(XmlElement assertion) {
        return assertion.only(Ns.SAML, "Subject").only(Ns.SAML, "NameID");
    }

    private String context(String comparison, String name) {
        return "<samlp:RequestedAuthnContext Comparison=\"%s\"><saml:AuthnContextClassRef xmlns:saml=\"%s\">%s%s"
                        .formatted(comparison, Ns.SAML, name.startsWith("https:") ? "" : CLASSES, name)
                + "</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>";
    }

    private static String lastRefusal() {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = 'acme.example' and action = 'saml.respond'"
                        + " and outcome = 'refused' order by id desc limit 1")
                .query((row, _) -> row.getString(1))
                .single();
    }

    @Nested
    @DisplayName("profiles §4.1.4 Web Browser SSO")
    class WebBrowserSso {
        @Test
        void a_person_signs_in_and_the_service_provider_gets_a_signed_assertion() {
            Answer answer = comesBack(redirect(request(acme, Map.of(), ""), "https://wiki.example/page?a=b&c"));
            assertThat(answer.form().action()).isEqualTo(URI.create(ACS));
            assertThat(answer.form().fields()).containsEntry("RelayState", "https://wiki.example/page?a=b&c");
            assertThat(answer.header("Content-Security-Policy").orElse("")).contains("form-action 'self' https:;");
            XmlElement response = response(acme, answer);
            assertThat(status(response)).isEqualTo("Success");
            assertThat(response.requireAttribute("InResponseTo")).isEqualTo("_request1");
            assertThat(response.requireAttribute("Destination")).isEqualTo(ACS);
            XmlElement assertion = assertion(acme, response);
            assertThat(assertion.only(Ns.SAML, "Issuer").text()).isEqualTo(IDP);
            XmlElement data = assertion
                    .only(Ns.SAML, "Subject")
                    .only(Ns.SAML, "SubjectConfirmation")
                    .only(Ns.SAML, "SubjectConfirmationData");
            assertThat(data.requireAttribute("Recipient")).isEqualTo(ACS);
            assertThat(data.requireAttribute("InResponseTo")).isEqualTo("_request1");
            assertThat(data.time("NotOnOrAfter").orElseThrow())
                    .isAfter(acme.clock().instant())
                    .isBefore(acme.clock().instant().plus(Duration.ofMinutes(6)));
            XmlElement conditions = assertion.only(Ns.SAML, "Conditions");
            assertThat(conditions
                            .only(Ns.SAML, "AudienceRestriction")
                            .only(Ns.SAML, "Audience")
                            .text())
                    .isEqualTo(ENTITY_ID);
            assertThat(conditions.time("NotBefore").orElseThrow())
                    .isBefore(acme.clock().instant());
            assertThat(assertion
                            .only(Ns.SAML, "AuthnStatement")
                            .only(Ns.SAML, "AuthnContext")
                            .only(Ns.SAML, "AuthnContextClassRef")
                            .text())
                    .isEqualTo("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport");
        }

        @Test
        void whoever_is_signed_in_is_not_asked_again_unless_it_is_wanted() {
            comesBack(plain(Map.of(), ""));
            assertThat(browser.get(plain(Map.of(), "")).form().fields()).containsKey("SAMLResponse");
            acme.clock().advance(Duration.ofMinutes(1));
            Answer forced = browser.follow(browser.get(plain(Map.of("ForceAuthn", "true"), "")));
            assertThat(forced.body()).contains("name=\"password\"");
            Answer answer = browser.follow(
                    browser.submit(forced.form().with("username", "alice").with("password", Acme.PASSWORD)));
            assertThat(assertion(acme, response(acme, answer))
                            .only(Ns.SAML, "AuthnStatement")
                            .time("AuthnInstant"))
                    .contains(acme.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        }

        @Test
        void nobody_is_asked_when_it_is_to_be_passive() {
            assertThat(statusOf(plain(Map.of("IsPassive", "true"), ""))).isEqualTo("Responder NoPassive");
            comesBack(plain(Map.of(), ""));
            assertThat(statusOf(plain(Map.of("IsPassive", "1"), ""))).isEqualTo("Success");
            acme.clock().advance(Duration.ofMinutes(1));
            assertThat(statusOf(plain(Map.of("IsPassive", "true", "ForceAuthn", "true"), "")))
                    .isEqualTo("Responder NoPassive");
        }

        @Test
        void a_request_by_post_goes_on_by_get_so_that_the_session_comes_with_it() {
            comesBack(plain(Map.of(), ""));
            Answer posted = browser.post(
                    URI.create(TestServiceProvider.SSO),
                    Map.of(
                            "SAMLRequest",
                            Wire.forForm(signed(request(acme, Map.of(), ""), signer())),
                            "RelayState",
                            "r"),
                    Map.of("Origin", "https://wiki.example"));
            assertThat(posted.status()).isEqualTo(303);
            Answer answer = browser.follow(posted);
            assertThat(status(response(acme, answer))).isEqualTo("Success");
            assertThat(answer.form().fields()).containsEntry("RelayState", "r");
        }

        @Test
        void a_waiting_request_cannot_be_changed_and_does_not_wait_for_ever() {
            String location = browser.get(plain(Map.of("ForceAuthn", "true"), ""))
                    .location()
                    .toString();
            String token = location.substring(location.indexOf("?saml-anew=") + 11);
            String path = "/t/acme.example/saml/sso?waiting=";
            assertThat(browser.get(path + token).status()).isEqualTo(303);
            assertThat(browser.get(path + "1" + token).status()).isEqualTo(400);
            assertThat(browser.get(path + token + "A").status()).isEqualTo(400);
            assertThat(browser.get("/t/other.example/saml/sso?waiting=" + token).status())
                    .isEqualTo(400);
            acme.clock().advance(Duration.ofMinutes(31));
            assertThat(browser.get(path + token).status()).isEqualTo(400);
        }

        @Test
        void the_same_person_has_another_session_index_in_another_session() {
            String here = assertionOf(plain(Map.of(), ""))
                    .only(Ns.SAML, "AuthnStatement")
                    .requireAttribute("SessionIndex");
            String again = assertionOf(plain(Map.of(), ""))
                    .only(Ns.SAML, "AuthnStatement")
                    .requireAttribute("SessionIndex");
            assertThat(again).isEqualTo(here);
            Answer elsewhere = comesBack(acme.browser(), plain(Map.of(), ""));
            assertThat(assertion(acme, response(acme, elsewhere))
                            .only(Ns.SAML, "AuthnStatement")
                            .requireAttribute("SessionIndex"))
                    .isNotEqualTo(here);
        }
    }

    @Nested
    @DisplayName("profiles §4.1.4.1 where answers go")
    class Consumers {
        @ParameterizedTest
        @CsvSource({
            "AssertionConsumerServiceURL, https://evil.example/acs",
            "AssertionConsumerServiceURL, https://wiki.example/saml/acs/",
            "AssertionConsumerServiceURL, https://wiki.example/saml/acs?x",
            "AssertionConsumerServiceIndex, 7",
            "ProtocolBinding, urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        })
        void an_address_that_is_not_in_the_metadata_is_a_page_without_a_form(String attribute, String value) {
            Answer answer = browser.get(plain(Map.of(attribute, value), ""));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("<form").doesNotContain("evil.example");
        }

        @Test
        void one_that_is_there_is_chosen_by_address_or_index() {
            assertThat(comesBack(plain(Map.of("AssertionConsumerServiceIndex", "1"), ""))
                            .form()
                            .action())
                    .hasToString("https://wiki.example/saml/other");
            assertThat(comesBack(plain(Map.of("AssertionConsumerServiceURL", "https://wiki.example/saml/other"), ""))
                            .form()
                            .action())
                    .hasToString("https://wiki.example/saml/other");
        }

        @Test
        void an_unknown_disabled_or_deleted_service_provider_gets_nothing() {
            String known = plain(Map.of(), "");
            assertThat(browser.get(known.replace("/t/acme.example/", "/t/other.example/"))
                            .status())
                    .isEqualTo(400);
            acme.browser()
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/service-providers/wiki",
                            "application/merge-patch+json",
                            "{\"enabled\":false}");
            assertThat(browser.get(known).status()).isEqualTo(400);
            assertThat(lastRefusal()).contains("no such service provider");
        }
    }

    @Nested
    @DisplayName("profiles §4.2 enhanced clients")
    class EnhancedClients {
        static final String PAOS = "urn:oasis:names:tc:SAML:2.0:bindings:PAOS";
        static final String ECP_ACS = "https://wiki.example/saml/ecp";

        @BeforeEach
        void takesPaos() {
            registered(metadata("signing").replace("<md:AttributeConsumingService", """
                                <md:AssertionConsumerService index="7" Location="%s" Binding="%s"/>
                                <md:AttributeConsumingService""".formatted(ECP_ACS, PAOS)), "");
        }

        String message(Map<String, String> changes) {
            var attributes = new LinkedHashMap<>(
                    Map.of("Destination", "", "AssertionConsumerServiceURL", ECP_ACS, "ProtocolBinding", PAOS));
            attributes.putAll(changes);
            return request(acme, attributes, "");
        }

        Answer bring(String message, String authorization) {
            return bring("text/xml; charset=utf-8", message, authorization);
        }

        Answer bring(String type, String message, String authorization) {
            Browser client = acme.browser();
            if (!authorization.isEmpty()) {
                client = client.sending("Authorization", authorization);
            }
            String envelope = "<S:Envelope xmlns:S=\"%s\"><S:Body>%s</S:Body></S:Envelope>".formatted(Ns.SOAP, message);
            return client.send("POST", "/t/acme.example/saml/ecp", type, envelope);
        }

        Answer bring(String message) {
            return bring(message, Acme.basic("alice", Acme.PASSWORD));
        }

        XmlElement envelope(Answer answer) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            return StrictXml.message(answer.body().getBytes(StandardCharsets.UTF_8));
        }

        XmlElement response(Answer answer) {
            XmlElement response = envelope(answer).only(Ns.SOAP, "Body").only(Ns.SAMLP, "Response");
            if (EnvelopedSignature.isOn(response)) {
                EnvelopedSignature.verify(response, TestServiceProvider.idpKeys(acme, Acme.ACME));
            }
            return response;
        }

        String lastBegun(String outcome) {
            return acme.jdbc()
                    .sql("select reason from audit_event where action = 'session.begin' and outcome ilike ?"
                            + " order by time desc, id desc limit 1")
                    .param(outcome)
                    .query((row, _) -> row.getString(1))
                    .single();
        }

        @Test
        void get_a_response_for_the_service_provider_with_its_address_beside_it() {
            acme.clock().advance(Duration.ofSeconds(1));
            Answer answer = bring(message(Map.of()));
            XmlElement header = envelope(answer).only(Ns.SOAP, "Header");
            assertThat(header.only(Ns.ECP, "Response").requireAttribute("AssertionConsumerServiceURL"))
                    .isEqualTo(ECP_ACS);
            assertThat(header.children(Ns.ECP, "RequestAuthenticated")).isEmpty();
            assertThat(answer.body()).contains("soap:mustUnderstand=\"1\"", "soap:actor=\"http://schemas.xmlsoap");
            XmlElement response = response(answer);
            assertThat(response.requireAttribute("Destination")).isEqualTo(ECP_ACS);
            XmlElement assertion = assertion(acme, response);
            XmlElement data = assertion
                    .only(Ns.SAML, "Subject")
                    .only(Ns.SAML, "SubjectConfirmation")
                    .only(Ns.SAML, "SubjectConfirmationData");
            assertThat(data.requireAttribute("Recipient")).isEqualTo(ECP_ACS);
            assertThat(data.requireAttribute("InResponseTo")).isEqualTo("_request1");
            assertThat(lastBegun("success")).isEqualTo("by pwd, enhanced client");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }

        @Test
        void a_signed_request_is_said_to_be_so_and_a_wrong_signature_gets_nothing() {
            String signed = signed(message(Map.of()), signer());
            assertThat(envelope(bring(signed)).only(Ns.SOAP, "Header").children(Ns.ECP, "RequestAuthenticated"))
                    .hasSize(1);
            assertThat(bring(signed.replace("Version=", "IsPassive=\"false\" Version="))
                            .status())
                    .isEqualTo(500);
            assertThat(lastRefusal()).contains("changed");
        }

        @Test
        void whoever_proves_nothing_or_something_wrong_is_asked_for_a_password_and_slowed_down() {
            for (String authorization : List.of(
                    "",
                    "Bearer x",
                    "Basic !",
                    Acme.basic("alice", "wrong"),
                    Acme.basic("nobody", Acme.PASSWORD),
                    Acme.basic("alice", ""))) {
                Answer answer = bring(message(Map.of()), authorization);
                assertThat(answer.status()).as(authorization).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Basic realm=");
                assertThat(answer.body()).isEmpty();
            }
            Subject bob = acme.user(Acme.ACME, "guessed");
            assertThat(bring(message(Map.of()), Acme.basic(bob.name(), Acme.PASSWORD))
                            .status())
                    .isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                bring(message(Map.of()), Acme.basic(bob.name(), "wrong" + i));
            }
            assertThat(bring(message(Map.of()), Acme.basic(bob.name(), Acme.PASSWORD))
                            .status())
                    .as("throttled like the sign-in page")
                    .isEqualTo(401);
        }

        List<String> stepsOf(Answer refused) {
            assertThat(refused.status()).as(refused.toString()).isIn(200, 401, 500);
            List<String> steps = acme.lastSteps();
            acme.clock().advance(Duration.ofSeconds(1)); // so that the next is the last
            return steps;
        }

        @Test
        void the_operator_is_told_step_by_step_why_one_is_refused() {
            acme.user(Acme.ACME, "enhanced");
            acme.clock().advance(Duration.ofSeconds(1));
            assertThat(stepsOf(bring(message(Map.of()), "Basic !"))).containsExactly("user name and password refused");
            assertThat(stepsOf(bring(message(Map.of()), Acme.basic("enhanced", "wrong"))))
                    .containsExactly(
                            "authentication policy held",
                            "form held",
                            "throttle held",
                            "capacity held",
                            "user held",
                            "password refused");
            assertThat(stepsOf(bring(message(Map.of("Destination", "https://evil.example/")))))
                    .containsExactly(
                            "authentication policy held",
                            "user name and password held",
                            "service provider held",
                            "signature of the request held",
                            "service provider and its request refused");
            assertThat(stepsOf(bring("")))
                    .endsWith("user name and password held", "service provider and its request refused");
            acme.somebodyHasAPasskey();
            acme.policy("{\"firstFactors\":[\"passkey\"]}");
            try {
                assertThat(stepsOf(bring(message(Map.of())))).containsExactly("authentication policy refused");
            } finally {
                acme.usualPolicy();
            }
        }

        @Test
        @DisplayName("threat 7: a password is not enough where the policy asks for more")
        void second_factor() {
            acme.clock().advance(Duration.ofSeconds(1));
            acme.policy("{\"secondFactor\":\"required\"}");
            try {
                assertThat(status(response(bring(message(Map.of()))))).isEqualTo("Responder NoAuthnContext");
                assertThat(lastBegun("refused")).contains("a password alone");
                assertThat(acme.lastSteps())
                        .containsExactly(
                                "authentication policy held",
                                "user name and password held",
                                "service provider held",
                                "signature of the request held",
                                "request held",
                                "address of the answer held",
                                "authentication context refused");
            } finally {
                acme.usualPolicy();
            }
        }

        @Test
        @DisplayName("threat 1: a disabled person, service provider")
        void disabled() {
            Subject off = acme.user(Acme.ACME, "off");
            acme.bean(Subjects.class).setEnabled(Acme.ACME, off.id(), false);
            assertThat(bring(message(Map.of()), Acme.basic("off", Acme.PASSWORD))
                            .status())
                    .isEqualTo(401);
            acme.browser()
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/service-providers/wiki",
                            "application/merge-patch+json",
                            "{\"enabled\":false}");
            assertThat(bring(message(Map.of())).status()).isEqualTo(500);
        }

        @Test
        void answers_go_to_addresses_of_the_metadata_for_such_clients_only() {
            assertThat(bring(message(Map.of("AssertionConsumerServiceURL", "https://evil.example/")))
                            .status())
                    .isEqualTo(500);
            assertThat(bring(message(Map.of("AssertionConsumerServiceURL", ACS)))
                            .status())
                    .isEqualTo(500);
            assertThat(lastRefusal()).contains("not in the metadata");
            assertThat(bring(message(Map.of("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")))
                            .status())
                    .isEqualTo(500);
            assertThat(browser.get(redirect(message(Map.of("Destination", TestServiceProvider.SSO)), ""))
                            .status())
                    .as("nor to them by a browser")
                    .isEqualTo(400);
            assertThat(bring(message(Map.of("AssertionConsumerServiceURL", "", "ProtocolBinding", "")))
                            .status())
                    .isEqualTo(200);
            assertThat(bring(message(Map.of("Destination", "https://evil.example/")))
                            .status())
                    .isEqualTo(500);
            assertThat(bring(message(Map.of("Destination", "https://localhost:8443/t/acme.example/saml/ecp")))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void no_form_of_another_site_s_page_is_taken() {
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
                assertThat(bring(type, message(Map.of()), Acme.basic("alice", Acme.PASSWORD))
                                .status())
                        .as(type)
                        .isEqualTo(415);
            }
            assertThat(bring("<!-- -->" + message(Map.of())).status()).isEqualTo(500);
            assertThat(bring("").status()).isEqualTo(500);
        }
    }

    @Nested
    @DisplayName("bindings §3.4.4.1, core §5 signatures of requests")
    class Signatures {
        @Test
        void a_detached_signature_is_of_the_very_octets() {
            String good = signedRedirect(request(acme, Map.of(), ""), "r", signer());
            assertThat(statusOf(good)).isEqualTo("Success");
            assertThat(browser.get(good.replace("RelayState=r", "RelayState=s")).status())
                    .isEqualTo(400);
            assertThat(browser.get(good.replace("&RelayState=r", "")).status()).isEqualTo(400);
            assertThat(browser.get(good + "&RelayState=s").status()).isEqualTo(400);
            assertThat(browser.get(good.substring(0, good.indexOf("&Signature=")))
                            .status())
                    .isEqualTo(400);
            assertThat(browser.get(good.replace("rsa-sha256", "rsa-sha1")).status())
                    .isEqualTo(400);
            assertThat(lastRefusal()).contains("algorithm not accepted");
        }

        @Test
        void sha_1_is_believed_of_one_who_is_marked_only_and_said_in_the_audit_trail() {
            String octets = "SAMLRequest=" + TestServiceProvider.encode(Wire.forAddress(request(acme, Map.of(), "")))
                    + "&SigAlg=" + TestServiceProvider.encode(Ns.DS + "rsa-sha1");
            String old = "/t/acme.example/saml/sso?" + octets + "&Signature="
                    + TestServiceProvider.encode(
                            Base64.getEncoder().encodeToString(TestIdentityProvider.sha1(octets, signer().key())));
            assertThat(browser.get(old).status()).isEqualTo(400);
            assertThat(lastRefusal()).contains("algorithm not accepted");
            registered(metadata("signing"), ",\"allowOldAlgorithms\":true");
            assertThat(statusOf(old)).isEqualTo("Success");
            String enveloped = TestIdentityProvider.bySha1(
                    signed(request(acme, Map.of("ID", "_request1"), ""), signer()), signer().key());
            assertThat(statusOf(redirect(enveloped, ""))).isEqualTo("Success");
            assertThat(browser.get(redirect(
                                    enveloped.replace("Version=\"2.0\"", "Version=\"2.0\" IsPassive=\"1\""), ""))
                            .status())
                    .isEqualTo(400);
            assertThat(acme.jdbc()
                            .sql("select count(*) from audit_event where action = 'saml.old-algorithm'"
                                    + " and target = 'service-provider:wiki'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2);
        }

        @ParameterizedTest
        @CsvSource({"256, 32", "384, 48", "512, 64"})
        @DisplayName("RFC 9231 §2.3.10: RSASSA-PSS is believed as RSA's other paddings are")
        void pss(int bits, int salt) throws GeneralSecurityException {
            String octets = "SAMLRequest=" + TestServiceProvider.encode(Wire.forAddress(request(acme, Map.of(), "")))
                    + "&SigAlg="
                    + TestServiceProvider.encode(
                            "http://www.w3.org/2007/05/xmldsig-more#sha%d-rsa-MGF1".formatted(bits));
            var signing = Signature.getInstance("RSASSA-PSS");
            String hash = "SHA-" + bits;
            signing.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1));
            signing.initSign(signer().key());
            signing.update(octets.getBytes(StandardCharsets.US_ASCII));
            String signature = TestServiceProvider.encode(Base64.getEncoder().encodeToString(signing.sign()));
            String good = "/t/acme.example/saml/sso?" + octets + "&Signature=" + signature;
            assertThat(statusOf(good)).isEqualTo("Success");
            assertThat(browser.get(good.replace("SigAlg=", "RelayState=x&SigAlg="))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void a_wrong_signature_is_worse_than_none() {
            var other = TestServiceProvider.keys();
            var stranger = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
            assertThat(browser.get(signedRedirect(request(acme, Map.of(), ""), "", stranger))
                            .status())
                    .isEqualTo(400);
            assertThat(browser.get(redirect(signed(request(acme, Map.of(), ""), stranger), ""))
                            .status())
                    .isEqualTo(400);
            assertThat(lastRefusal()).contains("not by a key");
        }

        @ParameterizedTest
        @CsvSource({"AuthnRequestsSigned=\"true\",''", "'',',\"requireSignedRequests\":true'"})
        void one_who_signs_is_not_believed_without_signature(String inMetadata, String inSettings) {
            registered(
                    metadata("signing").replace("<md:SPSSODescriptor ", "<md:SPSSODescriptor " + inMetadata + " "),
                    inSettings);
            assertThat(browser.get(plain(Map.of(), "")).status()).isEqualTo(400);
            assertThat(lastRefusal()).contains("not signed");
            assertThat(statusOf(signedRedirect(request(acme, Map.of(), ""), "", signer())))
                    .isEqualTo("Success");
        }

        @Test
        void a_signed_request_says_to_whom_it_goes() {
            assertThat(browser.get(signedRedirect(request(acme, Map.of("Destination", ""), ""), "", signer()))
                            .status())
                    .isEqualTo(400);
            assertThat(browser.get(plain(Map.of("Destination", "https://evil.example/sso"), ""))
                            .status())
                    .isEqualTo(400);
            assertThat(lastRefusal()).contains("somebody else");
        }
    }

    @Nested
    @DisplayName("core §3.4.1 requests")
    class Requests {
        @ParameterizedTest
        @CsvSource(textBlock = """
                Version, 1.1, not SAML 2.0
                ID, 1 2, not a name
                IssueInstant, 2020-01-01T00:00:00Z, another time
                IssueInstant, yesterday, not a time
                ForceAuthn, maybe, not a boolean
                AssertionConsumerServiceIndex, -1, not a number
                """)
        void what_is_malformed_or_old_is_a_page_and_an_event(String attribute, String value, String reason) {
            assertThat(browser.get(plain(Map.of(attribute, value), "")).status())
                    .isEqualTo(400);
            assertThat(lastRefusal()).contains(reason);
        }

        @ParameterizedTest
        @CsvSource({
            "/t/acme.example/saml/sso, no SAMLRequest",
            "/t/acme.example/saml/sso?SAMLRequest=AAAA, deflated",
            "/t/acme.example/saml/sso?SAMLRequest=%25, base64",
            "/t/acme.example/saml/sso?SAMLRequest=a&SAMLRequest=b, twice"
        })
        void nothing_readable_is_a_page_and_an_event(String path, String reason) {
            assertThat(browser.get(path).status()).isEqualTo(400);
            assertThat(lastRefusal()).contains(reason);
        }

        @Test
        void a_comment_in_the_issuer_is_refused() {
            String request = request(acme, Map.of(), "").replace(ENTITY_ID, ENTITY_ID + "<!-- -->");
            assertThat(browser.get(redirect(request, "")).status()).isEqualTo(400);
            assertThat(lastRefusal()).contains("a comment");
        }

        @Test
        void only_others_may_answer() {
            String scoping =
                    "<samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=\"%s\"/></samlp:IDPList></samlp:Scoping>";
            assertThat(statusOf(plain(Map.of(), scoping.formatted("https://else.example"))))
                    .isEqualTo("Responder NoAvailableIDP");
            assertThat(statusOf(plain(Map.of(), scoping.formatted(IDP)))).isEqualTo("Success");
        }

        @Test
        void the_subject_must_be_the_one_who_is_signed_in() {
            String subject = "<saml:Subject xmlns:saml=\"%s\"><saml:NameID>%s</saml:NameID></saml:Subject>";
            String name = nameId(assertionOf(plain(Map.of(), ""))).text();
            assertThat(statusOf(plain(Map.of(), subject.formatted(Ns.SAML, name))))
                    .isEqualTo("Success");
            assertThat(statusOf(plain(Map.of(), subject.formatted(Ns.SAML, "_bob"))))
                    .isEqualTo("Responder UnknownPrincipal");
        }
    }

    @Nested
    @DisplayName("core §3.3.2.2.1 RequestedAuthnContext")
    class Contexts {

        @ParameterizedTest
        @CsvSource(textBlock = """
                exact,   PasswordProtectedTransport,     Success
                exact,   Password,                       Success
                exact,   https://refeds.org/profile/mfa, Responder NoAuthnContext
                exact,   Kerberos,                       Responder NoAuthnContext
                minimum, Password,                       Success
                minimum, TimeSyncToken,                  Responder NoAuthnContext
                better,  unspecified,                    Success
                better,  Password,                       Responder NoAuthnContext
                better,  Kerberos,                       Responder NoAuthnContext
                maximum, https://refeds.org/profile/mfa, Success
                maximum, Kerberos,                       Responder NoAuthnContext
                """)
        void a_password_meets_what_it_meets(String comparison, String name, String status) {
            assertThat(statusOf(plain(Map.of(), context(comparison, name)))).isEqualTo(status);
        }

        @Test
        void whoever_has_a_second_factor_is_asked_for_it_when_it_is_wanted_and_only_then() {
            acme.policy("{\"secondFactor\":\"when-asked\"}");
            try {
                acme.user(Acme.ACME, "mona");
                Browser first = acme.browser();
                Acme.signIn(first, Acme.request("shop"), "mona", Acme.PASSWORD);
                Authenticator authenticator = Authenticator.enrolledBy(acme, first);
                Browser second = acme.browser();
                Acme.signIn(second, Acme.request("shop"), "mona", Acme.PASSWORD);
                String mfa = context("exact", "https://refeds.org/profile/mfa");
                assertThat(status(response(acme, second.get(plain(Map.of(), "")))))
                        .isEqualTo("Success");
                assertThat(status(response(acme, second.get(plain(Map.of("IsPassive", "true"), mfa)))))
                        .isEqualTo("Responder NoAuthnContext");
                Answer page = second.follow(second.get(plain(Map.of(), mfa)));
                if (page.body().contains("name=\"password\"")) {
                    page = second.follow(
                            second.submit(page.form().with("username", "mona").with("password", Acme.PASSWORD)));
                }
                assertThat(page.body()).contains("code-form");
                Answer done = second.follow(second.submit(page.form().with("code", authenticator.code())));
                assertThat(assertion(acme, response(acme, done))
                                .only(Ns.SAML, "AuthnStatement")
                                .only(Ns.SAML, "AuthnContext")
                                .only(Ns.SAML, "AuthnContextClassRef")
                                .text())
                        .isEqualTo("https://refeds.org/profile/mfa");
            } finally {
                acme.usualPolicy();
            }
        }
    }

    @Nested
    @DisplayName("core §8.3 NameIDs")
    class Names {
        private String policy(String format) {
            return "<samlp:NameIDPolicy Format=\"%s\"/>".formatted(format);
        }

        @Test
        void persistent_ones_are_for_good_and_for_one_service_provider() {
            XmlElement first = nameId(assertionOf(plain(Map.of(), "")));
            assertThat(first.requireAttribute("Format"))
                    .isEqualTo("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
            assertThat(first.requireAttribute("SPNameQualifier")).isEqualTo(ENTITY_ID);
            assertThat(nameId(assertion(acme, response(acme, comesBack(acme.browser(), plain(Map.of(), "")))))
                            .text())
                    .isEqualTo(first.text());
            registered(metadata("signing"), ""); // the same once more is another one
            assertThat(nameId(assertionOf(plain(Map.of(), ""))).text()).isNotEqualTo(first.text());
        }

        @Test
        void transient_ones_are_the_session_s() {
            String format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
            String first = nameId(assertionOf(plain(Map.of(), policy(format)))).text();
            assertThat(nameId(assertionOf(plain(Map.of(), policy(format)))).text())
                    .isEqualTo(first);
            Answer other = comesBack(acme.browser(), plain(Map.of(), policy(format)));
            assertThat(nameId(assertion(acme, response(acme, other))).text()).isNotEqualTo(first);
        }

        @Test
        void others_are_read_from_the_directory() {
            assertThat(nameId(assertionOf(
                                    plain(Map.of(), policy("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"))))
                            .text())
                    .isEqualTo("alice@acme.example");
            registered(metadata("signing"), ",\"nameIdFormat\":\"unspecified\"");
            assertThat(nameId(assertionOf(plain(Map.of(), ""))).text()).isEqualTo("alice");
        }

        @Test
        void a_format_we_do_not_have_or_a_name_for_somebody_else_is_refused() {
            assertThat(statusOf(plain(Map.of(), policy("urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos"))))
                    .isEqualTo("Requester InvalidNameIDPolicy");
            assertThat(statusOf(plain(Map.of(), "<samlp:NameIDPolicy SPNameQualifier=\"https://else.example\"/>")))
                    .isEqualTo("Requester InvalidNameIDPolicy");
        }
    }

    @Nested
    @DisplayName("core §2.7.3 attributes")
    class Attributes {
        private Map<String, List<String>> attributes(XmlElement assertion) {
            var found = new java.util.TreeMap<String, List<String>>();
            assertion
                    .child(Ns.SAML, "AttributeStatement")
                    .ifPresent(statement -> statement
                            .children(Ns.SAML, "Attribute")
                            .forEach(each -> found.put(
                                    each.requireAttribute("Name"),
                                    each.children(Ns.SAML, "AttributeValue").stream()
                                            .map(XmlElement::text)
                                            .toList())));
            return found;
        }

        @Test
        void a_service_provider_gets_what_it_is_registered_with() {
            assertThat(attributes(assertionOf(plain(Map.of(), "")))).isEmpty();
            registered(metadata("signing"), """
                    ,"attributes":[{"source":"mail"},{"source":"displayName","name":"name"},
                     {"source":"eduPersonPrincipalName"},{"source":"title"}]""");
            assertThat(attributes(assertionOf(plain(Map.of(), ""))))
                    .isEqualTo(Map.of(
                            "urn:oid:0.9.2342.19200300.100.1.3", List.of("alice@acme.example"),
                            "name", List.of("alice Doe"),
                            "urn:oid:1.3.6.1.4.1.5923.1.1.1.6", List.of("alice@acme.example")));
            assertThat(attributes(assertionOf(plain(Map.of("AttributeConsumingServiceIndex", "3"), ""))))
                    .containsOnlyKeys("urn:oid:0.9.2342.19200300.100.1.3");
        }

        @Test
        @DisplayName("eduPerson 202208: from the directory, and scoped by the tenant")
        void edu_person() {
            var alice = acme.subject(SubjectKind.USER, "alice").id();
            acme.bean(Subjects.class)
                    .modify(
                            Acme.ACME,
                            alice,
                            Map.of(
                                    "eduPersonAffiliation",
                                    List.of("member", "staff"),
                                    "eduPersonEntitlement",
                                    List.of("urn:mace:dir:entitlement:common-lib-terms")));
            registered(metadata("signing"), """
                    ,"attributes":[{"source":"eduPersonAffiliation"},{"source":"eduPersonScopedAffiliation"},
                     {"source":"eduPersonEntitlement"},{"source":"eduPersonUniqueId"},
                     {"source":"uid","name":"user","nameFormat":"urn:oasis:names:tc:SAML:2.0:attrname-format:basic"}]""");
            XmlElement assertion = assertionOf(plain(Map.of(), ""));
            Map<String, List<String>> got = attributes(assertion);
            assertThat(got.getOrDefault("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", List.of()))
                    .containsExactlyInAnyOrder("member", "staff");
            assertThat(got.getOrDefault("urn:oid:1.3.6.1.4.1.5923.1.1.1.9", List.of()))
                    .containsExactlyInAnyOrder("member@acme.example", "staff@acme.example");
            assertThat(got)
                    .containsEntry(
                            "urn:oid:1.3.6.1.4.1.5923.1.1.1.7", List.of("urn:mace:dir:entitlement:common-lib-terms"))
                    .containsEntry(
                            "urn:oid:1.3.6.1.4.1.5923.1.1.1.13",
                            List.of(alice.toString().replace("-", "") + "@acme.example"))
                    .containsEntry("user", List.of("alice"));
            assertThat(assertion.only(Ns.SAML, "AttributeStatement").children(Ns.SAML, "Attribute").stream()
                            .map(each -> each.attribute("NameFormat").orElse("").replaceAll(".*:", ""))
                            .distinct())
                    .containsExactlyInAnyOrder("uri", "basic");
        }

        @Test
        void groups_are_filtered() {
            registered(metadata("signing"), ",\"attributes\":[{\"source\":\"groups\"}]");
            assertThat(attributes(assertionOf(plain(Map.of(), ""))).values())
                    .containsExactly(List.of("administrators"));
            registered(metadata("signing"), ",\"groups\":[\"staff\"],\"attributes\":[{\"source\":\"groups\"}]");
            assertThat(attributes(assertionOf(plain(Map.of(), "")))).isEmpty();
        }
    }

    @Test
    void who_begins_here_is_taken_to_service_providers_that_want_it_and_to_no_others() {
        String start = "/t/acme.example/saml/sso/wiki?RelayState=r";
        assertThat(browser.get(start).status()).isEqualTo(400);
        registered(metadata("signing"), ",\"idpInitiated\":true");
        Answer answer = comesBack(start);
        XmlElement response = response(acme, answer);
        assertThat(status(response)).isEqualTo("Success");
        assertThat(response.attribute("InResponseTo")).isEmpty();
        assertThat(answer.form().fields()).containsEntry("RelayState", "r");
        assertThat(browser.get("/t/acme.example/saml/sso/nobody").status()).isEqualTo(400);
        assertThat(browser.get(start.replace("acme", "other")).status()).isEqualTo(400);
    }

    @Test
    void an_assertion_is_encrypted_when_its_reader_has_a_key() {
        registered(metadata("signing", "encryption"), ",\"oneTimeUse\":true");
        XmlElement response = response(acme, comesBack(plain(Map.of(), "")));
        assertThat(response.count(Ns.SAML, "Assertion")).isZero();
        XmlElement encrypted = response.only(Ns.SAML, "EncryptedAssertion").only(Ns.XENC, "EncryptedData");
        assertThat(encrypted.only(Ns.XENC, "EncryptionMethod").requireAttribute("Algorithm"))
                .isEqualTo("http://www.w3.org/2009/xmlenc11#aes256-gcm");
        XmlElement assertion = StrictXml.message(Decrypted.by(TestServiceProvider.keyPair(), encrypted));
        EnvelopedSignature.verify(assertion, TestServiceProvider.idpKeys(acme, Acme.ACME));
        assertThat(assertion.only(Ns.SAML, "Conditions").children(Ns.SAML, "OneTimeUse"))
                .hasSize(1);
        registered(metadata("signing", "encryption"), ",\"encryptAssertion\":false");
        assertThat(response(acme, comesBack(plain(Map.of(), ""))).count(Ns.SAML, "Assertion"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            aes128-gcm aes256-gcm, aes128-gcm
            aes256-cbc aes192-gcm, aes192-gcm
            aes256-cbc,            aes256-gcm
            """)
    @DisplayName("metadata §2.4.1.1: EncryptionMethod says what a reader likes best, and nothing is weakened by it")
    void an_assertion_is_encrypted_as_its_reader_likes_best(String listed, String used) {
        var methods = new StringBuilder();
        for (String each : listed.split(" ", -1)) {
            methods.append("<md:EncryptionMethod Algorithm=\"%s%s\"/>"
                    .formatted(each.endsWith("cbc") ? Ns.XENC : Ns.XENC11, each));
        }
        registered(metadata("encryption").replace("</md:KeyDescriptor>", methods + "</md:KeyDescriptor>"), "");
        XmlElement encrypted = response(acme, comesBack(plain(Map.of(), "")))
                .only(Ns.SAML, "EncryptedAssertion")
                .only(Ns.XENC, "EncryptedData");
        assertThat(encrypted.only(Ns.XENC, "EncryptionMethod").requireAttribute("Algorithm"))
                .isEqualTo(Ns.XENC11 + used);
        EnvelopedSignature.verify(
                StrictXml.message(Decrypted.by(TestServiceProvider.keyPair(), encrypted)),
                TestServiceProvider.idpKeys(acme, Acme.ACME));
    }

    @Test
    @DisplayName("XML Signature §4.5.2: a key in metadata need not be in a certificate")
    void bare_keys() throws GeneralSecurityException {
        registered(
                TestServiceProvider.withoutCertificates(
                        metadata("signing", "encryption"),
                        TestServiceProvider.keyPair().getPublic()),
                ",\"requireSignedRequests\":true");
        XmlElement response = response(acme, comesBack(signedRedirect(request(acme, Map.of(), ""), "", signer())));
        assertThat(response.count(Ns.SAML, "Assertion")).isZero();
        assertThat(Decrypted.by(
                        TestServiceProvider.keyPair(),
                        response.only(Ns.SAML, "EncryptedAssertion").only(Ns.XENC, "EncryptedData")))
                .isNotEmpty();

        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        registered(
                TestServiceProvider.withoutCertificates(metadata("signing"), pair.getPublic()),
                ",\"requireSignedRequests\":true");
        String octets = "SAMLRequest=" + TestServiceProvider.encode(Wire.forAddress(request(acme, Map.of(), "")))
                + "&SigAlg="
                + TestServiceProvider.encode("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
        var signing = Signature.getInstance("SHA256withECDSAinP1363Format");
        signing.initSign(pair.getPrivate());
        signing.update(octets.getBytes(StandardCharsets.US_ASCII));
        String signature = TestServiceProvider.encode(Base64.getEncoder().encodeToString(signing.sign()));
        assertThat(statusOf("/t/acme.example/saml/sso?" + octets + "&Signature=" + signature))
                .isEqualTo("Success");
        assertThat(browser.get(signedRedirect(request(acme, Map.of(), ""), "", signer()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_person_disabled_meanwhile_signs_in_nowhere() {
        var bob = acme.user(Acme.ACME, "carol");
        Answer page = browser.follow(browser.get(plain(Map.of(), "")));
        browser.follow(browser.submit(page.form().with("username", "carol").with("password", Acme.PASSWORD)));
        assertThat(browser.get(plain(Map.of(), "")).status()).isEqualTo(200);
        acme.bean(Subjects.class).setEnabled(Acme.ACME, bob.id(), false);
        assertThat(statusOf(plain(Map.of("IsPassive", "true"), ""))).isEqualTo("Responder NoPassive");
        assertThat(acme.subject(SubjectKind.USER, "alice").enabled()).isTrue();
    }

    @Test
    void every_answer_stands_in_the_audit_trail() {
        comesBack(plain(Map.of(), ""));
        assertThat(acme.jdbc()
                        .sql(
                                "select actor || ' ' || outcome || ' ' || target from audit_event where action = 'saml.respond'"
                                        + " order by id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .isEqualTo("user:alice@acme.example success service-provider:wiki");
    }

    @Test
    void the_page_says_nothing_of_the_request() {
        Answer answer = browser.get("/t/acme.example/saml/sso?SAMLRequest=%3Cscript%3E");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("<script");
        assertThat(new String(Wire.ofForm("PGEvPg=="), StandardCharsets.UTF_8)).isEqualTo("<a/>");
    }

    @Nested
    @DisplayName("A refusal is explained, step by step")
    class Explained {
        private JsonNode explanation(String reference) {
            return acme.json(acme.browser()
                    .get("/api/v1/tenants/acme.example/sign-in-refusals/" + reference)
                    .body());
        }

        private String reference(Answer page) {
            var shown = Pattern.compile("Reference <code[^>]*>([^<]+)</code>").matcher(page.body());
            assertThat(shown.find()).as(page.body()).isTrue();
            return shown.group(1);
        }

        private String told(Answer answer) {
            String message = response(acme, answer)
                    .only(Ns.SAMLP, "Status")
                    .only(Ns.SAMLP, "StatusMessage")
                    .text();
            var reference = Pattern.compile("\\(reference ([0-9a-f-]+)\\)$").matcher(message);
            assertThat(reference.find()).as(message).isTrue();
            return reference.group(1);
        }

        private List<String> steps(String reference) {
            return explanation(reference)
                    .path("steps")
                    .valueStream()
                    .map(step -> step.path("policy").asString() + " "
                            + step.path("outcome").asString())
                    .toList();
        }

        @Test
        void on_a_page_when_the_request_is_not_to_be_answered() {
            Answer elsewhere =
                    browser.get(plain(Map.of("AssertionConsumerServiceURL", "https://evil.example/acs"), ""));
            assertThat(elsewhere.status()).isEqualTo(400);
            assertThat(steps(reference(elsewhere)))
                    .containsExactly(
                            "service provider held",
                            "signature of the request held",
                            "request held",
                            "service provider and its request refused");
            Answer unknown =
                    browser.get(redirect(request(acme, Map.of(), "").replace(ENTITY_ID, "https://nobody.example"), ""));
            assertThat(steps(reference(unknown))).containsExactly("service provider and its request refused");
        }

        @Test
        void by_the_reference_in_its_answer_when_the_service_provider_is_told() {
            String passive = told(browser.get(plain(Map.of("IsPassive", "true"), "")));
            assertThat(steps(passive))
                    .containsExactly(
                            "service provider held",
                            "signature of the request held",
                            "request held",
                            "address of the answer held",
                            "session refused");
            String stronger = told(comesBack(plain(Map.of(), context("exact", "https://refeds.org/profile/mfa"))));
            assertThat(steps(stronger))
                    .containsExactly(
                            "service provider held",
                            "request held",
                            "session held",
                            "authentication policy held",
                            "authentication context refused");
            assertThat(explanation(stronger).toString())
                    .contains("alice signed in at", "by [pwd]")
                    .contains("NoAuthnContext");
        }
    }
}
