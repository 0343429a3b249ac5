package io.lightwave.token.pushed;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9126 Pushed authorization requests")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushedRequestTest {
    static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        acme.client(ACME, """
                {"clientId":"pusher","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "requirePushedAuthorizationRequests":true}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    String pushed(String clientId, Map<String, String> changes) {
        var parameters = new LinkedHashMap<>(request("shop", changes));
        parameters.put("client_id", clientId);
        Answer answer = acme.oauth("par", parameters);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return acme.json(answer.body()).path("request_uri").stringValue();
    }

    static Answer go(Browser browser, String clientId, String uri) {
        return Acme.authorize(browser, Map.of("client_id", clientId, "request_uri", uri));
    }

    @Test
    void the_answer_is_a_uri_that_leads_to_the_same_as_the_request_would() {
        Golden.assertAnswer(PushedRequestTest.class, "pushed.response.http", acme.oauth("par", request("shop")));
        Answer answer = go(alice, "shop", pushed("shop", Map.of()));
        assertThat(answer.answerParameters())
                .containsEntry("state", "af0ifjsldkj")
                .containsKeys("code", "iss");
        assertThat(acme.tokens(acme.exchange("shop", answer.parameter("code"))).has("id_token"))
                .isTrue();
    }

    @Test
    void parameters_beside_it_count_for_nothing() {
        String uri = pushed("shop", Map.of());
        var parameters = new LinkedHashMap<>(request("shop", Map.of("state", "mine", "scope", "openid orders")));
        parameters.put("request_uri", uri);
        assertThat(Acme.authorize(alice, parameters).answerParameters()).containsEntry("state", "af0ifjsldkj");
    }

    @Test
    void a_person_signs_in_on_the_way_and_none_of_the_request_is_in_the_address() {
        Browser browser = acme.browser();
        Answer toLogin = go(browser, "shop", pushed("shop", Map.of("prompt", "login")));
        assertThat(toLogin.location().getQuery())
                .matches("(client_id=shop|request_uri=urn:lightwave:[a-z-]+:[A-Za-z0-9_-]{43}|&)+");
        Answer page = browser.follow(toLogin);
        acme.clock().advance(Duration.ofMinutes(5));
        Answer wrong = browser.submit(page.form().with("username", "alice").with("password", "wrong"));
        Answer answer = browser.submit(wrong.form().with("username", "alice").with("password", Acme.PASSWORD));
        assertThat(answer.answerParameters())
                .containsEntry("state", "af0ifjsldkj")
                .containsKey("code");
    }

    @Test
    void it_waits_for_a_person_for_a_quarter_of_an_hour() {
        Browser browser = acme.browser();
        Answer page = browser.follow(go(browser, "shop", pushed("shop", Map.of("prompt", "login"))));
        acme.clock().advance(Duration.ofMinutes(15));
        Answer late = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.header("Location")).isEmpty();
    }

    @Test
    void it_counts_once() {
        String uri = pushed("shop", Map.of());
        assertThat(go(alice, "shop", uri).answerParameters()).containsKey("code");
        assertPage(go(alice, "shop", uri));
    }

    @Test
    @DisplayName("FAPI 2.0 Security Profile §5.3.2.2 note 3: it comes again until the person has answered")
    void it_comes_again_until_the_person_has_answered() {
        Browser browser = acme.browser();
        String uri = pushed("shop", Map.of());
        browser.follow(go(browser, "shop", uri));
        Answer page = browser.follow(go(browser, "shop", uri));
        Answer answer = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
        assertThat(answer.answerParameters()).containsKey("code");
        assertPage(go(browser, "shop", uri));
        Answer back = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
        assertPage(back);
    }

    @Test
    void it_does_not_come_again_after_a_denial() {
        Browser browser = acme.browser();
        String uri = pushed("shop", Map.of("prompt", "consent"));
        Answer page = browser.follow(go(browser, "shop", uri));
        Answer consent = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD));
        assertThat(browser.submit(consent.form().with("decision", "deny")).answerParameters())
                .containsEntry("error", "access_denied");
        assertPage(go(browser, "shop", uri));
        assertPage(browser.submit(consent.form().with("decision", "allow")));
    }

    @Test
    void long_values_travel_in_it_and_come_back() {
        String state = "s".repeat(3000);
        Answer answer = go(alice, "shop", pushed("shop", Map.of("state", state, "nonce", "n".repeat(3000))));
        assertThat(answer.answerParameters()).containsEntry("state", state).containsKey("code");
    }

    @Test
    void of_many_at_once_one_wins() throws Exception {
        String uri = pushed("shop", Map.of());
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(() -> go(alice, "shop", uri).status());
        }
        try (var threads = Executors.newFixedThreadPool(10)) {
            List<Integer> statuses = new ArrayList<>();
            for (var attempt : threads.invokeAll(attempts)) {
                statuses.add(attempt.get());
            }
            assertThat(statuses).containsOnlyOnce(303);
        }
    }

    @Test
    void it_is_good_for_90_seconds() {
        String inTime = pushed("shop", Map.of());
        String late = pushed("shop", Map.of());
        acme.clock().advance(Duration.ofSeconds(89));
        assertThat(go(alice, "shop", inTime).answerParameters()).containsKey("code");
        acme.clock().advance(Duration.ofSeconds(1));
        assertPage(go(alice, "shop", late));
    }

    @Test
    void another_client_or_tenant_cannot_use_it_and_does_not_spoil_it() {
        String uri = pushed("shop", Map.of());
        assertPage(go(alice, "app", uri));
        assertPage(alice.get(Acme.authorizePath(
                io.lightwave.token.browser.Acme.OTHER, Map.of("client_id", "shop", "request_uri", uri))));
        assertThat(go(alice, "shop", uri).answerParameters()).containsKey("code");
    }

    @Test
    void what_waits_for_a_person_is_no_pushed_request_and_the_other_way_round() {
        Browser browser = acme.browser();
        String uri = pushed("shop", Map.of());
        assertPage(browser.get(
                "/t/acme.example/login?" + Browser.encode(Map.of("client_id", "shop", "request_uri", uri))));
        Answer toLogin = go(browser, "shop", uri);
        assertPage(browser.get(toLogin.location().toString().replace("/login?", "/oauth2/authorize?")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scope          | invoices         | invalid_scope
            redirect_uri   | https://evil/    | invalid_request
            response_type  | token            | unsupported_response_type
            code_challenge |                  | invalid_request
            request_uri    | urn:ietf:params:oauth:request_uri:x | invalid_request
            request        | x                | invalid_request_object
            resource       | payroll          | invalid_target
            """)
    void each_mistake_has_its_error_at_once(String name, String value, String error) {
        Answer answer = acme.oauth("par", request("shop", Map.of(name, value == null ? "" : value)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo(error);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void a_client_must_prove_itself() {
        Answer answer = acme.browser()
                .post(URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/par"), request("shop"), Map.of());
        Golden.assertAnswer(PushedRequestTest.class, "unauthenticated.response.http", answer);
        Answer named = acme.oauth("par", request("shop", Map.of("client_id", "app")));
        assertThat(named.status()).isEqualTo(400); // and redirect URIs are its own
    }

    @Test
    void a_client_registered_to_push_cannot_do_without() {
        var plain = request("shop", Map.of("client_id", "pusher"));
        assertThat(Acme.authorize(alice, plain).answerParameters()).containsEntry("error", "invalid_request");
        Browser browser = acme.browser();
        assertThat(browser.get("/t/acme.example/login?" + Browser.encode(plain)).answerParameters())
                .containsEntry("error", "invalid_request");
        assertThat(go(alice, "pusher", pushed("pusher", Map.of())).answerParameters())
                .containsKey("code");
    }

    @Test
    void its_uri_is_kept_as_a_hash_only() {
        String uri = pushed("shop", Map.of());
        String secret = uri.substring(PREFIX.length());
        assertThat(acme.jdbc()
                        .sql("select count(*) from kept_request where secret_hash = ? or parameters like ?")
                        .params(secret, "%" + secret + "%")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    static void assertPage(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.header("Location")).isEmpty();
        assertThat(answer.header("Content-Type").orElse("")).startsWith("text/html");
    }
}
