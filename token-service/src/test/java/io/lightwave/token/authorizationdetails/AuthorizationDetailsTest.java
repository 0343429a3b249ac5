package io.lightwave.token.authorizationdetails;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
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

@DisplayName("RFC 9396 Rich authorization requests")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationDetailsTest {
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    static final String BANK = "https://bank.example";

    static final String PAYMENT = """
            {"type":"payment_initiation","actions":["initiate","status"],"amount":{"currency":"EUR","value":"123.50"},\
            "creditor":"Merchant A"}""";
    static final String ACCOUNTS = "{\"type\":\"account_information\",\"accounts\":[\"DE40100100103307118608\"]}";
    static final String FILES = "{\"type\":\"files\",\"folder\":\"inbox\"}";

    Acme acme;
    ECKey key;
    final Map<String, String> secrets = new LinkedHashMap<>();

    @BeforeAll
    void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        acme = Acme.start();
        resource("bank", BANK, "shopper", "bank-service");
        resource("storage", "https://storage.example", "shopper");
        type("""
                {"name":"payment_initiation","title":"A payment","resourceServer":"bank","schema":{"type":"object",
                 "properties":{
                  "actions":{"type":"array","title":"What with it","items":{"type":"string","enum":["initiate","status","cancel"]}},
                  "amount":{"type":"object","title":"Amount","properties":{
                    "value":{"type":"string","title":"sum","maxLength":20},
                    "currency":{"type":"string","title":"currency","enum":["EUR","USD"]}},"required":["value","currency"]},
                  "creditor":{"type":"string","title":"To"},
                  "urgent":{"type":"boolean"},
                  "times":{"type":"integer","minimum":1,"maximum":12}},
                 "required":["amount","actions"]}}""");
        type("""
                {"name":"account_information","title":"Your accounts","resourceServer":"https://bank.example",
                 "schema":{"type":"object","properties":{"accounts":{"type":"array","items":{"type":"string"}}}}}""");
        type("""
                {"name":"files","title":"Your files","resourceServer":"storage",
                 "schema":{"type":"object","properties":{"folder":{"type":"string"}}}}""");
        register("shopper", """
                "grantTypes":["authorization_code","refresh_token","client_credentials","%s","%s"],
                "redirectUris":["https://shop.example/callback"],"jwks":{"keys":[%s]},"scopes":["orders"],
                "audiences":["bank","storage"],
                "authorizationDetailsTypes":["payment_initiation","account_information","files"]""".formatted(DEVICE, EXCHANGE, key.toPublicJWK().toJSONString()));
        register("bank-service", """
                "grantTypes":["%s"],"audiences":["bank"],"authorizationDetailsTypes":["payment_initiation"]""".formatted(EXCHANGE));
        register("stranger", """
                "grantTypes":["authorization_code","client_credentials"],
                "redirectUris":["https://shop.example/callback"],"audiences":["bank"]""");
        register("unpaid", """
                "grantTypes":["client_credentials"],"authorizationDetailsTypes":["payment_initiation"]""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    void resource(String name, String uri, String... clients) {
        api(
                "resource-servers",
                "{\"name\":\"%s\",\"uri\":\"%s\",\"clients\":[\"%s\"]}"
                        .formatted(name, uri, String.join("\",\"", clients)));
    }

    void type(String json) {
        api("authorization-details-types", json);
    }

    void api(String path, String json) {
        Answer answer = acme.browser().send("POST", "/api/v1/tenants/acme.example/" + path, "application/json", json);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    void register(String clientId, String more) {
        secrets.put(clientId, acme.client(ACME, "{\"clientId\":\"" + clientId + "\"," + more + "}"));
    }

    Answer post(String clientId, String endpoint, String... form) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < form.length; i += 2) {
            parameters.put(form[i], form[i + 1]);
        }
        return acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/" + endpoint),
                        parameters,
                        Map.of("Authorization", Acme.basic(clientId, secrets.getOrDefault(clientId, ""))));
    }

    JsonNode good(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    String error(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        return acme.json(answer.body()).path("error").stringValue();
    }

    /// A person whom nobody else is, signed in.
    Browser signedIn(String name) {
        acme.user(ACME, name);
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), name, Acme.PASSWORD);
        return browser;
    }

    static Map<String, String> wish(String details, String... more) {
        var changes = new LinkedHashMap<>(Map.of("client_id", "shopper", "authorization_details", details));
        for (int i = 0; i < more.length; i += 2) {
            changes.put(more[i], more[i + 1]);
        }
        return request("shop", changes);
    }

    static Answer allow(Browser browser, Answer page) {
        assertThat(page.body()).contains("id=\"consent-form\"");
        return browser.submit(page.form().with("decision", "allow"));
    }

    JsonNode tokens(String code, String... more) {
        return good(exchange(code, more));
    }

    Answer exchange(String code, String... more) {
        var form = new java.util.ArrayList<>(List.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                Acme.SHOP,
                "code_verifier",
                Acme.VERIFIER));
        form.addAll(List.of(more));
        return post("shopper", "token", form.toArray(String[]::new));
    }

    /// The tokens of a person who agrees to these details.
    JsonNode tokensFor(String person, String details) {
        Browser browser = signedIn(person);
        return tokens(allow(browser, authorize(browser, wish(details))).parameter("code"));
    }

    static String array(String... details) {
        return "[" + String.join(",", details) + "]";
    }

    JsonNode json(String... details) {
        return acme.json(array(details));
    }

    @Nested
    @DisplayName("§2, §3 Authorization requests")
    class Requests {
        @Test
        void the_page_says_in_words_what_is_asked_for() {
            Answer page = authorize(signedIn("hilde"), wish(array(PAYMENT, ACCOUNTS)));
            assertThat(page.body())
                    .contains("A payment", "What with it", "initiate, status", "Amount, sum", "123.50")
                    .contains("Amount, currency", "EUR", "To", "Merchant A", "Your accounts", "DE40100100103307118608")
                    .contains("access to https://bank.example");
        }

        @Test
        void what_a_client_writes_there_is_text() {
            Answer page = authorize(
                    signedIn("ines"), wish(array(PAYMENT.replace("Merchant A", "<script>alert(1)</script>"))));
            assertThat(page.body()).contains("&lt;script&gt;").doesNotContain("<script>alert");
        }

        @Test
        void the_token_and_the_answer_carry_them_for_their_resource_server() {
            JsonNode answer = tokensFor("jana", array(PAYMENT, ACCOUNTS));
            assertThat(answer.path("authorization_details")).isEqualTo(json(PAYMENT, ACCOUNTS));
            JsonNode claims = acme.claims(answer.path("access_token").stringValue());
            assertThat(claims.path("aud").stringValue()).isEqualTo(BANK);
            assertThat(claims.path("authorization_details")).isEqualTo(json(PAYMENT, ACCOUNTS));
            JsonNode introspected = good(post(
                    "bank-service",
                    "introspect",
                    "token",
                    answer.path("access_token").stringValue()));
            assertThat(introspected.path("authorization_details")).isEqualTo(json(PAYMENT, ACCOUNTS));
            assertThat(acme.claims(answer.path("id_token").stringValue()).has("authorization_details"))
                    .isFalse();
        }

        @Test
        void each_is_asked_about_anew_and_never_silently() {
            Browser browser = signedIn("kai");
            allow(browser, authorize(browser, wish(array(PAYMENT))));
            assertThat(authorize(browser, wish(array(PAYMENT))).body()).contains("id=\"consent-form\"");
            assertThat(authorize(browser, wish(array(PAYMENT), "prompt", "none"))
                            .answerParameters())
                    .containsEntry("error", "consent_required");
        }

        @Test
        void a_token_for_one_resource_server_has_nothing_of_another() {
            Browser browser = signedIn("lars");
            String code = allow(browser, authorize(browser, wish(array(PAYMENT, FILES))))
                    .parameter("code");
            JsonNode first = tokens(code);
            assertThat(first.path("authorization_details")).isEqualTo(json(PAYMENT));
            JsonNode second = good(post(
                    "shopper",
                    "token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    first.path("refresh_token").stringValue(),
                    "resource",
                    "storage"));
            assertThat(second.path("authorization_details")).isEqualTo(json(FILES));
            assertThat(acme.claims(second.path("access_token").stringValue()).path("authorization_details"))
                    .isEqualTo(json(FILES));
        }

        @Test
        void pushed() {
            Browser browser = signedIn("mona");
            var form = new java.util.ArrayList<String>();
            wish(array(PAYMENT)).forEach((name, value) -> form.addAll(List.of(name, value)));
            Answer pushed = post("shopper", "par", form.toArray(String[]::new));
            assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
            String uri = acme.json(pushed.body()).path("request_uri").stringValue();
            Answer page = authorize(browser, Map.of("client_id", "shopper", "request_uri", uri));
            assertThat(tokens(allow(browser, page).parameter("code")).path("authorization_details"))
                    .isEqualTo(json(PAYMENT));
        }

        @Test
        void pushed_wrongly() {
            var form = new java.util.ArrayList<String>();
            wish("[{\"type\":\"unknown\"}]").forEach((name, value) -> form.addAll(List.of(name, value)));
            assertThat(error(post("shopper", "par", form.toArray(String[]::new))))
                    .isEqualTo("invalid_authorization_details");
        }

        @Test
        void in_a_request_object_where_they_are_json() throws Exception {
            Browser browser = signedIn("nils");
            var claims = new JWTClaimsSet.Builder()
                    .issuer("shopper")
                    .audience("https://localhost:8443/t/acme.example")
                    .expirationTime(Date.from(acme.clock().instant().plus(Duration.ofMinutes(5))));
            wish(array(PAYMENT)).forEach(claims::claim);
            claims.claim("authorization_details", List.of(JSONObjectUtils.parse(PAYMENT)));
            var object = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims.build());
            object.sign(new ECDSASigner(key));
            Answer page = authorize(browser, Map.of("client_id", "shopper", "request", object.serialize()));
            assertThat(tokens(allow(browser, page).parameter("code")).path("authorization_details"))
                    .isEqualTo(json(PAYMENT));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "payment_initiation",
                    "{}",
                    "[]",
                    "[1]",
                    "[{}]",
                    "[{\"type\":1}]",
                    "[{\"type\":\"unknown\"}]",
                    "[{\"type\":\"payment_initiation\"}]",
                    "[{\"type\":\"files\",\"type\":\"payment_initiation\"}]",
                    "[{\"type\":\"files\",\"folder\":\"in\\u202Ebox\"}]",
                    "[{\"type\":\"files\",\"folder\":\"\\u0000\"}]",
                    "[{\"type\":\"files\",\"folder\":{\"a\":1}}]",
                    "[{\"type\":\"files\",\"folder\":[\"inbox\"]}]",
                    "[{\"type\":\"files\",\"locations\":[\"https://storage.example\"]}]",
                    "[{\"type\":\"files\",\"folder\":\"inbox\",\"more\":true}]",
                    "[{\"type\":\"files\",\"folder\":\"\"}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"amount\":{\"value\":\"1\",\"currency\":\"GBP\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[],\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"amount\":{\"value\":\"1\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"times\":13,\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"times\":1.5,\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"times\":1e99999,\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}]",
                    "[{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"urgent\":\"yes\",\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}]",
                    "[[[[[[[[[[]]]]]]]]]]"
                })
        void of_another_shape_are_refused(String details) {
            assertThat(authorize(acme.browser(), wish(details)).answerParameters())
                    .as(details)
                    .containsEntry("error", "invalid_authorization_details")
                    .containsKey("state");
        }

        @Test
        void more_than_ten_or_longer_than_4000_characters_are_refused() {
            String eleven = array(java.util.Collections.nCopies(11, FILES).toArray(String[]::new));
            assertThat(authorize(acme.browser(), wish(eleven)).answerParameters())
                    .containsEntry("error", "invalid_authorization_details");
            assertThat(error(post(
                            "shopper",
                            "token",
                            "grant_type",
                            "client_credentials",
                            "authorization_details",
                            array(FILES) + " ".repeat(4000))))
                    .isEqualTo("invalid_authorization_details");
        }

        @Test
        void a_type_that_the_client_is_not_registered_for_is_refused_like_an_unknown_one() {
            var ours = authorize(acme.browser(), wish(array(PAYMENT), "client_id", "stranger"))
                    .answerParameters();
            var unknown = authorize(acme.browser(), wish("[{\"type\":\"x\"}]", "client_id", "stranger"))
                    .answerParameters();
            assertThat(ours).isEqualTo(unknown).containsEntry("error", "invalid_authorization_details");
        }
    }

    @Nested
    @DisplayName("§6 Token requests")
    class TokenRequests {
        @Test
        void a_client_gets_for_itself_what_it_is_registered_for() {
            JsonNode answer = good(post(
                    "shopper", "token", "grant_type", "client_credentials", "authorization_details", array(PAYMENT)));
            assertThat(answer.path("authorization_details")).isEqualTo(json(PAYMENT));
            assertThat(acme.claims(answer.path("access_token").stringValue())
                            .path("aud")
                            .stringValue())
                    .isEqualTo(BANK);
        }

        @Test
        void details_of_another_resource_than_the_one_asked_for_are_refused() {
            assertThat(error(post(
                            "shopper",
                            "token",
                            "grant_type",
                            "client_credentials",
                            "resource",
                            "storage",
                            "authorization_details",
                            array(PAYMENT))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(error(post(
                            "shopper",
                            "token",
                            "grant_type",
                            "client_credentials",
                            "authorization_details",
                            array(PAYMENT, FILES))))
                    .isEqualTo("invalid_authorization_details");
        }

        @Test
        void a_token_of_more_than_4_KiB_is_reported_to_the_operator() {
            String large = "{\"type\":\"files\",\"folder\":\"%s\"}".formatted("x".repeat(480));
            String details = array(java.util.Collections.nCopies(7, large).toArray(String[]::new));
            JsonNode answer = good(
                    post("shopper", "token", "grant_type", "client_credentials", "authorization_details", details));
            int length = answer.path("access_token").stringValue().length();
            assertThat(length).isGreaterThan(4096);
            assertThat(acme.jdbc()
                            .sql("select reason from audit_event where tenant_id = ? and action = 'token.oversize'")
                            .param(ACME.value())
                            .query(String.class)
                            .list())
                    .singleElement()
                    .asString()
                    .contains(length + " characters");
        }

        @Test
        void the_resource_must_be_the_client_s_too() {
            assertThat(error(post(
                            "unpaid",
                            "token",
                            "grant_type",
                            "client_credentials",
                            "authorization_details",
                            array(PAYMENT))))
                    .isEqualTo("invalid_target");
        }

        @Test
        void a_client_without_the_type_gets_none() {
            assertThat(error(post(
                            "stranger",
                            "token",
                            "grant_type",
                            "client_credentials",
                            "authorization_details",
                            array(PAYMENT))))
                    .isEqualTo("invalid_authorization_details");
        }

        @Test
        void a_code_gives_less_when_less_is_asked_for_and_never_more() {
            Browser browser = signedIn("olga");
            String code = allow(browser, authorize(browser, wish(array(PAYMENT, ACCOUNTS))))
                    .parameter("code");
            assertThat(tokens(code, "authorization_details", array(ACCOUNTS)).path("authorization_details"))
                    .isEqualTo(json(ACCOUNTS));
            String other =
                    allow(browser, authorize(browser, wish(array(ACCOUNTS)))).parameter("code");
            assertThat(error(exchange(other, "authorization_details", array(PAYMENT))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(exchange(other).status())
                    .as("the code has not been used")
                    .isEqualTo(200);
        }

        @Test
        void refreshing_narrows_for_one_token_only() {
            String refreshToken =
                    tokensFor("peer", array(PAYMENT)).path("refresh_token").stringValue();
            String less = PAYMENT.replace("[\"initiate\",\"status\"]", "[\"status\"]");
            assertThat(good(refresh(refreshToken, array(less))).path("authorization_details"))
                    .isEqualTo(json(less));
            assertThat(error(refresh(refreshToken, array(PAYMENT.replace("123.50", "999.00")))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(error(refresh(refreshToken, array(PAYMENT.replace("\"status\"", "\"cancel\"")))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(error(refresh(refreshToken, array(PAYMENT.replace(",\"creditor\":\"Merchant A\"", "")))))
                    .as("to name nobody is not to name fewer")
                    .isEqualTo("invalid_authorization_details");
            assertThat(good(post("shopper", "token", "grant_type", "refresh_token", "refresh_token", refreshToken))
                            .path("authorization_details"))
                    .isEqualTo(json(PAYMENT));
            assertThat(good(post("shopper", "introspect", "token", refreshToken))
                            .path("authorization_details"))
                    .isEqualTo(json(PAYMENT));
        }

        Answer refresh(String refreshToken, String details) {
            return post(
                    "shopper",
                    "token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    refreshToken,
                    "authorization_details",
                    details);
        }

        @Test
        void an_exchange_gives_the_exchanger_what_both_may_have() {
            String token = tokensFor("rosa", array(PAYMENT, ACCOUNTS))
                    .path("access_token")
                    .stringValue();
            JsonNode all = good(swap(token, "resource", "bank"));
            assertThat(all.path("authorization_details")).isEqualTo(json(PAYMENT));
            assertThat(error(swap(token, "resource", "bank", "authorization_details", array(ACCOUNTS))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(error(swap(
                            token,
                            "resource",
                            "bank",
                            "authorization_details",
                            array(PAYMENT.replace("123.50", "5000.00")))))
                    .isEqualTo("invalid_authorization_details");
            assertThat(good(swap(token)).has("authorization_details"))
                    .as("for the exchanger itself they mean nothing")
                    .isFalse();
        }

        Answer swap(String token, String... more) {
            var form = new java.util.ArrayList<>(
                    List.of("grant_type", EXCHANGE, "subject_token", token, "subject_token_type", ACCESS_TOKEN));
            form.addAll(List.of(more));
            return post("bank-service", "token", form.toArray(String[]::new));
        }

        @Test
        void a_device_asks_for_its_person_to_agree() {
            JsonNode begun = good(post("shopper", "device_authorization", "authorization_details", array(PAYMENT)));
            Browser browser = signedIn("sina");
            Answer page = browser.get("/t/acme.example/device?user_code="
                    + begun.path("user_code").stringValue());
            assertThat(page.body()).contains("A payment", "123.50");
            browser.submit(page.form().with("decision", "allow"));
            assertThat(good(post(
                                    "shopper",
                                    "token",
                                    "grant_type",
                                    DEVICE,
                                    "device_code",
                                    begun.path("device_code").stringValue()))
                            .path("authorization_details"))
                    .isEqualTo(json(PAYMENT));
        }
    }

    @Nested
    @DisplayName("§10 Metadata")
    class Metadata {
        JsonNode supported() {
            return acme.json(acme.browser()
                            .get("/t/acme.example/.well-known/openid-configuration")
                            .body())
                    .path("authorization_details_types_supported");
        }

        @Test
        void names_the_types_that_count() {
            assertThat(supported().valueStream().map(JsonNode::stringValue))
                    .contains("account_information", "files", "payment_initiation");
        }

        @Test
        void a_disabled_type_counts_no_more_and_what_was_given_of_it_is_left_out() {
            type("""
                    {"name":"passing","title":"Passing","resourceServer":"bank",
                     "schema":{"type":"object","properties":{"what":{"type":"string"}}}}""");
            register("passer", """
                    "grantTypes":["client_credentials"],"audiences":["bank"],"authorizationDetailsTypes":["passing"]""");
            String details = "[{\"type\":\"passing\",\"what\":\"x\"}]";
            assertThat(post("passer", "token", "grant_type", "client_credentials", "authorization_details", details)
                            .status())
                    .isEqualTo(200);
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    "/api/v1/tenants/acme.example/authorization-details-types/passing",
                                    "application/merge-patch+json",
                                    "{\"enabled\":false}")
                            .status())
                    .isEqualTo(200);
            assertThat(error(post(
                            "passer", "token", "grant_type", "client_credentials", "authorization_details", details)))
                    .isEqualTo("invalid_authorization_details");
            assertThat(supported().valueStream().map(JsonNode::stringValue)).doesNotContain("passing");
        }

        @Test
        void of_one_tenant_are_not_another_s() {
            assertThat(acme.json(acme.browser()
                                    .get("/t/other.example/.well-known/openid-configuration")
                                    .body())
                            .path("authorization_details_types_supported"))
                    .isEmpty();
        }
    }
}
