package io.lightwave.token.userinfo;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Golden;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("OpenID Connect Core §5.3 UserInfo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserInfoTest {
    static final String USERINFO = "/t/acme.example/oauth2/userinfo";

    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        acme.client(ACME, """
                {"clientId":"wiki","redirectUris":["https://shop.example/callback"],"scopes":["groups"],
                 "tokenEndpointAuthMethod":"none"}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    String token(String clientId, Map<String, String> changes) {
        var parameters = request("shop", changes);
        parameters.put("client_id", clientId);
        var form = acme.exchange(clientId, Acme.code(alice, parameters));
        form.put("redirect_uri", Acme.SHOP);
        return acme.tokens(form).path("access_token").stringValue();
    }

    Answer ask(String authorization) {
        return acme.browser().sending("Authorization", authorization).get(USERINFO);
    }

    @Test
    void tells_what_the_scopes_allow() {
        Answer answer = ask("Bearer " + token("wiki", Map.of("scope", "openid profile email groups")));
        Golden.assertAnswer(UserInfoTest.class, "all-scopes.response.http", answer);
        assertThat(acme.json(ask("Bearer " + token("shop", Map.of("scope", "openid")))
                                .body())
                        .propertyNames())
                .containsExactly("sub");
    }

    @Test
    void goes_by_scope_openid_whatever_the_audience() {
        assertThat(ask("Bearer " + token("shop", Map.of("scope", "openid", "resource", "billing")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answers_a_post_too() {
        Answer answer = acme.browser()
                .sending("Authorization", "Bearer " + token("shop", Map.of()))
                .post(java.net.URI.create(Browser.PUBLIC_URL + USERINFO), Map.of(), Map.of());
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void takes_the_token_from_the_form_of_a_post() {
        Answer answer = acme.browser()
                .post(
                        java.net.URI.create(Browser.PUBLIC_URL + USERINFO),
                        Map.of("access_token", token("shop", Map.of())),
                        Map.of());
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void signs_its_answer_for_a_client_that_is_registered_for_it() {
        acme.client(ACME, """
                {"clientId":"careful","redirectUris":["https://shop.example/callback"],
                 "tokenEndpointAuthMethod":"none","userinfoSignedResponseAlg":"ES256"}""");
        Answer answer = ask("Bearer " + token("careful", Map.of("scope", "openid email")));
        assertThat(answer.header("Content-Type")).contains("application/jwt");
        var claims = acme.claims(answer.body());
        assertThat(claims.path("iss").stringValue()).isEqualTo("https://localhost:8443/t/acme.example");
        assertThat(claims.path("aud").stringValue()).isEqualTo("careful");
        assertThat(claims.path("email").stringValue()).isEqualTo("alice@acme.example");
        String header = new String(
                java.util.Base64.getUrlDecoder()
                        .decode(answer.body().substring(0, answer.body().indexOf('.'))),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(acme.json(header).path("alg").stringValue()).isEqualTo("ES256");
        assertThat(ask("Bearer " + answer.body()).status()).isEqualTo(401);
    }

    @Test
    void takes_it_once_only_and_never_from_the_query() {
        String token = token("shop", Map.of());
        Answer twice = acme.browser()
                .sending("Authorization", "Bearer " + token)
                .post(java.net.URI.create(Browser.PUBLIC_URL + USERINFO), Map.of("access_token", token), Map.of());
        assertThat(twice.status()).isEqualTo(400);
        assertThat(acme.browser().get(USERINFO + "?access_token=" + token).status())
                .isEqualTo(401);
    }

    @Test
    void without_scope_openid_is_insufficient() {
        Answer answer = ask("Bearer " + token("shop", Map.of("scope", "profile orders")));
        Golden.assertAnswer(UserInfoTest.class, "insufficient-scope.response.http", answer);
    }

    @Test
    void without_a_token_has_a_challenge_without_an_error() {
        Golden.assertAnswer(
                UserInfoTest.class, "no-token.response.http", acme.browser().get(USERINFO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30."})
    void a_bad_token_is_invalid(String authorization) {
        Golden.assertAnswer(UserInfoTest.class, "invalid-token.response.http", ask(authorization));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic c2hvcDp4", "Bearer", "Bearer a b", "DPoP a b"})
    void what_is_no_bearer_token_is_an_invalid_request(String authorization) {
        assertThat(ask(authorization).status()).isEqualTo(400);
    }

    @Test
    void an_id_token_or_a_client_s_own_token_is_not_accepted() {
        String code = Acme.code(alice, request("shop"));
        assertThat(ask("Bearer "
                                + acme.tokens(acme.exchange("shop", code))
                                        .path("id_token")
                                        .stringValue())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_token_of_another_tenant_is_invalid() {
        String token = token("shop", Map.of());
        assertThat(acme.browser()
                        .sending("Authorization", "Bearer " + token)
                        .get("/t/other.example/oauth2/userinfo")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_token_ends_with_its_time_and_with_its_person() {
        String token = token("shop", Map.of());
        assertThat(ask("Bearer " + token).status()).isEqualTo(200);
        acme.clock().advance(Duration.ofMinutes(11));
        assertThat(ask("Bearer " + token).status()).isEqualTo(401);

        var leaver = acme.user(ACME, "leaver");
        String code = Acme.signIn(acme.browser(), request("shop"), "leaver", Acme.PASSWORD)
                .parameter("code");
        String theirs =
                acme.tokens(acme.exchange("shop", code)).path("access_token").stringValue();
        assertThat(ask("Bearer " + theirs).status()).isEqualTo(200);
        acme.bean(Subjects.class).setEnabled(ACME, leaver.id(), false);
        assertThat(ask("Bearer " + theirs).status()).isEqualTo(401);
    }

    @Test
    void no_other_origin_may_read_it() {
        Answer answer = acme.browser()
                .sending("Authorization", "Bearer " + token("shop", Map.of()))
                .sending("Origin", "https://evil.example")
                .get(USERINFO);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
