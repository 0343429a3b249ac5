package io.lightwave.token.claims;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Golden;
import java.util.List;
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

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsTest {
    static final List<String> OF_EVERY_ID_TOKEN =
            List.of("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash");

    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        acme.bean(Subjects.class)
                .modify(
                        ACME,
                        acme.subject(SubjectKind.USER, "alice").id(),
                        Map.ofEntries(
                                Map.entry("middleName", List.of("Ada")),
                                Map.entry("nickname", List.of("ally")),
                                Map.entry("profileURI", List.of("https://people.example/alice")),
                                Map.entry("pictureURI", List.of("https://people.example/alice.png")),
                                Map.entry("labeledURI", List.of("https://alice.example/ My pages")),
                                Map.entry("gender", List.of("female")),
                                Map.entry("birthDate", List.of("1815-12-10")),
                                Map.entry("timeZone", List.of("Europe/London")),
                                Map.entry("preferredLanguage", List.of("en-GB")),
                                Map.entry("mailVerified", List.of("TRUE")),
                                Map.entry("telephoneNumber", List.of("+44 20 7946 0123")),
                                Map.entry("telephoneVerified", List.of("FALSE")),
                                Map.entry("postalAddress", List.of("12 High Street$London W1A 1AA$Cost \\24 5")),
                                Map.entry("street", List.of("12 High Street")),
                                Map.entry("l", List.of("London")),
                                Map.entry("st", List.of("Greater London")),
                                Map.entry("postalCode", List.of("W1A 1AA")),
                                Map.entry("c", List.of("GB"))));
        acme.client(ACME, """
                {"clientId":"wiki","redirectUris":["https://shop.example/callback"],"scopes":["groups"],
                 "tokenEndpointAuthMethod":"none"}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    JsonNode tokens(String clientId, Map<String, String> changes) {
        var parameters = request("shop", changes);
        parameters.put("client_id", clientId);
        var form = acme.exchange(clientId, Acme.code(alice, parameters));
        form.put("redirect_uri", Acme.SHOP);
        return acme.tokens(form);
    }

    Browser.Answer userInfo(JsonNode tokens) {
        return acme.browser()
                .sending(
                        "Authorization", "Bearer " + tokens.path("access_token").stringValue())
                .get("/t/acme.example/oauth2/userinfo");
    }

    JsonNode idToken(JsonNode tokens) {
        return acme.claims(tokens.path("id_token").stringValue());
    }

    @Nested
    @DisplayName("OpenID Connect Core §5.1 and §5.4 Standard claims by scope")
    class Standard {
        @Test
        void userinfo_tells_every_one_that_the_directory_knows() {
            Golden.assertAnswer(
                    ClaimsTest.class,
                    "every-claim.response.http",
                    userInfo(tokens("wiki", Map.of("scope", "openid profile email address phone groups"))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"email email_verified", "phone phone_number phone_number_verified", "address address"})
        void a_scope_gives_its_own_and_no_other(String line) {
            String[] words = line.split(" ");
            String scope = words[0];
            var names = new java.util.ArrayList<>(List.of(words));
            names.set(0, "sub");
            if (scope.equals("email")) {
                names.add("email");
            }
            assertThat(acme.json(userInfo(tokens("shop", Map.of("scope", "openid " + scope)))
                                    .body())
                            .propertyNames())
                    .containsExactlyInAnyOrderElementsOf(names);
        }

        @Test
        void of_whom_nothing_is_known_nothing_is_told() {
            Browser bob = acme.browser();
            String code = Acme.signIn(
                            bob, request("shop", Map.of("scope", "openid email address phone")), "bob", Acme.PASSWORD)
                    .parameter("code");
            assertThat(acme.json(userInfo(acme.tokens(acme.exchange("shop", code)))
                                    .body())
                            .propertyNames())
                    .containsExactlyInAnyOrder("sub", "email");
        }

        @Test
        void the_id_token_has_none_of_them_unasked() {
            assertThat(idToken(tokens("wiki", Map.of("scope", "openid profile email address phone groups")))
                            .propertyNames())
                    .containsExactlyInAnyOrderElementsOf(OF_EVERY_ID_TOKEN);
        }
    }

    @Nested
    @DisplayName("OpenID Connect Core §5.5 The claims parameter")
    class Parameter {
        @Test
        void puts_claims_where_they_are_asked_for() {
            JsonNode tokens = tokens("shop", Map.of("claims", """
                    {"userinfo":{"given_name":{"essential":true},"phone_number":null,"made_up":null},
                     "id_token":{"email":{"essential":false},"auth_time":{"essential":true},"nickname":null},
                     "other":[1]}""".replace("\n", "")));
            assertThat(acme.json(userInfo(tokens).body()).propertyNames())
                    .containsExactlyInAnyOrder("sub", "given_name", "phone_number");
            var names = new java.util.ArrayList<>(OF_EVERY_ID_TOKEN);
            names.addAll(List.of("email", "nickname"));
            assertThat(idToken(tokens).propertyNames()).containsExactlyInAnyOrderElementsOf(names);
        }

        @Test
        void lasts_through_a_refresh() {
            JsonNode tokens = tokens("shop", Map.of("claims", "{\"id_token\":{\"email\":null}}"));
            JsonNode fresh = acme.tokens(
                    acme.refresh("shop", tokens.path("refresh_token").stringValue()));
            assertThat(idToken(fresh).path("email").stringValue()).isEqualTo("alice@acme.example");
        }

        @Test
        void gives_groups_only_to_a_client_that_is_registered_for_them() {
            String claims = "{\"userinfo\":{\"groups\":null},\"id_token\":{\"groups\":null}}";
            JsonNode shop = tokens("shop", Map.of("claims", claims));
            assertThat(idToken(shop).has("groups")).isFalse();
            assertThat(acme.json(userInfo(shop).body()).has("groups")).isFalse();
            JsonNode wiki = tokens("wiki", Map.of("claims", claims));
            assertThat(idToken(wiki).path("groups").get(0).stringValue()).isEqualTo("administrators");
            assertThat(acme.json(userInfo(wiki).body()).has("groups")).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "[]",
                    "\"a\"",
                    "{\"userinfo\":[]}",
                    "{\"userinfo\":{\"email\":true}}",
                    "{\"id_token\":{\"email\":{\"essential\":\"yes\"}}}",
                    "{\"id_token\":{\"acr\":{\"values\":\"1\"}}}",
                    "{\"id_token\":{},\"id_token\":{}}",
                    "{} {}"
                })
        void of_another_shape_is_an_invalid_request(String claims) {
            assertThat(authorize(alice, request("shop", Map.of("claims", claims)))
                            .answerParameters())
                    .containsEntry("error", "invalid_request");
        }

        @Test
        void a_sub_with_a_value_is_that_person_or_nobody() {
            String me = acme.subject(SubjectKind.USER, "alice").id().toString();
            String bob = acme.subject(SubjectKind.USER, "bob").id().toString();
            String template = "{\"id_token\":{\"sub\":{\"value\":\"%s\"}}}";
            assertThat(authorize(alice, request("shop", Map.of("prompt", "none", "claims", template.formatted(me))))
                            .answerParameters())
                    .containsKey("code");
            assertThat(authorize(alice, request("shop", Map.of("prompt", "none", "claims", template.formatted(bob))))
                            .answerParameters())
                    .containsEntry("error", "login_required");
        }

        @Test
        void an_essential_acr_that_cannot_be_reached_is_an_error_and_a_voluntary_one_is_not() {
            String template = "{\"id_token\":{\"acr\":{%s\"values\":[\"%s\"]}}}";
            assertThat(authorize(alice, request("shop", Map.of("claims", template.formatted("", "gold"))))
                            .answerParameters())
                    .containsKey("code");
            assertThat(authorize(
                                    alice,
                                    request(
                                            "shop",
                                            Map.of("claims", template.formatted("\"essential\":true,", "gold"))))
                            .answerParameters())
                    .containsEntry("error", "unmet_authentication_requirements");
            assertThat(authorize(
                                    alice,
                                    request("shop", Map.of("claims", template.formatted("\"essential\":true,", "1"))))
                            .answerParameters())
                    .containsKey("code");
            assertThat(authorize(alice, request("shop", Map.of("acr_values", "gold silver")))
                            .answerParameters())
                    .containsKey("code");
        }
    }
}
