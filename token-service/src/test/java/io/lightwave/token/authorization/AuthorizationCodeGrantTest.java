package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationCodeGrantTest {
    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    String code(String clientId) {
        return Acme.code(alice, request(clientId));
    }

    void assertRefused(Map<String, String> form, String error) {
        Answer answer = acme.oauth("token", form);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo(error);
    }

    @Nested
    @DisplayName("RFC 6749 §4.1.3 Exchange")
    class Exchange {
        @Test
        void a_code_gives_access_refresh_and_id_token() {
            Answer answer = acme.oauth("token", acme.exchange("shop", code("shop")));
            Golden.assertAnswer(AuthorizationCodeGrantTest.class, "exchanged.response.http", answer);
        }

        @ParameterizedTest
        @CsvSource({"code, invalid_request", "redirect_uri, invalid_request", "code_verifier, invalid_grant"})
        void a_missing_parameter_is_refused_and_the_code_stays_good(String name, String error) { // RFC 7636 §4.6
            var form = acme.exchange("shop", code("shop"));
            var without = new java.util.LinkedHashMap<>(form);
            without.remove(name);
            assertRefused(without, error);
            assertThat(acme.tokens(form).has("access_token")).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "a.b.c"})
        void a_made_up_code_is_invalid(String made) {
            assertRefused(acme.exchange("shop", made), "invalid_grant");
        }

        @Test
        void a_code_is_good_for_a_minute() {
            String inTime = code("shop");
            String late = code("shop");
            acme.clock().advance(Duration.ofSeconds(59));
            assertThat(acme.tokens(acme.exchange("shop", inTime)).has("access_token"))
                    .isTrue();
            acme.clock().advance(Duration.ofSeconds(1));
            assertRefused(acme.exchange("shop", late), "invalid_grant");
        }

        @Test
        void another_client_cannot_exchange_it_and_does_not_spoil_it() {
            String code = code("shop");
            assertRefused(acme.exchange("app", code), "invalid_grant");
            assertThat(acme.tokens(acme.exchange("shop", code)).has("access_token"))
                    .isTrue();
        }

        @Test
        void the_same_client_id_of_another_tenant_cannot_exchange_it() {
            String code = code("app");
            Answer elsewhere = acme.browser()
                    .post(
                            java.net.URI.create(Browser.PUBLIC_URL + "/t/other.example/oauth2/token"),
                            acme.exchange("app", code),
                            Map.of());
            assertThat(elsewhere.status()).isEqualTo(400);
            assertThat(acme.tokens(acme.exchange("app", code)).has("access_token"))
                    .isTrue();
        }

        @Test
        void a_wrong_redirect_uri_ends_what_the_code_stands_for() {
            String code = code("shop");
            var wrong = acme.exchange("shop", code);
            wrong.put("redirect_uri", "https://shop.example/other");
            assertRefused(wrong, "invalid_grant");
            assertRefused(acme.exchange("shop", code), "invalid_grant");
        }
    }

    @Nested
    @DisplayName("RFC 7636 PKCE")
    class Pkce {
        @ParameterizedTest
        @CsvSource({
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", // the challenge itself, as `plain` would have it
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXkk",
            "short"
        })
        void a_wrong_verifier_ends_what_the_code_stands_for(String verifier) {
            String code = code("app");
            var wrong = acme.exchange("app", code);
            wrong.put("code_verifier", verifier);
            assertRefused(wrong, "invalid_grant");
            assertRefused(acme.exchange("app", code), "invalid_grant");
        }
    }

    @Nested
    @DisplayName("RFC 7636 and RFC 9700 §2.1.1 A confidential client that was let off PKCE")
    class WithoutPkce {
        String codeOf(String clientId, String... names) {
            var parameters = request("shop", Map.of("client_id", clientId));
            for (String name : names) {
                parameters.remove(name);
            }
            return Acme.code(alice, parameters);
        }

        Answer exchanged(String code, Map<String, String> changes) {
            var form = new java.util.LinkedHashMap<>(acme.exchange("shop", code));
            form.remove("client_id");
            form.putAll(changes);
            return acme.browser()
                    .post(
                            java.net.URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token"),
                            form,
                            Map.of("Authorization", Acme.basic("plain", secret)));
        }

        String secret = "";

        void register() {
            if (secret.isEmpty()) {
                String name = "plain";
                secret = acme.client(ACME, """
                        {"clientId":"%s","redirectUris":["https://shop.example/callback"],"requirePkce":false}""".formatted(name));
            }
        }

        @Test
        void needs_none_keeps_it_when_used_and_cannot_be_downgraded() {
            register();
            String without = codeOf("plain", "code_challenge", "code_challenge_method");
            assertThat(exchanged(without, Map.of()).status()).isEqualTo(400); // a verifier out of nowhere
            String again = codeOf("plain", "code_challenge", "code_challenge_method");
            assertThat(exchanged(again, Map.of("code_verifier", "")).status()).isEqualTo(200);
            String with = codeOf("plain");
            assertThat(exchanged(with, Map.of("code_verifier", "")).status()).isEqualTo(400);
            assertThat(exchanged(with, Map.of()).status()).isEqualTo(200);
        }

        @Test
        void is_never_a_public_one() {
            Answer refused =
                    acme.browser().send("POST", "/api/v1/tenants/acme.example/clients", "application/json", """
                            {"clientId":"loose","redirectUris":["https://shop.example/callback"],"requirePkce":false,
                             "tokenEndpointAuthMethod":"none"}""");
            assertThat(refused.status()).isNotEqualTo(201);
        }
    }

    @Nested
    @DisplayName("RFC 9700 §4.5 A code counts once (threat 5)")
    class Once {
        @Test
        void of_200_at_once_exactly_one_wins() throws Exception {
            String code = code("app");
            List<Callable<Integer>> attempts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                attempts.add(
                        () -> acme.oauth("token", acme.exchange("app", code)).status());
            }
            try (var threads = Executors.newFixedThreadPool(40)) {
                int won = 0;
                for (Future<Integer> attempt : threads.invokeAll(attempts)) {
                    int status = attempt.get();
                    assertThat(status).isIn(200, 400);
                    won += status == 200 ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        }

        @Test
        void of_two_nodes_one_wins() throws Exception {
            try (var second = acme.secondNode();
                    var threads = Executors.newFixedThreadPool(8)) {
                for (int round = 0; round < 5; round++) {
                    String code = code("app");
                    List<Callable<Integer>> attempts = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        Browser browser = i % 2 == 0 ? acme.browser() : new Browser(second);
                        attempts.add(() -> browser.post(
                                        java.net.URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token"),
                                        acme.exchange("app", code),
                                        Map.of())
                                .status());
                    }
                    List<Integer> statuses = new ArrayList<>();
                    for (Future<Integer> attempt : threads.invokeAll(attempts)) {
                        statuses.add(attempt.get());
                    }
                    assertThat(statuses).containsOnlyOnce(200);
                }
                second.context().close();
            }
        }

        @Test
        void a_second_use_ends_everything_the_first_gave() {
            String code = code("shop");
            JsonNode tokens = acme.tokens(acme.exchange("shop", code));
            String access = tokens.path("access_token").stringValue();
            String refresh = tokens.path("refresh_token").stringValue();
            assertThat(acme.isActive(access)).isTrue();
            assertThat(acme.isActive(refresh)).isTrue();
            assertRefused(acme.exchange("shop", code), "invalid_grant");
            assertThat(acme.isActive(access)).isFalse();
            assertThat(acme.isActive(refresh)).isFalse();
            assertRefused(acme.refresh("shop", refresh), "invalid_grant");
        }
    }

    @Nested
    @DisplayName("What is disabled gets nothing (threat 1)")
    class Disabled {
        @Test
        void a_session_that_ended_takes_its_codes_along() {
            Browser browser = acme.browser();
            String code = Acme.code(browser, request("shop"));
            Answer page = browser.get("/t/acme.example/oauth2/logout");
            browser.submit(page.form());
            assertRefused(acme.exchange("shop", code), "invalid_grant");
        }

        @Test
        void a_person_disabled_deleted_or_with_a_new_password() {
            for (String how : List.of("disabled", "deleted", "password", "disabled and enabled again")) {
                Subject user = acme.user(ACME, "user-" + how.replace(" ", "-"));
                Browser browser = acme.browser();
                String code = Acme.signIn(browser, request("shop"), user.name(), Acme.PASSWORD)
                        .parameter("code");
                var subjects = acme.bean(Subjects.class);
                switch (how) {
                    case "deleted" -> subjects.delete(ACME, user.id());
                    case "password" -> subjects.setPassword(ACME, user.id(), Password.of("another long password"));
                    default -> subjects.setEnabled(ACME, user.id(), false);
                }
                if (how.endsWith("again")) {
                    subjects.setEnabled(ACME, user.id(), true);
                }
                assertRefused(acme.exchange("shop", code), "invalid_grant");
                assertThat(browser.follow(Acme.authorize(browser, request("shop")))
                                .body())
                        .as(how)
                        .contains("name=\"password\"");
            }
        }

        @Test
        void a_client_disabled_and_enabled_again() {
            acme.client(ACME, """
                    {"clientId":"flaky","redirectUris":["%s"],"tokenEndpointAuthMethod":"none"}""".formatted(Acme.APP));
            String code = Acme.code(alice, request("app", Map.of("client_id", "flaky")));
            var subjects = acme.bean(Subjects.class);
            var id = acme.subject(SubjectKind.CLIENT, "flaky").id();
            subjects.setEnabled(ACME, id, false);
            subjects.setEnabled(ACME, id, true);
            assertRefused(acme.exchange("flaky", code), "invalid_grant");
        }

        @Test
        void a_tenant_disabled_and_enabled_again() {
            Browser browser = acme.browser();
            Answer page = browser.follow(browser.get(Acme.authorizePath(OTHER, request("app"))));
            String code = browser.submit(page.form().with("username", "alice").with("password", Acme.PASSWORD))
                    .parameter("code");
            var tenants = acme.bean(Tenants.class);
            tenants.update(OTHER, "Other", false);
            assertThat(browser.get(Acme.authorizePath(OTHER, request("app"))).status())
                    .isEqualTo(404);
            tenants.update(OTHER, "Other", true);
            Answer answer = acme.browser()
                    .post(
                            java.net.URI.create(Browser.PUBLIC_URL + "/t/other.example/oauth2/token"),
                            acme.exchange("app", code),
                            Map.of());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(browser.get(Acme.authorizePath(OTHER, request("app")))
                            .location()
                            .getPath())
                    .endsWith("/login");
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §2 ID token")
    class IdToken {
        @Test
        void says_who_signed_in_where_when_and_how() {
            String code = Acme.code(alice, request("shop", Map.of("scope", "openid profile email")));
            JsonNode tokens = acme.tokens(acme.exchange("shop", code));
            String idToken = tokens.path("id_token").stringValue();
            String header = new String(
                    java.util.Base64.getUrlDecoder().decode(idToken.substring(0, idToken.indexOf('.'))),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(acme.json(header).path("alg").stringValue()).isEqualTo("RS256");
            JsonNode claims = acme.claims(idToken);
            assertThat(claims.path("iss").stringValue()).isEqualTo("https://localhost:8443/t/acme.example");
            assertThat(claims.path("sub").stringValue())
                    .isEqualTo(acme.subject(SubjectKind.USER, "alice").id().toString());
            assertThat(claims.path("aud").stringValue()).isEqualTo("shop");
            assertThat(claims.path("nonce").stringValue()).isEqualTo("n-0S6_WzA2Mj");
            assertThat(claims.path("acr").stringValue()).isEqualTo("1");
            assertThat(claims.path("amr").get(0).stringValue()).isEqualTo("pwd");
            assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                    .isEqualTo(600);
        }

        @Test
        void without_openid_there_is_none() {
            String code = Acme.code(alice, request("shop", Map.of("scope", "orders")));
            assertThat(acme.tokens(acme.exchange("shop", code)).has("id_token")).isFalse();
        }

        @Test
        void each_client_knows_the_session_by_a_name_of_its_own_the_same_each_time() {
            String first = sid("shop");
            assertThat(sid("shop")).isEqualTo(first);
            assertThat(sid("app")).isNotEqualTo(first);
        }

        String sid(String clientId) {
            return acme.claims(acme.tokens(acme.exchange(clientId, code(clientId)))
                            .path("id_token")
                            .stringValue())
                    .path("sid")
                    .stringValue();
        }
    }
}
