package io.lightwave.token.pairwise;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.backchannel.SentNotices;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("OpenID Connect Core §8 Pairwise subjects")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PairwiseTest {
    static final String SECTOR = "https://sector.example/uris.json";

    Acme acme;
    Outside outside;
    Browser alice;
    final Map<String, String> secrets = new LinkedHashMap<>();
    final Map<String, String> redirects = new LinkedHashMap<>();

    @BeforeAll
    void start() {
        outside = new Outside();
        acme = Acme.start(outside);
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        outside.gives(SECTOR, "[\"https://three.example/cb\",\"https://four.example/cb\"]");
        register("one", "https://one.example/cb", "");
        register("one-too", "https://one.example/other", "");
        register("two", "https://two.example/cb", "");
        register("three", "https://three.example/cb", ",\"sectorIdentifierUri\":\"" + SECTOR + "\"");
        register("four", "https://four.example/cb", ",\"sectorIdentifierUri\":\"" + SECTOR + "\"");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    void register(String clientId, String redirectUri, String more) {
        redirects.put(clientId, redirectUri);
        secrets.put(clientId, acme.client(ACME, """
                {"clientId":"%s","grantTypes":["authorization_code","refresh_token"],"redirectUris":["%s"],
                 "subjectType":"pairwise","audiences":["billing"],
                 "backchannelLogoutUri":"https://%s.example/logout"%s}""".formatted(clientId, redirectUri, clientId, more)));
    }

    Map<String, String> wish(String clientId, Map<String, String> changes) {
        var parameters = request("shop", changes);
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirects.getOrDefault(clientId, ""));
        return parameters;
    }

    Answer post(String clientId, String endpoint, Map<String, String> form) {
        return acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/" + endpoint),
                        form,
                        Map.of("Authorization", Acme.basic(clientId, secrets.getOrDefault(clientId, ""))));
    }

    JsonNode tokens(Browser browser, String clientId) {
        String code = Acme.code(browser, wish(clientId, Map.of()));
        Answer answer = post(
                clientId,
                "token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        redirects.getOrDefault(clientId, ""),
                        "code_verifier",
                        Acme.VERIFIER));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    String sub(JsonNode tokens) {
        return acme.claims(tokens.path("id_token").stringValue()).path("sub").stringValue();
    }

    @Test
    void are_the_same_in_a_sector_and_others_elsewhere() {
        String one = sub(tokens(alice, "one"));
        assertThat(one).matches("[A-Za-z0-9_-]{43}");
        assertThat(sub(tokens(alice, "one-too"))).isEqualTo(one);
        assertThat(sub(tokens(alice, "two"))).isNotEqualTo(one);
        String three = sub(tokens(alice, "three"));
        assertThat(three).isNotEqualTo(one);
        assertThat(sub(tokens(alice, "four"))).isEqualTo(three);
        assertThat(sub(acme.tokens(acme.exchange("shop", Acme.code(alice, request("shop"))))))
                .isEqualTo(acme.subject(SubjectKind.USER, "alice").id().toString());
    }

    @Test
    void stay_when_signing_keys_change_and_on_every_node() {
        String before = sub(tokens(alice, "one"));
        alice.send("POST", "/api/v1/tenants/acme.example/keys/rotate", "application/json", "{}");
        assertThat(sub(tokens(alice, "one"))).isEqualTo(before);
        try (var second = acme.secondNode()) {
            var person = acme.subject(SubjectKind.USER, "alice").id();
            var client = second.context()
                    .bean(io.lightwave.token.client.Clients.class)
                    .find(ACME, "one")
                    .orElseThrow();
            assertThat(second.context().bean(ClientSubjectNames.class).of(client, person))
                    .isEqualTo(before);
            second.context().close();
        }
    }

    @Test
    void are_what_userinfo_introspection_and_refreshed_tokens_say_too() {
        JsonNode tokens = tokens(alice, "one");
        String sub = sub(tokens);
        String accessToken = tokens.path("access_token").stringValue();
        String refreshToken = tokens.path("refresh_token").stringValue();
        Answer userInfo = acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/userinfo"),
                        Map.of("access_token", accessToken),
                        Map.of());
        assertThat(acme.json(userInfo.body()).path("sub").stringValue()).isEqualTo(sub);
        for (String token : new String[] {accessToken, refreshToken}) {
            JsonNode told =
                    acme.json(post("one", "introspect", Map.of("token", token)).body());
            assertThat(told.path("active").booleanValue()).isTrue();
            assertThat(told.path("sub").stringValue()).isEqualTo(sub);
            assertThat(told.has("username")).isFalse();
        }
        JsonNode refreshed =
                acme.json(post("one", "token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
                        .body());
        assertThat(sub(refreshed)).isEqualTo(sub);
    }

    @Test
    void are_what_logout_tokens_say_and_hints_mean() {
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "bob", Acme.PASSWORD);
        JsonNode tokens = tokens(browser, "two");
        String idToken = tokens.path("id_token").stringValue();
        assertThat(Acme.authorize(browser, wish("two", Map.of("prompt", "none", "id_token_hint", idToken)))
                        .answerParameters())
                .containsKey("code");
        assertThat(Acme.authorize(alice, wish("two", Map.of("prompt", "none", "id_token_hint", idToken)))
                        .answerParameters())
                .containsEntry("error", "login_required");
        String claims = "{\"id_token\":{\"sub\":{\"value\":\"%s\"}}}".formatted(sub(tokens));
        assertThat(Acme.authorize(browser, wish("two", Map.of("prompt", "none", "claims", claims)))
                        .answerParameters())
                .containsKey("code");
        assertThat(browser.get("/t/acme.example/oauth2/logout?" + Browser.encode(Map.of("id_token_hint", idToken)))
                        .body())
                .contains("signed out");
        SentNotices.send(acme);
        assertThat(outside.posted("https://two.example/logout"))
                .extracting(form -> acme.claims(form.substring("logout_token=".length()))
                        .path("sub")
                        .stringValue())
                .contains(sub(tokens));
    }

    @Test
    void are_not_undone_by_an_access_token_that_anybody_can_read() {
        assertThat(tokens(alice, "one").path("access_token").stringValue()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void a_resource_server_hears_of_people_as_it_is_registered_itself() {
        acme.client(ACME, "{\"clientId\":\"plain\",\"grantTypes\":[\"client_credentials\"]}");
        assertThat(alice.send(
                                "POST",
                                "/api/v1/tenants/acme.example/resource-servers",
                                "application/json",
                                "{\"name\":\"billing\",\"uri\":\"https://billing.example\",\"clients\":[\"shop\",\"two\"]}")
                        .status())
                .isEqualTo(201);
        String code = Acme.code(alice, wish("one", Map.of("resource", "billing")));
        String accessToken = acme.json(post(
                                "one",
                                "token",
                                Map.of(
                                        "grant_type",
                                        "authorization_code",
                                        "code",
                                        code,
                                        "redirect_uri",
                                        redirects.getOrDefault("one", ""),
                                        "code_verifier",
                                        Acme.VERIFIER))
                        .body())
                .path("access_token")
                .stringValue();
        JsonNode shop = acme.json(acme.oauth("introspect", Map.of("client_id", "shop", "token", accessToken))
                .body());
        assertThat(shop.path("sub").stringValue())
                .isEqualTo(acme.subject(SubjectKind.USER, "alice").id().toString());
        assertThat(acme.json(post("two", "introspect", Map.of("token", accessToken))
                                .body())
                        .path("sub")
                        .stringValue())
                .isEqualTo(sub(tokens(alice, "two")));
    }

    @Test
    void are_never_given_again() {
        acme.user(ACME, "carol");
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "carol", Acme.PASSWORD);
        String before = sub(tokens(browser, "one"));
        acme.bean(Subjects.class)
                .delete(ACME, acme.subject(SubjectKind.USER, "carol").id());
        acme.clock().advance(java.time.Duration.ofDays(400));
        acme.user(ACME, "carol");
        Browser again = acme.browser();
        Acme.signIn(again, request("shop"), "carol", Acme.PASSWORD);
        assertThat(sub(tokens(again, "one"))).isNotEqualTo(before);
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"redirectUris\":[\"https://a.example/cb\",\"https://b.example/cb\"]",
                "\"redirectUris\":[\"com.example.app:/cb\"],\"applicationType\":\"native\"",
                "\"grantTypes\":[\"client_credentials\"]",
                "\"redirectUris\":[\"https://a.example/cb\"],\"accessTokenFormat\":\"jwt\""
            })
    void need_a_sector_and_opaque_tokens(String members) {
        Answer answer = alice.send(
                "POST",
                "/api/v1/tenants/acme.example/clients",
                "application/json",
                "{\"clientId\":\"never\",\"subjectType\":\"pairwise\"," + members + "}");
        assertThat(answer.status()).isNotEqualTo(201);
    }
}
