package io.lightwave.token.exchange;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 8693 §3 A client exchanges an ID token or refresh token of its own")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnTokenExchangeTest {
    static final String TYPE = "urn:ietf:params:oauth:token-type:";
    static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

    Acme acme;
    final Map<String, String> secrets = new LinkedHashMap<>();

    @BeforeAll
    void start() {
        acme = Acme.start();
        register("front", ",\"redirectUris\":[\"https://shop.example/callback\"]");
        register("other", ",\"redirectUris\":[\"https://shop.example/callback\"]");
        register("careful", ",\"redirectUris\":[\"https://shop.example/callback\"],\"mayAct\":\"gateway\"");
        secrets.put("gateway", acme.client(ACME, """
                {"clientId":"gateway","grantTypes":["%s"],"audiences":["stock"]}""".formatted(GRANT)));
        secrets.put("intruder", acme.client(ACME, """
                {"clientId":"intruder","grantTypes":["%s"],"audiences":["stock"]}""".formatted(GRANT)));
        acme.browser().send("POST", "/api/v1/tenants/acme.example/resource-servers", "application/json", """
                {"name":"billing","uri":"https://billing.example","clients":["gateway","intruder"]}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    void register(String clientId, String more) {
        secrets.put(clientId, acme.client(ACME, """
                {"clientId":"%s","grantTypes":["authorization_code","refresh_token","%s"],
                 "scopes":["orders"],"audiences":["billing","stock"]%s}""".formatted(clientId, GRANT, more)));
    }

    Answer post(String clientId, Map<String, String> form) {
        return acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token"),
                        form,
                        Map.of("Authorization", Acme.basic(clientId, secrets.getOrDefault(clientId, ""))));
    }

    JsonNode tokens(Browser browser, String clientId) {
        String code = Acme.code(
                browser,
                request("shop", Map.of("client_id", clientId, "scope", "openid orders", "resource", "billing")));
        Answer answer = post(
                clientId,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        Acme.SHOP,
                        "code_verifier",
                        Acme.VERIFIER));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    Answer exchange(String clientId, String type, String token, String resource) {
        return post(
                clientId,
                Map.of(
                        "grant_type", GRANT,
                        "subject_token", token,
                        "subject_token_type", TYPE + type,
                        "resource", resource));
    }

    @ParameterizedTest
    @CsvSource({"id_token", "refresh_token"})
    void for_the_resources_that_the_person_was_asked_about(String type) {
        String token = tokens(acme.browser(), "front").path(type).stringValue();
        Answer answer = exchange("front", type, token, "billing");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        JsonNode claims =
                acme.claims(acme.json(answer.body()).path("access_token").stringValue());
        assertThat(claims.path("sub").stringValue())
                .isEqualTo(acme.subject(SubjectKind.USER, "alice").id().toString());
        assertThat(claims.path("aud").stringValue()).isEqualTo("billing");
        assertThat(claims.path("scope").stringValue()).isEqualTo("orders");
        for (String target : new String[] {"stock", "https://localhost:8443/t/acme.example"}) {
            assertThat(acme.json(exchange("front", type, token, target).body())
                            .path("error")
                            .stringValue())
                    .isEqualTo("invalid_target");
        }
    }

    @ParameterizedTest
    @CsvSource({"id_token", "refresh_token"})
    void and_nobody_else_s(String type) {
        String token = tokens(acme.browser(), "front").path(type).stringValue();
        assertThat(exchange("other", type, token, "billing").status()).isEqualTo(400);
        assertThat(exchange("gateway", type, token, "billing").status()).isEqualTo(400);
        assertThat(exchange("front", type.equals("id_token") ? "refresh_token" : "id_token", token, "billing")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"id_token", "refresh_token"})
    void while_the_session_lasts(String type) {
        Browser browser = acme.browser();
        JsonNode tokens = tokens(browser, "front");
        browser.get("/t/acme.example/oauth2/logout?"
                + Browser.encode(Map.of("id_token_hint", tokens.path("id_token").stringValue())));
        assertThat(exchange("front", type, tokens.path(type).stringValue(), "billing")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_id_token_until_it_expires() {
        String token = tokens(acme.browser(), "front").path("id_token").stringValue();
        acme.clock().advance(Duration.ofMinutes(7));
        Answer late = exchange("front", "id_token", token, "billing");
        assertThat(acme.json(late.body()).path("expires_in").intValue()).isEqualTo(180);
        acme.clock().advance(Duration.ofMinutes(3));
        assertThat(exchange("front", "id_token", token, "billing").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("§4.4 may_act: only whom the token names may act for its person")
    void may_act_is_said_and_heeded() {
        String token = tokens(acme.browser(), "careful").path("access_token").stringValue();
        assertThat(acme.claims(token).path("may_act").path("sub").stringValue()).isEqualTo("gateway");
        assertThat(exchange("gateway", "access_token", token, "stock").status()).isEqualTo(200);
        assertThat(exchange("intruder", "access_token", token, "stock").status())
                .isEqualTo(400);
        assertThat(exchange("careful", "access_token", token, "billing").status())
                .isEqualTo(200);
    }
}
