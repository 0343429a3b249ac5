package io.lightwave.token.saml.logout;

import static io.lightwave.token.saml.TestServiceProvider.ENTITY_ID;
import static io.lightwave.token.saml.TestServiceProvider.IDP;
import static io.lightwave.token.saml.TestServiceProvider.SLO;
import static io.lightwave.token.saml.TestServiceProvider.encode;
import static io.lightwave.token.saml.TestServiceProvider.idpKeys;
import static io.lightwave.token.saml.TestServiceProvider.metadata;
import static io.lightwave.token.saml.TestServiceProvider.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.saml.TestIdentityProvider;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("profiles §4.4 single logout")
class SingleLogoutTest {
    private static final String ALL = "/api/v1/tenants/acme.example/service-providers";
    private static final String OTHER = "https://other.example/saml";
    private static final Outside OUTSIDE = new Outside();
    private static Acme acme;

    @BeforeAll
    static void start() {
        acme = Acme.start(OUTSIDE);
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    private Browser browser;

    @BeforeEach
    void begin() {
        browser = acme.browser();
        register("wiki", withLogout(metadata("signing"), "https://wiki.example/saml/slo"));
    }

    private static String withLogout(String metadata, String address) {
        return metadata.replace(
                "<md:AssertionConsumerService index=\"0\"",
                "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\""
                        + address + "\"/><md:AssertionConsumerService index=\"0\"");
    }

    private static void register(String name, String metadata) {
        acme.browser().send("DELETE", ALL + "/" + name, "text/plain", "");
        Answer answer = acme.browser()
                .send(
                        "POST",
                        ALL,
                        "application/json",
                        "{\"name\":\"%s\",\"metadata\":%s}"
                                .formatted(name, TestServiceProvider.quoted(acme, metadata)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /// The assertion for a service provider, by its entityID; alice signs in on the way.
    private XmlElement signsInTo(String entityId) {
        String request = TestServiceProvider.request(acme, Map.of(), "").replace(ENTITY_ID, entityId);
        Answer answer = browser.follow(browser.get(TestServiceProvider.redirect(request, "")));
        if (answer.body().contains("name=\"password\"")) {
            answer = browser.follow(
                    browser.submit(answer.form().with("username", "alice").with("password", Acme.PASSWORD)));
        }
        return TestServiceProvider.assertion(acme, TestServiceProvider.response(acme, answer));
    }

    private boolean isSignedIn() {
        return browser.get("/t/acme.example/login").body().contains("signed in as")
                || browser.get("/t/acme.example/account").status() == 200;
    }

    private static String name(XmlElement assertion) {
        return assertion.only(Ns.SAML, "Subject").only(Ns.SAML, "NameID").text();
    }

    private static String index(XmlElement assertion) {
        return assertion.only(Ns.SAML, "AuthnStatement").requireAttribute("SessionIndex");
    }

    private static String logoutRequest(Map<String, String> changes, String name, String... sessions) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ID", "_request1");
        attributes.put("Version", "2.0");
        attributes.put(
                "IssueInstant",
                acme.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        attributes.put("Destination", SLO);
        attributes.putAll(changes);
        var text = new XmlText()
                .open("samlp:LogoutRequest", attributes)
                .element("saml:Issuer", ENTITY_ID)
                .element("saml:NameID", name);
        for (String session : sessions) {
            text.element("samlp:SessionIndex", session);
        }
        return text.close().toString();
    }

    private static String redirect(String parameter, String message, String relayState, Signer by) {
        String octets = parameter + "=" + encode(Wire.forAddress(message)) + "&RelayState=" + encode(relayState)
                + "&SigAlg=" + encode(Signer.algorithm());
        return "/t/acme.example/saml/slo?" + octets + "&Signature=" + encode(by.detached(octets));
    }

    /// What stands in the address the browser is led to, its signature verified.
    private static SentRequest sent(Answer answer, String address, String parameter) {
        String location = answer.location().toString();
        assertThat(location).startsWith(address + "?" + parameter + "=");
        SentRequest sent = SentRequest.ofQuery(answer.location().getRawQuery(), parameter);
        sent.checkSignature(idpKeys(acme, Acme.ACME), true);
        return sent;
    }

    private static String status(XmlElement response) {
        XmlElement code = response.only(Ns.SAMLP, "Status").only(Ns.SAMLP, "StatusCode");
        return code.requireAttribute("Value").replaceAll(".*:", "")
                + code.child(Ns.SAMLP, "StatusCode")
                        .map(second -> " " + second.requireAttribute("Value").replaceAll(".*:", ""))
                        .orElse("");
    }

    private static String logoutResponse(XmlElement request, String issuer, String status) {
        return new XmlText()
                .open(
                        "samlp:LogoutResponse",
                        Map.of(
                                "ID",
                                "_request1",
                                "Version",
                                "2.0",
                                "IssueInstant",
                                acme.clock()
                                        .instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString(),
                                "Destination",
                                SLO,
                                "InResponseTo",
                                request.requireAttribute("ID")))
                .element("saml:Issuer", issuer)
                .open("samlp:Status")
                .element("samlp:StatusCode", Map.of("Value", "urn:oasis:names:tc:SAML:2.0:status:" + status), "")
                .close()
                .close()
                .toString();
    }

    @Test
    void a_service_provider_ends_the_session_and_hears_of_it() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        assertThat(isSignedIn()).isTrue();
        String request = logoutRequest(Map.of(), name(assertion), index(assertion));
        Answer answer = acme.browser().get(redirect("SAMLRequest", request, "r", signer())); // without any cookie
        SentRequest sent = sent(answer, "https://wiki.example/saml/slo", "SAMLResponse");
        assertThat(sent.relayState()).isEqualTo("r");
        assertThat(status(sent.message())).isEqualTo("Success");
        assertThat(sent.message().requireAttribute("InResponseTo")).isEqualTo("_request1");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    @DisplayName("Asynchronous Single Logout §2: whoever waits for no answer gets none, and the browser stays here")
    void without_an_answer() {
        String address = "https://other.example/slo";
        register("other", withLogout(metadata("signing").replace(ENTITY_ID, OTHER), address));
        XmlElement assertion = signsInTo(ENTITY_ID);
        signsInTo(OTHER);
        String request = logoutRequest(Map.of(), name(assertion))
                .replace(
                        "</saml:Issuer>",
                        "</saml:Issuer><samlp:Extensions>"
                                + "<aslo:Asynchronous xmlns:aslo=\"urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo\"/>"
                                + "</samlp:Extensions>");
        SentRequest other = sent(browser.get(redirect("SAMLRequest", request, "r", signer())), address, "SAMLRequest");
        assertThat(isSignedIn()).isFalse();
        String answer = logoutResponse(other.message(), OTHER, "Success");
        Answer last = browser.get(redirect("SAMLResponse", answer, other.relayState(), signer()));
        assertThat(last.body()).contains("You are signed out");
    }

    @Test
    void what_could_not_be_done_is_done_when_it_asks_once_more() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        String request = redirect("SAMLRequest", logoutRequest(Map.of(), name(assertion)), "r", signer());
        assertThat(acme.whileNoSessionEnds(() -> browser.get(request)).status()).isEqualTo(500);
        assertThat(isSignedIn()).isTrue();
        Answer answer = browser.get(request);
        assertThat(status(sent(answer, "https://wiki.example/saml/slo", "SAMLResponse")
                        .message()))
                .isEqualTo("Success");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    @DisplayName("core §2.2.4: a name that is encrypted for us, by the key in our metadata")
    void a_name_for_us_alone() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        assertThat(browser.get(URI.create(IDP).getPath()).body()).contains("<md:KeyDescriptor use=\"encryption\">");
        String clear = new XmlText().element("saml:NameID", name(assertion)).toString();
        String request = logoutRequest(Map.of(), name(assertion));
        assertThat(request).contains(clear);
        String veiled = request.replace(
                clear,
                TestIdentityProvider.wrapped(
                        "saml:EncryptedID", clear, idpKeys(acme, Acme.ACME).getFirst()));
        String unsigned = redirect("SAMLRequest", veiled, "r", signer());
        assertThat(browser.get(unsigned.substring(0, unsigned.indexOf("&SigAlg")))
                        .status())
                .isEqualTo(400);
        assertThat(isSignedIn()).isTrue();
        Answer answer = browser.get(redirect("SAMLRequest", veiled, "r", signer()));
        assertThat(status(sent(answer, "https://wiki.example/saml/slo", "SAMLResponse")
                        .message()))
                .isEqualTo("Success");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    @DisplayName("by AES-CBC only of one who is marked, and then it is said in the audit trail each time")
    void a_name_by_blocks() {
        String address = "https://wiki.example/saml/slo";
        String name = name(signsInTo(ENTITY_ID));
        String clear = new XmlText().element("saml:NameID", name).toString();
        String request = logoutRequest(Map.of(), name)
                .replace(
                        clear,
                        TestIdentityProvider.wrappedByBlocks(
                                "saml:EncryptedID",
                                clear,
                                idpKeys(acme, Acme.ACME).getFirst()));
        assertThat(browser.get(redirect("SAMLRequest", request, "r", signer())).status())
                .isEqualTo(400);
        assertThat(lastReason()).contains("encryption not accepted");
        assertThat(isSignedIn()).isTrue();
        assertThat(notedAsOld()).isZero();
        assertThat(acme.browser()
                        .send("PATCH", ALL + "/wiki", "application/merge-patch+json", "{\"allowOldAlgorithms\":true}")
                        .status())
                .isEqualTo(200);
        Answer answer = browser.get(redirect("SAMLRequest", request, "r", signer()));
        assertThat(status(sent(answer, address, "SAMLResponse").message())).isEqualTo("Success");
        assertThat(isSignedIn()).isFalse();
        assertThat(notedAsOld()).isOne();
    }

    /// Why the last of them was not believed.
    private static String lastReason() {
        return acme.jdbc()
                .sql("select reason from audit_event where action = 'saml.logout' and outcome = 'refused'"
                        + " order by id desc limit 1")
                .query((row, _) -> row.getString(1))
                .single();
    }

    private static int notedAsOld() {
        return acme.jdbc()
                .sql("select count(*) from audit_event where action = 'saml.old-algorithm'"
                        + " and target = 'service-provider:wiki'")
                .query(Integer.class)
                .single();
    }

    @Test
    void the_session_ends_for_openid_connect_too() {
        acme.client(
                Acme.ACME,
                "{\"clientId\":\"told\",\"grantTypes\":[\"authorization_code\"],\"redirectUris\":[\"%s\"],"
                                .formatted(Acme.SHOP)
                        + "\"backchannelLogoutUri\":\"https://told.example/logout\"}");
        XmlElement assertion = signsInTo(ENTITY_ID);
        Acme.code(browser, Acme.request("shop", Map.of("client_id", "told")));
        acme.browser().get(redirect("SAMLRequest", logoutRequest(Map.of(), name(assertion)), "r", signer()));
        assertThat(acme.jdbc()
                        .sql("select count(*) from logout_notice")
                        .query((row, _) -> row.getInt(1))
                        .single())
                .isEqualTo(1);
    }

    @Test
    void other_service_providers_hear_of_it_in_the_browser_before_the_one_who_asked() {
        register("other", withLogout(metadata("signing").replace(ENTITY_ID, OTHER), "https://other.example/slo"));
        XmlElement wiki = signsInTo(ENTITY_ID);
        XmlElement other = signsInTo(OTHER);
        Answer answer =
                browser.get(redirect("SAMLRequest", logoutRequest(Map.of(), name(wiki), index(wiki)), "r", signer()));
        SentRequest toOther = sent(answer, "https://other.example/slo", "SAMLRequest");
        assertThat(toOther.message().only(Ns.SAML, "NameID").text()).isEqualTo(name(other));
        assertThat(toOther.message().only(Ns.SAMLP, "SessionIndex").text()).isEqualTo(index(other));
        assertThat(toOther.message().only(Ns.SAML, "Issuer").text()).isEqualTo(IDP);
        String said = redirect(
                "SAMLResponse", logoutResponse(toOther.message(), OTHER, "Success"), toOther.relayState(), signer());
        assertThat(status(sent(browser.get(said), "https://wiki.example/saml/slo", "SAMLResponse")
                        .message()))
                .isEqualTo("Success");
        assertThat(browser.get(said).status()).as("once").isEqualTo(400);
    }

    @Test
    void one_who_does_not_want_to_makes_it_partial() {
        register("other", withLogout(metadata("signing").replace(ENTITY_ID, OTHER), "https://other.example/slo"));
        XmlElement wiki = signsInTo(ENTITY_ID);
        signsInTo(OTHER);
        SentRequest toOther = sent(
                browser.get(redirect("SAMLRequest", logoutRequest(Map.of(), name(wiki)), "r", signer())),
                "https://other.example/slo",
                "SAMLRequest");
        String said = redirect(
                "SAMLResponse", logoutResponse(toOther.message(), OTHER, "Responder"), toOther.relayState(), signer());
        assertThat(status(sent(browser.get(said), "https://wiki.example/saml/slo", "SAMLResponse")
                        .message()))
                .isEqualTo("Success PartialLogout");
    }

    @Test
    void a_person_who_signs_out_here_is_led_around_too() {
        signsInTo(ENTITY_ID);
        Answer page = browser.get("/t/acme.example/oauth2/logout");
        Answer out = browser.submit(page.form());
        assertThat(isSignedIn()).isFalse();
        String next = out.header("Refresh").orElseThrow().replaceAll(".*url=", "");
        SentRequest told = sent(browser.get(next), "https://wiki.example/saml/slo", "SAMLRequest");
        Answer last = browser.get(redirect(
                "SAMLResponse", logoutResponse(told.message(), ENTITY_ID, "Success"), told.relayState(), signer()));
        assertThat(last.status()).isEqualTo(200);
        assertThat(browser.get(next).status()).as("once").isEqualTo(400);
    }

    @Test
    void a_server_ends_it_by_soap() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        String request = TestServiceProvider.signed(
                logoutRequest(Map.of("Destination", SLO + "/soap"), name(assertion)), signer());
        Answer answer = soap(request);
        XmlElement response = StrictXml.message(answer.body().getBytes(StandardCharsets.UTF_8))
                .only(Ns.SOAP, "Body")
                .only(Ns.SAMLP, "LogoutResponse");
        EnvelopedSignature.verify(response, idpKeys(acme, Acme.ACME));
        assertThat(status(response)).isEqualTo("Success");
        assertThat(isSignedIn()).isFalse();
        assertThat(soap(request.replace(name(assertion), "_x")).status()).isEqualTo(500);
    }

    private static Answer soap(String message) {
        return acme.browser()
                .send(
                        "POST",
                        "/t/acme.example/saml/slo/soap",
                        "text/xml",
                        new XmlText()
                                .open("soap:Envelope")
                                .open("soap:Body")
                                .embed(message)
                                .close()
                                .close()
                                .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "Destination, https://evil.example/slo",
        "IssueInstant, 2020-01-01T00:00:00Z",
        "NotOnOrAfter, 2020-01-01T00:00:00Z",
        "Version, 1.1"
    })
    void what_is_not_for_us_or_not_for_now_ends_nothing(String attribute, String value) {
        XmlElement assertion = signsInTo(ENTITY_ID);
        String request = logoutRequest(Map.of(attribute, value), name(assertion));
        assertThat(browser.get(redirect("SAMLRequest", request, "r", signer())).status())
                .isEqualTo(400);
        assertThat(isSignedIn()).isTrue();
    }

    @Test
    void without_signature_or_by_a_stranger_it_ends_nothing() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        String request = logoutRequest(Map.of(), name(assertion));
        String good = redirect("SAMLRequest", request, "r", signer());
        assertThat(browser.get(good.substring(0, good.indexOf("&SigAlg"))).status())
                .isEqualTo(400);
        var keys = TestServiceProvider.keys();
        var stranger = new Signer(TestServiceProvider.certificate(keys), keys.getPrivate());
        assertThat(browser.get(redirect("SAMLRequest", request, "r", stranger)).status())
                .isEqualTo(400);
        Answer posted = browser.post(URI.create(SLO), Map.of("SAMLRequest", Wire.forForm(request)), Map.of());
        assertThat(posted.status()).isEqualTo(400);
        assertThat(isSignedIn()).isTrue();
    }

    @Test
    void what_is_refused_is_told_step_by_step() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        String request = logoutRequest(Map.of("IssueInstant", "2020-01-01T00:00:00Z"), name(assertion));
        String late = redirect("SAMLRequest", request, "r", signer());
        assertThat(acme.steps(browser.get(late)))
                .containsExactly(
                        "service provider held",
                        "signature of the request held",
                        "logout message of the service provider refused");
        assertThat(acme.steps(browser.get(late.substring(0, late.indexOf("&SigAlg")))))
                .containsExactly("service provider held", "logout message of the service provider refused");
        acme.clock().advance(Duration.ofSeconds(1));
        String elsewhere =
                TestServiceProvider.signed(logoutRequest(Map.of("Destination", SLO), name(assertion)), signer());
        assertThat(soap(elsewhere).status()).isEqualTo(500);
        assertThat(acme.lastSteps())
                .containsExactly(
                        "service provider held",
                        "signature of the request held",
                        "logout message of the service provider refused");
        acme.clock().advance(Duration.ofSeconds(1));
        String nameless = TestServiceProvider.signed(
                logoutRequest(Map.of("Destination", SLO + "/soap"), name(assertion))
                        .replaceAll("<saml:NameID.*?</saml:NameID>", ""),
                signer());
        assertThat(soap(nameless).status()).isEqualTo(500);
        assertThat(acme.lastSteps()).contains("request held");
    }

    @Test
    void a_name_of_its_sender_that_is_too_long_is_refused_before_anybody_is_looked_for() {
        String request = logoutRequest(Map.of(), "_nobody").replace(ENTITY_ID, "x".repeat(1025));
        Answer posted = browser.post(URI.create(SLO), Map.of("SAMLRequest", Wire.forForm(request)), Map.of());
        assertThat(posted.status()).isEqualTo(400);
        assertThat(soap(request.replace(SLO, SLO + "/soap")).status()).isEqualTo(500);
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where action = 'saml.logout' order by id desc limit 2")
                        .query((row, _) -> row.getString(1))
                        .list())
                .containsExactly("an Issuer of more than 1024 characters", "an Issuer of more than 1024 characters");
    }

    @Test
    void a_name_or_session_of_somebody_else_ends_nothing() {
        XmlElement assertion = signsInTo(ENTITY_ID);
        browser.get(redirect("SAMLRequest", logoutRequest(Map.of(), name(assertion), "_other"), "r", signer()));
        assertThat(isSignedIn()).isTrue();
        browser.get(redirect("SAMLRequest", logoutRequest(Map.of(), "_nobody"), "r", signer()));
        assertThat(isSignedIn()).isTrue();
    }
}
