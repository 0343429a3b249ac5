package io.lightwave.token.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.ClientRegistry;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

class ClientAuthenticationTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BASIC = ACME.client("basic:er~1@x");
    static final TestClient POST =
            ACME.clientOf("{\"clientId\":\"poster\",\"tokenEndpointAuthMethod\":\"client_secret_post\"}");
    static final TestClient PUBLIC = ACME.clientOf(
            "{\"clientId\":\"spa\",\"tokenEndpointAuthMethod\":\"none\",\"redirectUris\":[\"https://spa.example/cb\"]}");
    static final TestClient KEYED = ACME.clientOf(ClientKeys.registration("keyed"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("RFC 6749 §2.3.1 A secret")
    class ASecret {

        @Test
        void in_the_header() {
            assertThat(BASIC.fetchesToken().status()).isEqualTo(200);
        }

        @Test
        void in_the_header_with_the_client_id_repeated_in_the_body() {
            assertThat(BASIC.fetchesToken("client_id", BASIC.clientId()).status())
                    .isEqualTo(200);
            assertThat(BASIC.fetchesToken("client_id", "poster").get("error")).isEqualTo("invalid_request");
        }

        @Test
        void that_is_empty_is_none() {
            for (var request : List.of(
                    header(PUBLIC.clientId(), ""),
                    header(PUBLIC.clientId(), "").param("client_id", PUBLIC.clientId()),
                    body("client_id", PUBLIC.clientId(), "client_secret", ""))) {
                // known, and told so: a public client has no token for itself
                assertThat(SERVER.perform(request).get("error")).isEqualTo("unauthorized_client");
            }
            for (TestClient other : List.of(BASIC, POST, KEYED)) {
                assertThat(SERVER.perform(header(other.clientId(), "")).get("error"))
                        .isEqualTo("invalid_client");
                assertThat(inBody(other.clientId(), "").get("error")).isEqualTo("invalid_client");
            }
        }

        @Test
        void may_stand_in_the_header_as_it_is_or_form_encoded() {
            String secret = "of+the/operator=%41&more";
            SERVER.bean(ClientRegistry.class).ensureConfidential(ACME.id(), "automation", secret);
            assertThat(SERVER.perform(header("automation", secret)).status()).isEqualTo(200);
            assertThat(SERVER.perform(raw("Basic " + base64("automation:" + secret)))
                            .status())
                    .isEqualTo(200);
            assertThat(inBody("automation", secret).status()).isEqualTo(200);
        }

        @Test
        void in_the_body() {
            assertThat(inBody(POST.clientId(), POST.secret()).status()).isEqualTo(200);
        }

        @Test
        void has_256_random_bits_and_is_kept_as_a_hash_only() throws Exception {
            assertThat(Base64.getUrlDecoder().decode(BASIC.secret())).hasSize(32);
            try (var connection = SERVER.database().connect();
                    var rows =
                            connection.createStatement().executeQuery("select oauth_client::text from oauth_client")) {
                while (rows.next()) {
                    assertThat(rows.getString(1)).doesNotContain(BASIC.secret()).doesNotContain(POST.secret());
                }
            }
            assertThat(ACME.apiGet("clients").text()).doesNotContain(BASIC.secret());
            assertThat(ACME.apiGet("clients/poster").text()).doesNotContain("ecret\"");
        }
    }

    @Nested
    @DisplayName("Every wrong thing looks alike (threats row 9)")
    class EveryWrongThing {

        static Stream<Arguments> wrong() {
            return Stream.of(
                    Arguments.of("wrong secret", header(BASIC.clientId(), "x".repeat(43))),
                    Arguments.of("wrong secret of the right start", header(BASIC.clientId(), BASIC.secret() + "x")),
                    Arguments.of("empty secret", header(BASIC.clientId(), "")),
                    Arguments.of("another client's secret", header(BASIC.clientId(), POST.secret())),
                    Arguments.of("unknown client", header("nobody", "x".repeat(43))),
                    Arguments.of(
                            "another case",
                            header(BASIC.clientId().toUpperCase(java.util.Locale.ROOT), BASIC.secret())),
                    Arguments.of("client id with a NUL", header("a\u0000", "x")),
                    Arguments.of("not base64", raw("Basic !!!")),
                    Arguments.of("no colon", raw("Basic " + base64("billing"))),
                    Arguments.of("no name", raw("Basic " + base64(":secret"))),
                    Arguments.of(
                            "not UTF-8",
                            raw("Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, ':'}))),
                    Arguments.of("not form-encoded", raw("Basic " + base64("a%zz:b"))),
                    Arguments.of("secret not form-encoded", raw("Basic " + base64("poster:%zz"))),
                    Arguments.of("another scheme", raw("Digest username=x")),
                    Arguments.of("a bearer token", raw("Bearer x")),
                    Arguments.of("basic by a client of post", header(POST.clientId(), POST.secret())),
                    Arguments.of(
                            "post by a client of basic",
                            body("client_id", BASIC.clientId(), "client_secret", BASIC.secret())),
                    Arguments.of("post with a wrong secret", body("client_id", POST.clientId(), "client_secret", "x")),
                    Arguments.of("post by an unknown client", body("client_id", "nobody", "client_secret", "x")),
                    Arguments.of("a public client with a secret", header(PUBLIC.clientId(), "x")),
                    Arguments.of("a confidential client that only names itself", body("client_id", BASIC.clientId())),
                    Arguments.of("an unknown client that only names itself", body("client_id", "nobody")),
                    Arguments.of("a client of private_key_jwt with a secret", header(KEYED.clientId(), "x")),
                    Arguments.of(
                            "a client of private_key_jwt that only names itself", body("client_id", KEYED.clientId())));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("wrong")
        void is_invalid_client_with_a_challenge(String what, MockHttpServletRequestBuilder request) {
            Answer answer = SERVER.perform(request);
            assertThat(answer.status()).as(what).isEqualTo(401);
            assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(answer.header("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic "));
        }

        @ParameterizedTest
        @ValueSource(strings = {"token", "introspect", "revoke", "par", "device_authorization"})
        void asks_for_a_secret_at_each_endpoint_whatever_the_client_tried(String endpoint) {
            for (String[] tried : List.of(new String[] {}, new String[] {"client_id", "nobody"}, new String[] {
                "client_id", KEYED.clientId(), "client_secret", "wrong"
            })) {
                var form = new ArrayList<>(List.of("grant_type", "client_credentials", "token", "none"));
                form.addAll(List.of(tried));
                Answer answer = ACME.post("/oauth2/" + endpoint, form.toArray(String[]::new));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")) // RFC 9110 §15.5.2
                        .as(form.toString())
                        .hasValue("Basic realm=\"client\", charset=\"UTF-8\"");
            }
        }

        @Test
        void is_told_apart_in_the_audit_trail() {
            SERVER.perform(header("nobody-else", "x".repeat(43)));
            assertThat(AuditTrail.of(ACME).last("client.authenticate"))
                    .hasToString("nobody-else client.authenticate refused: no such client");
            SERVER.perform(header(POST.clientId(), POST.secret()));
            assertThat(AuditTrail.of(ACME).last("client.authenticate"))
                    .hasToString(
                            "poster client.authenticate refused: client_secret_basic is not its registered method");
            assertThat(AuditTrail.of(ACME).text()).doesNotContain(POST.secret());
        }

        @Test
        void is_slowed_down_for_who_guesses() {
            var victim = ACME.client("victim");
            for (int i = 0; i < 200; i++) {
                SERVER.perform(header("victim", "guess " + i));
            }
            assertThat(victim.fetchesToken().status())
                    .as("from the guesser's address")
                    .isEqualTo(401);
            assertThat(AuditTrail.of(ACME).last("client.authenticate").reason()).startsWith("throttled");
        }
    }

    @Test
    @DisplayName("threat 8: secrets tried on many clients from one network are slowed, and elsewhere nobody is")
    void spraying_is_slowed() {
        var early = ACME.client("early");
        var late = ACME.client("late");
        String network = "198.51.100.23";
        SERVER.perform(from(network, header("sprayed", "guess")));
        assertThat(SERVER.perform(from(network, header("early", early.secret())))
                        .status())
                .isEqualTo(200);
        for (int i = 0; i < 510; i++) {
            SERVER.perform(from(network, header("sprayed-" + i, "guess")));
        }
        assertThat(SERVER.perform(from(network, header("late", late.secret()))).text())
                .isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(AuditTrail.of(ACME).last("client.authenticate").reason())
                .isEqualTo("throttled after failures from the same network");
        assertThat(SERVER.perform(from(network, header("early", early.secret())))
                        .status())
                .as("was right there before")
                .isEqualTo(200);
        assertThat(SERVER.perform(from("198.51.100.24", header("late", late.secret())))
                        .status())
                .isEqualTo(200);
    }

    private static MockHttpServletRequestBuilder from(String address, MockHttpServletRequestBuilder request) {
        return request.with(posted -> {
            posted.setRemoteAddr(address);
            return posted;
        });
    }

    @Nested
    @DisplayName("RFC 6749 §2.3 One way only")
    class OneWayOnly {

        @Test
        void header_and_body_together_are_invalid_request() {
            for (String[] second : new String[][] {
                {"client_secret", "x"},
                {"client_assertion", "x", "client_assertion_type", Credentials.JWT_BEARER}
            }) {
                assertThat(BASIC.fetchesToken(second).get("error")).isEqualTo("invalid_request");
            }
        }

        @Test
        void two_in_the_body_are_invalid_request() {
            var answer = ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    "poster",
                    "client_secret",
                    POST.secret(),
                    "client_assertion",
                    "x",
                    "client_assertion_type",
                    Credentials.JWT_BEARER);
            assertThat(answer.get("error")).isEqualTo("invalid_request");
        }

        @Test
        void two_headers_are_invalid_request() {
            var request = header(BASIC.clientId(), BASIC.secret()).header("Authorization", "Basic eDp5");
            assertThat(SERVER.perform(request).get("error")).isEqualTo("invalid_request");
        }

        @ParameterizedTest
        @ValueSource(strings = {"client_assertion", "client_assertion_type"})
        void half_an_assertion_is_invalid_request(String half) {
            assertThat(ACME.post("/oauth2/token", "grant_type", "client_credentials", half, "x")
                            .get("error"))
                    .isEqualTo("invalid_request");
        }

        @Test
        void nothing_at_all_is_invalid_client() {
            var answer = ACME.post("/oauth2/token", "grant_type", "client_credentials");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.get("error")).isEqualTo("invalid_client");
        }
    }

    @Test
    void a_public_client_has_no_client_credentials() {
        assertThat(SERVER.perform(body("client_id", "spa")).get("error")).isEqualTo("unauthorized_client");
    }

    static Answer inBody(String clientId, String secret) {
        return SERVER.perform(body("client_id", clientId, "client_secret", secret));
    }

    static MockHttpServletRequestBuilder header(String name, String secret) {
        return raw(TestClient.basic(name, secret));
    }

    static MockHttpServletRequestBuilder raw(String authorization) {
        return body().header("Authorization", authorization);
    }

    static MockHttpServletRequestBuilder body(String... namesAndValues) {
        String[] all = java.util.Arrays.copyOf(namesAndValues, namesAndValues.length + 2);
        all[namesAndValues.length] = "grant_type";
        all[namesAndValues.length + 1] = "client_credentials";
        return ACME.form("/oauth2/token", all);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
