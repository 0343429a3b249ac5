package io.lightwave.token.saml.logout;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.saml.TestServiceProvider.ENTITY_ID;
import static io.lightwave.token.saml.TestServiceProvider.SLO;
import static io.lightwave.token.saml.TestServiceProvider.encode;
import static io.lightwave.token.saml.TestServiceProvider.idpKeys;
import static io.lightwave.token.saml.TestServiceProvider.metadata;
import static io.lightwave.token.saml.TestServiceProvider.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.token.backchannel.SentNotices;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlText;
import io.lightwave.token.session.EndedByTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("profiles §4.4.3.2 service providers that are told of a session's end by SOAP")
class SoapLogoutTest {
    private static final String ALL = "/api/v1/tenants/acme.example/service-providers";
    private static final String OTHER = "https://other.example/saml";
    private static final String SOAP = "https://wiki.example/saml/soap";
    private static final String OTHER_SOAP = "https://other.example/soap";
    private static final String OTHER_SLO = "https://other.example/slo";
    private static final Outside OUTSIDE = new Outside();
    private static Acme acme;

    private Browser browser;

    @BeforeAll
    static void start() {
        acme = Acme.start(OUTSIDE);
        SentNotices.send(acme); // from now on the tests send themselves
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    @BeforeEach
    void begin() {
        acme.jdbc().sql("delete from saml_logout_notice").update();
        OUTSIDE.posted(SOAP).clear();
        OUTSIDE.posted(OTHER_SOAP).clear();
        OUTSIDE.takes(SOAP, message -> answer(message, ENTITY_ID, "Success"));
        OUTSIDE.takes(OTHER_SOAP, message -> answer(message, OTHER, "Success"));
        browser = acme.browser();
        register("wiki", metadata("signing"), Map.of("SOAP", SOAP));
    }

    private static void register(String name, String metadata, Map<String, String> services) {
        var text = new StringBuilder();
        services.forEach((binding, address) -> text.append(
                "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:%s\" Location=\"%s\"/>"
                        .formatted(binding, address)));
        String whole = metadata.replace(
                "<md:AssertionConsumerService index=\"0\"", text + "<md:AssertionConsumerService index=\"0\"");
        acme.browser().send("DELETE", ALL + "/" + name, "text/plain", "");
        Answer answer = acme.browser()
                .send(
                        "POST",
                        ALL,
                        "application/json",
                        "{\"name\":\"%s\",\"metadata\":%s}".formatted(name, TestServiceProvider.quoted(acme, whole)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void registerOther(Map<String, String> services) {
        register("other", metadata("signing").replace(ENTITY_ID, OTHER), services);
    }

    private XmlElement signsInTo(String entityId, String user) {
        String request = TestServiceProvider.request(acme, Map.of(), "").replace(ENTITY_ID, entityId);
        Answer answer = browser.follow(browser.get(TestServiceProvider.redirect(request, "")));
        if (answer.body().contains("name=\"password\"")) {
            answer = browser.follow(
                    browser.submit(answer.form().with("username", user).with("password", Acme.PASSWORD)));
        }
        return TestServiceProvider.assertion(acme, TestServiceProvider.response(acme, answer));
    }

    private XmlElement signsInTo(String entityId) {
        return signsInTo(entityId, "alice");
    }

    private static String name(XmlElement assertion) {
        return assertion.only(Ns.SAML, "Subject").only(Ns.SAML, "NameID").text();
    }

    private static String index(XmlElement assertion) {
        return assertion.only(Ns.SAML, "AuthnStatement").requireAttribute("SessionIndex");
    }

    private static int send() {
        return acme.bean(SoapLogout.class).sendDue();
    }

    private static int waiting() {
        return acme.jdbc()
                .sql("select count(*) from saml_logout_notice")
                .query(Integer.class)
                .single();
    }

    /// What the latest notice came to.
    private static String noted() {
        return acme.jdbc()
                .sql("select actor || ' ' || target || ' ' || outcome || ' ' || reason from audit_event"
                        + " where action = 'session.notify' order by id desc limit 1")
                .query(String.class)
                .single();
    }

    private static XmlElement body(String envelope) {
        return StrictXml.message(envelope.getBytes(StandardCharsets.UTF_8))
                .only(Ns.SOAP, "Body")
                .children()
                .getFirst();
    }

    private static String answer(String message, String issuer, String status) {
        return soap(TestServiceProvider.signed(response(body(message), issuer, status), signer()));
    }

    private static String soap(String message) {
        return new XmlText()
                .open("soap:Envelope")
                .open("soap:Body")
                .embed(message)
                .close()
                .close()
                .toString();
    }

    private static String response(XmlElement request, String issuer, String status) {
        return new XmlText()
                .open(
                        "samlp:LogoutResponse",
                        Map.of(
                                "ID",
                                "_request1",
                                "Version",
                                "2.0",
                                "IssueInstant",
                                now(),
                                "InResponseTo",
                                request.requireAttribute("ID")))
                .element("saml:Issuer", issuer)
                .open("samlp:Status")
                .element("samlp:StatusCode", Map.of("Value", "urn:oasis:names:tc:SAML:2.0:status:" + status), "")
                .close()
                .close()
                .toString();
    }

    private static String now() {
        return acme.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String logoutRequest(String name, String address) {
        return new XmlText()
                .open(
                        "samlp:LogoutRequest",
                        Map.of("ID", "_request1", "Version", "2.0", "IssueInstant", now(), "Destination", address))
                .element("saml:Issuer", ENTITY_ID)
                .element("saml:NameID", name)
                .close()
                .toString();
    }

    private static String redirect(String parameter, String message, String relayState, Signer by) {
        String octets = parameter + "=" + encode(Wire.forAddress(message)) + "&RelayState=" + encode(relayState)
                + "&SigAlg=" + encode(Signer.algorithm());
        return "/t/acme.example/saml/slo?" + octets + "&Signature=" + encode(by.detached(octets));
    }

    private static SentRequest sent(Answer answer, String address, String parameter) {
        assertThat(answer.location().toString()).startsWith(address + "?" + parameter + "=");
        SentRequest sent = SentRequest.ofQuery(answer.location().getRawQuery(), parameter);
        sent.checkSignature(idpKeys(acme, ACME), true);
        return sent;
    }

    private static String status(XmlElement response) {
        XmlElement code = response.only(Ns.SAMLP, "Status").only(Ns.SAMLP, "StatusCode");
        return code.requireAttribute("Value").replaceAll(".*:", "")
                + code.child(Ns.SAMLP, "StatusCode")
                        .map(second -> " " + second.requireAttribute("Value").replaceAll(".*:", ""))
                        .orElse("");
    }

    private static void endAll(String user) {
        Answer ended = acme.browser()
                .send("DELETE", "/api/v1/tenants/acme.example/users/%s/sessions".formatted(user), "text/plain", "");
        assertThat(ended.status()).isEqualTo(204);
    }

    private String signOut() {
        Answer out = browser.submit(browser.get("/t/acme.example/oauth2/logout").form());
        return out.header("Refresh").map(each -> each.replaceAll(".*url=", "")).orElse("");
    }

    @Nested
    @DisplayName("when a session ends without its browser")
    class WithoutBrowser {
        @Test
        void by_an_administrator_the_service_provider_gets_a_signed_request() {
            XmlElement assertion = signsInTo(ENTITY_ID);
            endAll("alice");
            assertThat(OUTSIDE.posted(SOAP)).isEmpty();
            send();
            XmlElement request = body(OUTSIDE.posted(SOAP).getFirst());
            EnvelopedSignature.verify(request.require(Ns.SAMLP, "LogoutRequest"), idpKeys(acme, ACME));
            assertThat(request.only(Ns.SAML, "NameID").text()).isEqualTo(name(assertion));
            assertThat(request.only(Ns.SAML, "Issuer").text()).isEqualTo(TestServiceProvider.IDP);
            assertThat(request.only(Ns.SAMLP, "SessionIndex").text()).isEqualTo(index(assertion));
            assertThat(request.requireAttribute("Destination")).isEqualTo(SOAP);
            assertThat(noted()).isEqualTo("system service-provider:wiki success ");
            assertThat(send()).as("once").isZero();
        }

        @Test
        void because_its_person_is_disabled() {
            var leaver = acme.user(ACME, "leaver");
            signsInTo(ENTITY_ID, "leaver");
            acme.bean(Subjects.class).setEnabled(ACME, leaver.id(), false);
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @Test
        void because_its_person_is_deleted() {
            var gone = acme.user(ACME, "gone");
            signsInTo(ENTITY_ID, "gone");
            acme.bean(Subjects.class).delete(ACME, gone.id());
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @Test
        void by_its_person_in_another_browser() {
            signsInTo(ENTITY_ID);
            browser = acme.browser();
            signsInTo(ENTITY_ID);
            AccountPage.send(browser, "sessions", Map.of("end", "others", "password", Acme.PASSWORD));
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @Test
        void by_time_alone_and_only_once() {
            EndedByTime.end(acme);
            acme.jdbc().sql("delete from saml_logout_notice").update();
            XmlElement assertion = signsInTo(ENTITY_ID);
            acme.clock().advance(Duration.ofHours(2));
            EndedByTime.end(acme);
            EndedByTime.end(acme);
            while (send() > 0) {
                // the next ones
            }
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
            XmlElement request = body(OUTSIDE.posted(SOAP).getFirst());
            assertThat(request.only(Ns.SAMLP, "SessionIndex").text()).isEqualTo(index(assertion));
        }

        @Test
        void nobody_is_told_who_does_not_take_soap_or_was_not_signed_in_to() {
            registerOther(Map.of("SOAP", OTHER_SOAP));
            register("wiki", metadata("signing"), Map.of("HTTP-Redirect", "https://wiki.example/saml/slo"));
            signsInTo(ENTITY_ID);
            endAll("alice");
            assertThat(send()).isZero();
            assertThat(OUTSIDE.posted(OTHER_SOAP)).isEmpty();
        }
    }

    @Nested
    @DisplayName("what becomes of it")
    class Outcomes {
        @Test
        void who_cannot_be_reached_is_told_later_by_a_fresh_message_and_given_up_in_the_end() {
            signsInTo(ENTITY_ID);
            endAll("alice");
            OUTSIDE.takesNothing(SOAP);
            send();
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
            acme.clock().advance(Duration.ofSeconds(5));
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(2).doesNotHaveDuplicates();
            for (int i = 0; i < 10; i++) {
                acme.clock().advance(Duration.ofHours(1));
                send();
            }
            assertThat(OUTSIDE.posted(SOAP)).hasSize(5);
            assertThat(waiting()).isZero();
            assertThat(noted()).startsWith("system service-provider:wiki failed it could not be told: nothing there");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "status; its answer: not signed out: Requester",
                    "issuer; its answer: by another issuer",
                    "request; its answer: to another request",
                    "signature; its answer: ",
                    "fault; its answer: Fault where LogoutResponse should be",
                    "noise; its answer: "
                })
        void who_does_not_say_that_it_has_been_done_is_noted_and_not_asked_again(String what, String why) {
            UnaryOperator<String> answers = message -> switch (what) {
                case "status" -> answer(message, ENTITY_ID, "Requester");
                case "issuer" -> answer(message, OTHER, "Success");
                case "request" ->
                    soap(response(body(message), ENTITY_ID, "Success")
                            .replace(body(message).requireAttribute("ID"), "_x"));
                case "signature" ->
                    answer(message, ENTITY_ID, "Success").replace("IssueInstant=\"20", "IssueInstant=\"19");
                case "fault" -> soap("<soap:Fault><faultcode>a</faultcode></soap:Fault>");
                default -> "hello";
            };
            OUTSIDE.takes(SOAP, answers);
            signsInTo(ENTITY_ID);
            endAll("alice");
            send();
            assertThat(noted()).startsWith("system service-provider:wiki failed " + why);
            assertThat(waiting()).isZero();
        }

        @Test
        void an_answer_need_not_be_signed_since_its_server_has_proved_itself() {
            OUTSIDE.takes(SOAP, message -> soap(response(body(message), ENTITY_ID, "Success")));
            signsInTo(ENTITY_ID);
            endAll("alice");
            send();
            assertThat(noted()).isEqualTo("system service-provider:wiki success ");
        }

        @Test
        void a_service_provider_deleted_meanwhile_is_forgotten() {
            signsInTo(ENTITY_ID);
            endAll("alice");
            acme.browser().send("DELETE", ALL + "/wiki", "text/plain", "");
            assertThat(send()).isEqualTo(1);
            assertThat(OUTSIDE.posted(SOAP)).isEmpty();
            assertThat(waiting()).isZero();
        }
    }

    @Nested
    @DisplayName("when a browser is there")
    class WithBrowser {
        @Test
        void those_who_take_nothing_else_are_told_by_soap() {
            signsInTo(ENTITY_ID);
            assertThat(signOut()).as("nowhere to go").isEmpty();
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @Test
        void the_others_are_visited_and_not_told_twice() {
            register("wiki", metadata("signing"), Map.of("SOAP", SOAP, "HTTP-Redirect", "https://wiki.example/slo"));
            signsInTo(ENTITY_ID);
            SentRequest told = sent(browser.get(signOut()), "https://wiki.example/slo", "SAMLRequest");
            assertThat(send()).isZero();
            String done = redirect(
                    "SAMLResponse", response(told.message(), ENTITY_ID, "Success"), told.relayState(), signer());
            assertThat(browser.get(done).status()).isEqualTo(200);
            assertThat(waiting()).isZero();
            assertThat(OUTSIDE.posted(SOAP)).isEmpty();
        }

        @Test
        void whom_the_browser_has_not_reached_in_ten_minutes_is_told_then() {
            register("wiki", metadata("signing"), Map.of("SOAP", SOAP, "HTTP-Redirect", "https://wiki.example/slo"));
            signsInTo(ENTITY_ID);
            browser.get(signOut());
            acme.clock().advance(Duration.ofMinutes(9));
            assertThat(send()).isZero();
            acme.clock().advance(Duration.ofMinutes(1));
            assertThat(send()).isEqualTo(1);
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @Test
        void an_answer_that_the_browser_has_made_up_does_not_count_as_told() {
            register("wiki", metadata("signing"), Map.of("SOAP", SOAP, "HTTP-Redirect", "https://wiki.example/slo"));
            signsInTo(ENTITY_ID);
            SentRequest told = sent(browser.get(signOut()), "https://wiki.example/slo", "SAMLRequest");
            String signed = redirect(
                    "SAMLResponse", response(told.message(), ENTITY_ID, "Success"), told.relayState(), signer());
            browser.get(signed.substring(0, signed.indexOf("&SigAlg=")));
            acme.clock().advance(Duration.ofMinutes(10));
            send();
            assertThat(OUTSIDE.posted(SOAP)).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource({"true, Success", "false, Success PartialLogout"})
        void one_who_asked_hears_whether_those_behind_soap_were_told(boolean reached, String status) {
            register("wiki", metadata("signing"), Map.of("HTTP-Redirect", "https://wiki.example/slo", "SOAP", SOAP));
            registerOther(Map.of("SOAP", OTHER_SOAP));
            XmlElement wiki = signsInTo(ENTITY_ID);
            XmlElement other = signsInTo(OTHER);
            if (!reached) {
                OUTSIDE.takesNothing(OTHER_SOAP);
            }
            Answer answer = browser.get(redirect("SAMLRequest", logoutRequest(name(wiki), SLO), "r", signer()));
            assertThat(body(OUTSIDE.posted(OTHER_SOAP).getFirst())
                            .only(Ns.SAML, "NameID")
                            .text())
                    .isEqualTo(name(other));
            assertThat(status(sent(answer, "https://wiki.example/slo", "SAMLResponse")
                            .message()))
                    .isEqualTo(status);
            assertThat(waiting()).as("tried again").isEqualTo(reached ? 0 : 1);
            assertThat(OUTSIDE.posted(SOAP)).as("the one who asked").isEmpty();
        }

        @Test
        void one_who_takes_no_logout_at_all_makes_it_partial() {
            register("wiki", metadata("signing"), Map.of("HTTP-Redirect", "https://wiki.example/slo"));
            registerOther(Map.of());
            XmlElement wiki = signsInTo(ENTITY_ID);
            signsInTo(OTHER);
            Answer answer = browser.get(redirect("SAMLRequest", logoutRequest(name(wiki), SLO), "r", signer()));
            assertThat(status(sent(answer, "https://wiki.example/slo", "SAMLResponse")
                            .message()))
                    .isEqualTo("Success PartialLogout");
        }
    }

    @Nested
    @DisplayName("when a service provider ends it by SOAP")
    class BySoap {
        private String asks(XmlElement wiki) {
            String request = TestServiceProvider.signed(logoutRequest(name(wiki), SLO + "/soap"), signer());
            Answer answer = acme.browser().send("POST", "/t/acme.example/saml/slo/soap", "text/xml", soap(request));
            return status(body(answer.body()));
        }

        @ParameterizedTest
        @CsvSource({"true, Success", "false, Success PartialLogout"})
        void the_others_are_told_so_even_if_they_could_be_visited(boolean reached, String status) {
            registerOther(Map.of("SOAP", OTHER_SOAP, "HTTP-Redirect", OTHER_SLO));
            XmlElement wiki = signsInTo(ENTITY_ID);
            signsInTo(OTHER);
            if (!reached) {
                OUTSIDE.takesNothing(OTHER_SOAP);
            }
            assertThat(asks(wiki)).isEqualTo(status);
            assertThat(OUTSIDE.posted(OTHER_SOAP)).hasSize(1);
            assertThat(OUTSIDE.posted(SOAP)).as("the one who asked").isEmpty();
        }

        @Test
        void who_can_be_visited_only_makes_it_partial() {
            registerOther(Map.of("HTTP-Redirect", OTHER_SLO));
            XmlElement wiki = signsInTo(ENTITY_ID);
            signsInTo(OTHER);
            assertThat(asks(wiki)).isEqualTo("Success PartialLogout");
        }
    }
}
