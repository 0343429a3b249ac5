package io.lightwave.token.consent;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("OpenID Connect Core §3.1.2.4 Consent")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentTest {
    static final String LIST = "/api/v1/tenants/acme.example/users/%s/consents";

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
        acme.client(ACME, """
                {"clientId":"shy","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "scopes":["orders"],"audiences":["billing"],"requireConsent":true,"clientName":"The <Shy> Shop",
                 "logoUri":"https://cdn.example/logo.png","clientUri":"https://shy.example/",
                 "policyUri":"https://shy.example/privacy","tosUri":"https://shy.example/terms"}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    Map<String, String> shy(String... changes) {
        var parameters = new LinkedHashMap<>(request("shop", Map.of("client_id", "shy")));
        for (int i = 0; i < changes.length; i += 2) {
            parameters.put(changes[i], changes[i + 1]);
        }
        return parameters;
    }

    /// A person whom nobody else is.
    Browser signedIn(String name) {
        acme.user(ACME, name);
        Browser browser = acme.browser();
        assertThat(Acme.signIn(browser, request("shop"), name, Acme.PASSWORD).status())
                .isEqualTo(303);
        return browser;
    }

    static Answer answer(Browser browser, Answer page, String decision) {
        return browser.submit(page.form().with("decision", decision));
    }

    @Test
    void the_page_says_who_wants_what_and_shows_the_client_s_logo_and_links() {
        Answer page = authorize(signedIn("paula"), shy("scope", "openid email orders", "resource", "billing"));
        Golden.assertAnswer(ConsentTest.class, "consent.response.http", page);
        assertThat(page.header("Content-Security-Policy").orElse("")).contains("img-src 'self' https://cdn.example;");
        assertThat(page.body()).contains("The &lt;Shy&gt; Shop").doesNotContain("<Shy>");
    }

    @Test
    void who_agrees_is_not_asked_for_the_same_again_but_for_more() {
        Browser browser = signedIn("quinn");
        Answer page = authorize(browser, shy("scope", "openid email"));
        assertThat(answer(browser, page, "allow").answerParameters()).containsKeys("code", "state", "iss");
        assertThat(authorize(browser, shy("scope", "openid email")).answerParameters())
                .containsKey("code");
        assertThat(authorize(browser, shy("scope", "openid")).answerParameters())
                .containsKey("code");
        assertThat(authorize(browser, shy("scope", "openid phone")).body()).contains("id=\"consent-form\"");
        assertThat(authorize(browser, shy("claims", "{\"userinfo\":{\"birthdate\":null}}"))
                        .body())
                .contains("your birthdate");
        assertThat(authorize(browser, shy("resource", "billing")).body()).contains("access to billing");
    }

    @Test
    void who_denies_sends_the_client_away_and_is_asked_again() {
        Browser browser = signedIn("rita");
        Answer page = authorize(browser, shy());
        assertThat(answer(browser, page, "deny").answerParameters())
                .containsEntry("error", "access_denied")
                .containsEntry("state", "af0ifjsldkj")
                .containsKey("iss");
        assertThat(authorize(browser, shy()).body()).contains("id=\"consent-form\"");
    }

    @Test
    void without_a_page_it_is_consent_required() {
        assertThat(authorize(signedIn("sven"), shy("prompt", "none")).answerParameters())
                .containsEntry("error", "consent_required");
    }

    @Test
    void it_comes_after_the_sign_in_and_with_prompt_login_only_after_a_new_one() {
        Browser browser = signedIn("tess");
        Answer page = Acme.signIn(browser, shy("prompt", "login"), "tess", Acme.PASSWORD);
        assertThat(page.body()).contains("id=\"consent-form\"");
        assertThat(answer(browser, page, "allow").answerParameters()).containsKey("code");
        assertThat(authorize(browser, shy("prompt", "login")).location().getPath())
                .endsWith("/login");
    }

    @Test
    void prompt_consent_asks_for_any_client_each_time() {
        Browser browser = signedIn("ulla");
        Answer page = authorize(browser, request("shop", Map.of("prompt", "consent")));
        assertThat(answer(browser, page, "allow").answerParameters()).containsKey("code");
        assertThat(authorize(browser, request("shop", Map.of("prompt", "consent")))
                        .body())
                .contains("id=\"consent-form\"");
    }

    @Test
    @DisplayName("threat 34: a form of another site, browser or request agrees to nothing")
    void a_form_of_another_site_browser_or_request_agrees_to_nothing() {
        Browser browser = signedIn("vera");
        Answer page = authorize(browser, shy());
        var form = page.form().with("decision", "allow");
        assertThat(browser.post(form.action(), form.fields(), Map.of("Origin", "https://evil.example"))
                        .body())
                .contains("id=\"consent-form\"");
        Browser other = signedIn("walt");
        assertThat(other.submit(form).body()).contains("id=\"consent-form\"");
        String more = form.fields().getOrDefault("request", "").replace("scope=openid", "scope=openid+orders");
        assertThat(browser.submit(form.with("request", more)).body()).contains("id=\"consent-form\"");
        assertThat(browser.submit(form.with("request", form.fields().get("request") + "&prompt=login"))
                        .location()
                        .getPath())
                .endsWith("/login");
        assertThat(acme.browser().submit(form).location().getPath()).endsWith("/login");
        assertThat(browser.submit(form).answerParameters()).containsKey("code");
    }

    @Test
    void administrators_see_consents_and_withdraw_them_with_what_they_gave() {
        Browser browser = signedIn("xena");
        String code = answer(browser, authorize(browser, shy("scope", "openid email")), "allow")
                .parameter("code");
        var form = acme.exchange("shy", code);
        form.put("redirect_uri", Acme.SHOP);
        String token = acme.tokens(form).path("access_token").stringValue();
        JsonNode list = acme.json(browser.get(LIST.formatted("xena")).body());
        assertThat(list.path("items").size()).isEqualTo(1);
        assertThat(list.path("items").get(0).path("clientId").stringValue()).isEqualTo("shy");
        assertThat(list.path("items").get(0).path("granted").toString()).isEqualTo("[\"email\",\"openid\"]");
        String userInfo = "/t/acme.example/oauth2/userinfo";
        assertThat(acme.browser()
                        .sending("Authorization", "Bearer " + token)
                        .get(userInfo)
                        .status())
                .isEqualTo(200);
        assertThat(browser.send("DELETE", LIST.formatted("xena") + "/shy", "application/json", "")
                        .status())
                .isEqualTo(204);
        assertThat(acme.browser()
                        .sending("Authorization", "Bearer " + token)
                        .get(userInfo)
                        .status())
                .isEqualTo(401);
        assertThat(authorize(browser, shy()).body()).contains("id=\"consent-form\"");
        assertThat(browser.send("DELETE", LIST.formatted("xena") + "/shy", "application/json", "")
                        .status())
                .isEqualTo(404);
        assertThat(browser.get(LIST.formatted("nobody")).status()).isEqualTo(404);
    }

    @Nested
    @DisplayName("RFC 8252 §8.6 Client impersonation")
    class Impersonation {
        private static final String LOOPBACK = "http://127.0.0.1:49152/callback";
        private static final String PRIVATE_USE = "com.example.tool:/callback";

        Map<String, String> wish(String clientId, String redirectUri, String... changes) {
            var parameters = shy(changes);
            parameters.put("client_id", clientId);
            parameters.put("redirect_uri", redirectUri);
            return parameters;
        }

        void register(String clientId, boolean requireConsent) {
            acme.client(ACME, """
                    {"clientId":"%s","redirectUris":["http://127.0.0.1/callback","com.example.tool:/callback",
                     "https://shop.example/callback"],"applicationType":"native","tokenEndpointAuthMethod":"none",
                     "requireConsent":%s}""".formatted(clientId, requireConsent));
        }

        @ParameterizedTest
        @ValueSource(strings = {LOOPBACK, PRIVATE_USE})
        void where_any_program_may_wait_nobody_has_agreed_before(String redirectUri) {
            String clientId = "tool" + redirectUri.length();
            register(clientId, true);
            Browser browser = signedIn("of" + clientId);
            for (int i = 0; i < 2; i++) {
                Answer page = authorize(browser, wish(clientId, redirectUri));
                assertThat(page.body()).contains("id=\"consent-form\"");
                assertThat(answer(browser, page, "allow").answerParameters()).containsKey("code");
            }
            assertThat(authorize(browser, wish(clientId, redirectUri, "prompt", "none"))
                            .answerParameters())
                    .containsEntry("error", "consent_required");
            assertThat(authorize(browser, wish(clientId, Acme.SHOP, "prompt", "none"))
                            .answerParameters())
                    .as("a page at an https address is the client's")
                    .containsKey("code");
        }

        @ParameterizedTest
        @ValueSource(strings = {LOOPBACK, PRIVATE_USE})
        void and_nobody_is_let_through_whom_nobody_asks(String redirectUri) {
            String clientId = "trusted" + redirectUri.length();
            register(clientId, false);
            acme.user(ACME, "of" + clientId);
            Browser browser = acme.browser();
            assertThat(Acme.signIn(browser, wish(clientId, redirectUri), "of" + clientId, Acme.PASSWORD)
                            .answerParameters())
                    .as("who signs in for it has been asked")
                    .containsKey("code");
            assertThat(authorize(browser, wish(clientId, redirectUri, "prompt", "none"))
                            .answerParameters())
                    .containsEntry("error", "consent_required");
            Answer page = authorize(browser, wish(clientId, redirectUri));
            assertThat(page.body()).contains("id=\"consent-form\"");
            assertThat(answer(browser, page, "allow").answerParameters()).containsKey("code");
            assertThat(authorize(browser, wish(clientId, Acme.SHOP)).answerParameters())
                    .containsKey("code");
        }

        @Test
        void a_client_that_proves_itself_for_its_code_is_nobody_else() {
            acme.client(ACME, """
                    {"clientId":"desk","redirectUris":["http://127.0.0.1/callback"],"requireConsent":true,
                     "tokenEndpointAuthMethod":"client_secret_basic"}""");
            Browser browser = signedIn("dora");
            answer(browser, authorize(browser, wish("desk", LOOPBACK)), "allow");
            assertThat(authorize(browser, wish("desk", LOOPBACK, "prompt", "none"))
                            .answerParameters())
                    .containsKey("code");
        }
    }

    @Test
    void a_deleted_person_s_consents_are_forgotten() {
        Browser browser = signedIn("yan");
        assertThat(answer(browser, authorize(browser, shy()), "allow").answerParameters())
                .containsKey("code");
        var id = acme.subject(SubjectKind.USER, "yan").id();
        acme.bean(Subjects.class).delete(ACME, id);
        assertThat(acme.jdbc()
                        .sql("select count(*) from consent where subject_id = ?")
                        .param(id.value())
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
