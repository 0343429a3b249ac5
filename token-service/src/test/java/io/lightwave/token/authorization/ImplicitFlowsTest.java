package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.authorize;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
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

/// Acme has turned the flows on, other.example has not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImplicitFlowsTest {
    static final String PAGE = "https://page.example/cb";
    static final String REGISTRATION = """
            {"clientId":"page","grantTypes":["authorization_code","implicit","refresh_token"],
             "responseTypes":["code","code id_token","id_token","code token","token id_token code","id_token token"],
             "redirectUris":["https://page.example/cb"],"scopes":["orders"],"audiences":["billing"]}""";

    Acme acme;
    String secret = "";
    Browser browser;

    @BeforeAll
    void start() {
        acme = Acme.start();
        switchOn(true);
        secret = acme.client(ACME, REGISTRATION);
        browser = acme.browser();
        Acme.signIn(browser, Acme.request("shop"), "alice", Acme.PASSWORD);
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    void switchOn(boolean on) {
        assertThat(patch("{\"implicitFlows\":%s}".formatted(on)).status()).isEqualTo(200);
    }

    Answer patch(String json) {
        return acme.browser()
                .send("PATCH", "/api/v1/tenants/acme.example/policies/token", "application/merge-patch+json", json);
    }

    Answer register(String json) {
        return acme.browser().send("POST", "/api/v1/tenants/acme.example/clients", "application/json", json);
    }

    static Map<String, String> request(String responseType) {
        return request(responseType, Map.of());
    }

    static Map<String, String> request(String responseType, Map<String, String> changes) {
        var parameters = Acme.request("shop");
        parameters.put("client_id", "page");
        parameters.put("redirect_uri", PAGE);
        parameters.put("response_type", responseType);
        parameters.putAll(changes);
        return parameters;
    }

    Map<String, String> answer(Map<String, String> request) {
        Answer answer = authorize(browser, request);
        assertThat(answer.location().getQuery()).as("nothing in the query").isNull();
        assertThat(answer.location().toString()).startsWith(PAGE + "#");
        return answer.answerParameters();
    }

    JsonNode exchange(String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", PAGE);
        form.put("code_verifier", Acme.VERIFIER);
        return acme.json(acme.browser()
                .post(
                        java.net.URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token"),
                        form,
                        Map.of("Authorization", Acme.basic("page", secret)))
                .body());
    }

    JsonNode discovery(String tenant) {
        return acme.json(acme.browser()
                .get("/t/" + tenant + "/.well-known/openid-configuration")
                .body());
    }

    static String leftHalf(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }

    @Nested
    @DisplayName("RFC 9700 §2.1.2: off unless a tenant turns it on")
    class Switch {
        @Test
        void a_tenant_that_has_not_turned_it_on_neither_announces_nor_answers_nor_registers_it() {
            JsonNode metadata = discovery("other.example");
            assertThat(metadata.path("response_types_supported").toString()).isEqualTo("[\"code\"]");
            assertThat(metadata.path("grant_types_supported").toString()).doesNotContain("implicit");
            Answer refused = acme.browser()
                    .send("POST", "/api/v1/tenants/" + OTHER + "/clients", "application/json", REGISTRATION);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("responseTypes").contains("RFC 9700");
        }

        @Test
        void where_it_is_on_the_metadata_says_so() {
            JsonNode metadata = discovery("acme.example");
            assertThat(metadata.path("response_types_supported").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrder(
                            "code", "code id_token", "id_token", "code token", "code id_token token", "id_token token");
            assertThat(metadata.path("grant_types_supported").toString()).contains("\"implicit\"");
        }

        @Test
        void turned_off_again_it_is_of_no_use_to_those_who_have_it_and_they_stay_as_they_are() {
            switchOn(false);
            try {
                assertThat(answer(request("id_token")))
                        .containsEntry("error", "unsupported_response_type")
                        .containsEntry("state", "af0ifjsldkj")
                        .hasEntrySatisfying(
                                "error_description", why -> assertThat(why).contains("RFC 9700"));
                assertThat(authorize(browser, request("code")).answerParameters())
                        .containsKey("code");
                assertThat(acme.browser()
                                .send(
                                        "PATCH",
                                        "/api/v1/tenants/acme.example/clients/page",
                                        "application/merge-patch+json",
                                        "{\"clientName\":\"Page\"}")
                                .status())
                        .isEqualTo(200);
            } finally {
                switchOn(true);
            }
        }

        @Test
        void a_change_based_on_an_older_policy_is_refused() {
            Answer answer = acme.browser()
                    .sending("If-Match", "\"0\"")
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/policies/token",
                            "application/merge-patch+json",
                            "{\"implicitFlows\":true}");
            assertThat(answer.status()).isEqualTo(412);
            assertThat(acme.browser()
                            .get("/api/v1/tenants/acme.example/policies/token")
                            .body())
                    .isEqualTo("{\"implicitFlows\":true,\"mlDsa\":false,\"redirectSchemes\":[]}");
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §3.2.2.5 and §3.3.2.5: the answer")
    class TheAnswer {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                code id_token       | code,id_token
                id_token            | id_token
                code token          | code,access_token,token_type,expires_in,scope
                code id_token token | code,id_token,access_token,token_type,expires_in,scope
                token code id_token | code,id_token,access_token,token_type,expires_in,scope
                id_token token      | id_token,access_token,token_type,expires_in,scope
                """)
        void carries_behind_the_hash_what_the_response_type_asks_for(String type, String members) {
            var parameters = answer(request(type));
            var expected = new java.util.TreeSet<>(java.util.List.of(members.split(",")));
            expected.addAll(java.util.List.of("state", "iss", "session_state"));
            assertThat(parameters).containsOnlyKeys(expected);
            assertThat(parameters)
                    .containsEntry("state", "af0ifjsldkj")
                    .containsEntry("iss", "https://localhost:8443/t/acme.example");
            if (expected.contains("token_type")) {
                assertThat(parameters).containsEntry("token_type", "Bearer").containsEntry("expires_in", "600");
            }
        }

        @Test
        void an_id_token_has_the_nonce_and_the_hashes_of_what_comes_with_it() throws Exception {
            var all = answer(request("code id_token token"));
            JsonNode claims = acme.claims(all.getOrDefault("id_token", ""));
            assertThat(claims.path("nonce").asString()).isEqualTo("n-0S6_WzA2Mj");
            assertThat(claims.path("aud").asString()).isEqualTo("page");
            assertThat(claims.path("c_hash").asString()).isEqualTo(leftHalf(all.getOrDefault("code", "")));
            assertThat(claims.path("at_hash").asString()).isEqualTo(leftHalf(all.getOrDefault("access_token", "")));
            JsonNode withCode = acme.claims(answer(request("code id_token")).getOrDefault("id_token", ""));
            assertThat(withCode.has("c_hash")).isTrue();
            assertThat(withCode.has("at_hash")).isFalse();
            JsonNode alone = acme.claims(answer(request("id_token")).getOrDefault("id_token", ""));
            assertThat(alone.has("c_hash")).isFalse();
            assertThat(alone.has("at_hash")).isFalse();
            assertThat(alone.path("exp").longValue() - alone.path("iat").longValue())
                    .isEqualTo(600);
        }

        @Test
        void the_code_is_exchanged_for_an_id_token_of_the_same_issuer_subject_and_nonce() {
            var first = answer(request("code id_token"));
            JsonNode before = acme.claims(first.getOrDefault("id_token", ""));
            JsonNode tokens = exchange(first.getOrDefault("code", ""));
            JsonNode after = acme.claims(tokens.path("id_token").asString());
            for (String name : java.util.List.of("iss", "sub", "aud", "nonce", "sid", "auth_time")) {
                assertThat(after.path(name)).as(name).isEqualTo(before.path(name));
            }
            assertThat(tokens.has("refresh_token")).isTrue();
        }

        @Test
        void the_access_token_opens_userinfo_and_ends_with_its_authorization() {
            var both = answer(request("code token"));
            String token = both.getOrDefault("access_token", "");
            assertThat(userinfo(token)).isEqualTo(200);
            exchange(both.getOrDefault("code", ""));
            assertThat(userinfo(token)).isEqualTo(200);
            exchange(both.getOrDefault("code", "")); // a second time: somebody has it who should not
            assertThat(userinfo(token)).isEqualTo(401);
        }

        private int userinfo(String token) {
            return acme.browser()
                    .sending("Authorization", "Bearer " + token)
                    .get("/t/acme.example/oauth2/userinfo")
                    .status();
        }

        @Test
        void claims_of_scopes_stand_in_an_id_token_that_comes_alone_and_in_no_other() {
            var scopes = Map.of("scope", "openid profile email");
            assertThat(acme.claims(answer(request("id_token", scopes)).getOrDefault("id_token", ""))
                            .path("email")
                            .asString())
                    .isEqualTo("alice@acme.example");
            for (String type : java.util.List.of("id_token token", "code id_token")) {
                assertThat(acme.claims(answer(request(type, scopes)).getOrDefault("id_token", ""))
                                .has("email"))
                        .as(type)
                        .isFalse();
            }
        }

        @Test
        void a_form_takes_it_too_and_a_signed_answer() {
            Answer form = authorize(browser, request("code id_token", Map.of("response_mode", "form_post")));
            assertThat(form.form().fields()).containsKeys("code", "id_token", "state", "iss");
            var signed = answer(request("code id_token", Map.of("response_mode", "jwt")));
            assertThat(signed).containsOnlyKeys("response");
            assertThat(acme.claims(signed.getOrDefault("response", "")).has("id_token"))
                    .isTrue();
        }

        @Test
        void offline_access_gives_nothing_where_there_is_no_code() {
            var offline = Map.of("scope", "openid offline_access");
            assertThat(answer(request("id_token token", offline))).containsEntry("scope", "openid");
            assertThat(answer(request("code token", offline))).containsEntry("scope", "offline_access openid");
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §3.2.2.6 and §3.3.2.6: refusals, behind the hash too")
    class Refusals {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                id_token            | nonce         |                | invalid_request
                id_token token      | nonce         |                | invalid_request
                code id_token       | nonce         |                | invalid_request
                code id_token token | nonce         |                | invalid_request
                id_token            | scope         | orders         | invalid_scope
                code id_token       | response_mode | query          | invalid_request
                code token          | response_mode | query          | invalid_request
                id_token            | response_mode | query          | invalid_request
                code id_token       | code_challenge |               | invalid_request
                code id_token       | prompt        | none login     | invalid_request
                token               | nonce         | n              | unsupported_response_type
                id_token id_token   | nonce         | n              | unsupported_response_type
                id_token none       | nonce         | n              | unsupported_response_type
                """)
        void each_mistake_has_its_error(String type, String name, String value, String error) {
            assertThat(answer(request(type, Map.of(name, value == null ? "" : value))))
                    .containsOnlyKeys("error", "error_description", "state", "iss")
                    .containsEntry("error", error);
        }

        @Test
        void a_nonce_is_not_asked_for_where_no_id_token_is_handed_out() {
            assertThat(answer(request("code token", Map.of("nonce", "")))).containsKey("access_token");
        }

        @Test
        void a_signed_answer_does_not_go_into_a_query_either() {
            var refused = answer(request("code id_token", Map.of("response_mode", "query.jwt")));
            assertThat(acme.claims(refused.getOrDefault("response", ""))
                            .path("error")
                            .asString())
                    .isEqualTo("invalid_request");
        }

        @Test
        void a_client_gets_only_the_response_types_that_it_is_registered_for() {
            register("""
                    {"clientId":"spa","grantTypes":["implicit"],"responseTypes":["id_token"],
                     "redirectUris":["https://page.example/cb"],"tokenEndpointAuthMethod":"none"}""");
            var spa = Map.of("client_id", "spa");
            assertThat(answer(request("id_token", spa))).containsKey("id_token");
            assertThat(answer(request("id_token token", spa))).containsEntry("error", "unauthorized_client");
            Answer code = authorize(browser, request("code", spa));
            assertThat(code.answerParameters()).containsEntry("error", "unauthorized_client");
        }

        @Test
        void nobody_signed_in_is_told_behind_the_hash() {
            Answer answer = authorize(acme.browser(), request("id_token", Map.of("prompt", "none")));
            assertThat(answer.location().getFragment()).startsWith("error=login_required&");
        }

        @Test
        void the_token_endpoint_knows_no_such_grant() {
            assertThat(acme.oauth("token", Map.of("grant_type", "implicit", "client_id", "shop"))
                            .body())
                    .contains("unsupported_grant_type");
        }
    }

    @Nested
    @DisplayName("OpenID Connect Registration §2: what is registered agrees")
    class Registration {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    // the grant type without its response types, and the other way round
                    "\"grantTypes\":[\"implicit\"],\"redirectUris\":[\"https://a.example/\"]",
                    "\"responseTypes\":[\"code\",\"id_token\"],\"redirectUris\":[\"https://a.example/\"]",
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"code id_token\"],\"redirectUris\":[\"https://a.example/\"]",
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"id_token\"]",
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"token\"],\"redirectUris\":[\"https://a.example/\"]",
                    // web applications: https only, and not localhost
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"id_token\"],\"redirectUris\":[\"http://a.example/\"]",
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"id_token\"],\"redirectUris\":[\"https://localhost/\"]",
                    // tokens that could not be bound
                    "\"grantTypes\":[\"implicit\"],\"responseTypes\":[\"id_token token\"],\"redirectUris\":[\"https://a.example/\"],\"dpopBoundAccessTokens\":true",
                })
        void or_it_is_refused(String members) {
            Answer answer = register("{\"clientId\":\"wrong\"," + members + "}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        }

        @Test
        void a_client_under_the_fapi_profile_never_gets_tokens_from_a_browser() {
            Answer answer = register("""
                    {"clientId":"bank","grantTypes":["authorization_code","implicit"],"responseTypes":["code id_token"],
                     "redirectUris":["https://bank.example/cb"],"securityProfile":"fapi2",
                     "tokenEndpointAuthMethod":"private_key_jwt","jwksUri":"https://bank.example/jwks",
                     "tlsClientCertificateBoundAccessTokens":true}""");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("responseTypes").contains("FAPI");
        }
    }
}
