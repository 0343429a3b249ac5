package io.lightwave.token.device;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.dpop.Proofs;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 8628 Device authorization")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceTest {
    static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    static final String PAGE = "/t/acme.example/device";

    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        acme.client(ACME, """
                {"clientId":"tv","clientName":"Acme TV","grantTypes":["%s","refresh_token"],"scopes":["films"],
                 "audiences":["billing"],"tokenEndpointAuthMethod":"none"}""".formatted(DEVICE_CODE));
        acme.client(ACME, """
                {"clientId":"radio","grantTypes":["%s"],"tokenEndpointAuthMethod":"none"}""".formatted(DEVICE_CODE));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void signIn() {
        alice = acme.browser();
        Acme.signIn(alice, Acme.request("shop"), "alice", Acme.PASSWORD);
    }

    JsonNode begin(String... more) {
        Answer answer = acme.oauth("device_authorization", form("client_id", "tv", more));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    static Map<String, String> form(String name, String value, String... more) {
        var form = new LinkedHashMap<String, String>();
        form.put(name, value);
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    Map<String, String> question(JsonNode begun) {
        return form(
                "grant_type",
                DEVICE_CODE,
                "client_id",
                "tv",
                "device_code",
                begun.path("device_code").stringValue());
    }

    String asks(JsonNode begun) {
        Answer answer = acme.oauth("token", question(begun));
        return answer.status() == 200
                ? "tokens"
                : acme.json(answer.body()).path("error").stringValue();
    }

    Answer consentPage(Browser browser, JsonNode begun) {
        return browser.submit(browser.get(PAGE)
                .form()
                .with("user_code", begun.path("user_code").stringValue()));
    }

    void answer(JsonNode begun, String decision) {
        Answer page = consentPage(alice, begun);
        assertThat(page.status()).as(page.toString()).isEqualTo(200);
        assertThat(alice.submit(page.form().with("decision", decision)).status())
                .isEqualTo(200);
    }

    @Nested
    @DisplayName("§3.1, §3.2 The device asks")
    class Asking {
        @Test
        void and_learns_both_codes_and_where_to_go() {
            JsonNode begun = begin();
            assertThat(begun.path("user_code").stringValue())
                    .matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
            assertThat(begun.path("verification_uri").stringValue()).isEqualTo(Browser.PUBLIC_URL + PAGE);
            assertThat(begun.path("verification_uri_complete").stringValue())
                    .isEqualTo(Browser.PUBLIC_URL + PAGE + "?user_code="
                            + begun.path("user_code").stringValue());
            assertThat(begun.path("expires_in").intValue()).isEqualTo(600);
            assertThat(begun.path("interval").intValue()).isEqualTo(5);
            assertThat(begun.path("device_code").stringValue()).hasSize(43);
        }

        @Test
        void for_no_more_than_its_client_may_have() {
            assertThat(error("tv", "scope", "orders")).isEqualTo("invalid_scope");
            assertThat(error("tv", "resource", "https://elsewhere.example")).isEqualTo("invalid_target");
            assertThat(error("app")).isEqualTo("unauthorized_client");
            assertThat(error("nobody")).isEqualTo("invalid_client");
        }

        String error(String client, String... more) {
            return acme.json(acme.oauth("device_authorization", form("client_id", client, more))
                            .body())
                    .path("error")
                    .stringValue();
        }

        @Test
        void where_the_metadata_say() {
            JsonNode metadata = acme.json(acme.browser()
                    .get("/t/acme.example/.well-known/openid-configuration")
                    .body());
            assertThat(metadata.path("device_authorization_endpoint").stringValue())
                    .isEqualTo(Browser.PUBLIC_URL + "/t/acme.example/oauth2/device_authorization");
            assertThat(metadata.path("grant_types_supported").toString()).contains(DEVICE_CODE);
        }
    }

    @Nested
    @DisplayName("§3.3 Its person answers")
    class Answering {
        @Test
        void after_signing_in_and_seeing_who_asks_for_what() {
            JsonNode begun = begin("scope", "openid films", "resource", "billing");
            Browser browser = acme.browser();
            Answer login = browser.follow(browser.get(PAGE));
            Answer toDevice =
                    browser.submit(login.form().with("username", "alice").with("password", Acme.PASSWORD));
            assertThat(toDevice.location()).isEqualTo(URI.create(Browser.PUBLIC_URL + PAGE));
            Answer consent = browser.submit(browser.follow(toDevice)
                    .form()
                    .with(
                            "user_code",
                            begun.path("user_code")
                                    .stringValue()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace("-", " ")));
            assertThat(consent.body())
                    .contains(
                            "Acme TV",
                            "films",
                            "access to billing",
                            begun.path("user_code").stringValue());
            assertThat(asks(begun)).isEqualTo("authorization_pending");
            Answer done = browser.submit(consent.form().with("decision", "allow"));
            assertThat(done.body()).contains("id=\"allowed\"");

            JsonNode tokens = acme.tokens(question(begun));
            assertThat(tokens.path("scope").stringValue()).isEqualTo("films openid");
            assertThat(acme.claims(tokens.path("access_token").stringValue())
                            .path("aud")
                            .stringValue())
                    .isEqualTo("billing");
            JsonNode idToken = acme.claims(tokens.path("id_token").stringValue());
            assertThat(idToken.path("aud").stringValue()).isEqualTo("tv");
            assertThat(idToken.path("sub").stringValue())
                    .isEqualTo(acme.subject(io.lightwave.directory.SubjectKind.USER, "alice")
                            .id()
                            .toString());
            assertThat(acme.tokens(acme.refresh(
                                    "tv", tokens.path("refresh_token").stringValue()))
                            .has("access_token"))
                    .isTrue();
        }

        @Test
        void even_when_the_code_comes_in_the_address_which_survives_signing_in() {
            JsonNode begun = begin();
            String code = begun.path("user_code").stringValue();
            Browser browser = acme.browser();
            Answer login = browser.follow(browser.get(PAGE + "?user_code=" + code));
            Answer toDevice =
                    browser.submit(login.form().with("username", "alice").with("password", Acme.PASSWORD));
            Answer consent = browser.follow(toDevice);
            assertThat(consent.body()).contains(code, "id=\"allow\"");
            assertThat(asks(begun)).isEqualTo("authorization_pending");
        }

        @Test
        void no() {
            JsonNode begun = begin();
            answer(begun, "deny");
            assertThat(asks(begun)).isEqualTo("access_denied");
        }

        @Test
        void once() {
            JsonNode begun = begin();
            Answer page = consentPage(alice, begun);
            alice.submit(page.form().with("decision", "deny"));
            assertThat(alice.submit(page.form().with("decision", "allow")).body())
                    .contains("wrong or has expired");
            assertThat(asks(begun)).isEqualTo("access_denied");
        }

        @Test
        void on_a_page_that_no_other_site_can_send_for_them() {
            JsonNode begun = begin();
            Answer page = consentPage(alice, begun);
            assertThat(alice.submit(page.form().with("decision", "allow").with("csrf", "x"))
                            .body())
                    .doesNotContain("id=\"allowed\"");
            Answer entry = alice.get(PAGE);
            assertThat(alice.submit(entry.form()
                                    .with("decision", "allow")
                                    .with("user_code", begun.path("user_code").stringValue()))
                            .body())
                    .as("the consent was never shown")
                    .doesNotContain("id=\"allowed\"");
            assertThat(asks(begun)).isEqualTo("authorization_pending");
        }

        @Test
        void and_cannot_guess_for_long() {
            acme.user(ACME, "mallory");
            Browser mallory = acme.browser();
            Acme.signIn(mallory, Acme.request("shop"), "mallory", Acme.PASSWORD);
            JsonNode begun = begin();
            for (int i = 0; i < 10; i++) {
                assertThat(mallory.submit(mallory.get(PAGE).form().with("user_code", "BBBB-BBBB"))
                                .status())
                        .isEqualTo(403);
            }
            assertThat(consentPage(mallory, begun).status())
                    .as("even a right one")
                    .isEqualTo(403);
            assertThat(consentPage(alice, begun).status()).as("others may").isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"device=//evil.example", "device=a%0d%0ab", "device=B&x=y", "device=<b>"})
        void and_goes_from_signing_in_to_no_other_page(String query) {
            Browser browser = acme.browser();
            Answer page = browser.get(
                    "/t/acme.example/login?" + query.replace("<", "%3C").replace(">", "%3E"));
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.header("Location")).isEmpty();
        }
    }

    @Nested
    @DisplayName("§3.4, §3.5 The device asks for tokens")
    class Tokens {
        @Test
        void slower_when_it_asked_too_often() {
            JsonNode begun = begin();
            assertThat(asks(begun)).isEqualTo("authorization_pending");
            acme.clock().advance(Duration.ofSeconds(4));
            assertThat(asks(begun)).isEqualTo("slow_down");
            acme.clock().advance(Duration.ofSeconds(9));
            assertThat(asks(begun)).as("ten seconds by now").isEqualTo("slow_down");
            acme.clock().advance(Duration.ofSeconds(15));
            assertThat(asks(begun)).isEqualTo("authorization_pending");
        }

        @Test
        void in_time() {
            JsonNode begun = begin();
            acme.clock().advance(Duration.ofMinutes(10));
            assertThat(asks(begun)).isEqualTo("expired_token");
            assertThat(consentPage(alice, begun).status()).isEqualTo(403);
        }

        @Test
        void once_or_they_end() {
            JsonNode begun = begin("scope", "openid");
            answer(begun, "allow");
            JsonNode tokens = acme.tokens(question(begun));
            assertThat(asks(begun)).isEqualTo("invalid_grant");
            assertThat(acme.oauth(
                                    "token",
                                    acme.refresh(
                                            "tv", tokens.path("refresh_token").stringValue()))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void and_one_of_many_at_once_gets_them() throws Exception {
            JsonNode begun = begin();
            answer(begun, "allow");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                int got = 0;
                for (var one : threads.invokeAll(IntStream.range(0, 8)
                        .<Callable<String>>mapToObj(_ -> () -> asks(begun))
                        .toList())) {
                    got += one.get().equals("tokens") ? 1 : 0;
                }
                assertThat(got).isEqualTo(1);
            }
        }

        @Test
        void as_the_client_that_began() {
            JsonNode begun = begin();
            answer(begun, "allow");
            var form = question(begun);
            form.put("client_id", "radio");
            assertThat(acme.json(acme.oauth("token", form).body()).path("error").stringValue())
                    .isEqualTo("invalid_grant");
            assertThat(asks(begun)).isEqualTo("tokens");
        }

        @Test
        void bound_to_its_key() {
            JsonNode begun = begin("scope", "openid");
            answer(begun, "allow");
            URI endpoint = URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token");
            Answer answer = acme.browser()
                    .post(
                            endpoint,
                            question(begun),
                            new Proofs().header(endpoint, acme.clock().instant()));
            assertThat(acme.json(answer.body()).path("token_type").stringValue())
                    .isEqualTo("DPoP");
        }

        @Test
        void until_the_person_signs_out() {
            JsonNode begun = begin("scope", "openid films");
            answer(begun, "allow");
            JsonNode tokens = acme.tokens(question(begun));
            Answer out = alice.get("/t/acme.example/oauth2/logout");
            alice.submit(out.form());
            assertThat(acme.oauth(
                                    "token",
                                    acme.refresh(
                                            "tv", tokens.path("refresh_token").stringValue()))
                            .status())
                    .isEqualTo(400);
        }
    }
}
