package io.lightwave.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

class ClientCredentialsTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient SHOP = ACME.clientOf("""
            {"clientId":"shop","grantTypes":["client_credentials"],"tokenEndpointAuthMethod":"client_secret_basic",
             "audiences":["billing","https://ledger.example","warehouse"],
             "scopes":["orders.read","orders.write","ledger.read","openid"]}""");

    static {
        ACME.resourceServer("""
                {"name":"ledger","uri":"https://ledger.example","clients":["auditor"],"scopes":["ledger.read"]}""");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("RFC 6749 §5.1 The answer")
    class TheAnswer {

        @Test
        void is_a_bearer_token_that_nobody_keeps() {
            var answer = BILLING.fetchesToken();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().propertyNames())
                    .containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
            assertThat(answer.get("token_type")).isEqualTo("Bearer");
            assertThat(answer.json().path("expires_in").intValue()).isEqualTo(600);
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
            assertThat(answer.header("Content-Type")).hasValue("application/json");
        }

        @Test
        void names_the_scope_that_was_granted() {
            assertThat(SHOP.fetchesToken("scope", "orders.write orders.read").get("scope"))
                    .isEqualTo("orders.read orders.write");
        }
    }

    @Nested
    @DisplayName("RFC 9068 The access token")
    class TheToken {

        @Test
        void says_who_got_it_for_whom_and_until_when() throws Exception {
            var token = BILLING.fetchesToken().accessToken();
            var claims = com.nimbusds.jwt.JWTClaimsSet.parse(
                    SignedJWT.parse(token).getPayload().toJSONObject());
            assertThat(claims.getIssuer()).isEqualTo(ACME.issuer());
            assertThat(claims.getSubject()).isEqualTo("billing");
            assertThat(claims.getAudience()).containsExactly(ACME.issuer());
            assertThat(claims.getStringClaim("client_id")).isEqualTo("billing");
            assertThat(claims.getStringClaim("tenant")).isEqualTo("acme.example");
            assertThat(claims.getIssueTime()).isEqualTo(TestClock.NOON);
            assertThat(claims.getExpirationTime()).isEqualTo(TestClock.NOON.plusSeconds(600));
            assertThat(claims.getJWTID()).hasSize(22);
            assertThat(claims.getClaim("scope")).isNull();
            assertThat(claims.getStringClaim("subject_id")).isEqualTo(BILLING.id());
            assertThat(claims.getStringClaim("epoch")).matches("[0-9]+[.][0-9]+");
        }

        @Test
        void is_verified_by_the_key_set_alone() throws Exception {
            var token = SignedJWT.parse(BILLING.fetchesToken().accessToken());
            assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
            assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
            var key = JWKSet.parse(ACME.get("/oauth2/jwks").text())
                    .getKeyByKeyId(token.getHeader().getKeyID());
            assertThat(token.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        }

        @Test
        void is_another_one_each_time() throws Exception {
            assertThat(BILLING.fetchesToken().claims().getJWTID())
                    .isNotEqualTo(BILLING.fetchesToken().claims().getJWTID());
        }
    }

    @Nested
    @DisplayName("RFC 8707 The audience")
    class TheAudience {
        @ParameterizedTest
        @CsvSource({
            "resource, billing, a client's id",
            "audience, billing, by the synonym",
            "resource, https://ledger.example, a resource server's URI",
            "resource, ledger, a resource server's name",
            "resource, warehouse, a name that is registered nowhere",
            "resource, shop, the client itself",
        })
        void is_what_was_asked_for_and_granted(String parameter, String value, String why) throws Exception {
            assertThat(SHOP.fetchesToken(parameter, value).claims().getAudience())
                    .as(why)
                    .containsExactly(value);
        }

        @Test
        void is_the_issuer_when_nothing_or_the_issuer_is_asked_for() throws Exception {
            assertThat(SHOP.fetchesToken().claims().getAudience()).containsExactly(ACME.issuer());
            assertThat(SHOP.fetchesToken("resource", ACME.issuer()).claims().getAudience())
                    .containsExactly(ACME.issuer());
        }

        @Test
        void asked_for_twice_by_both_names_is_asked_for_once() throws Exception {
            assertThat(SHOP.fetchesToken("resource", "billing", "audience", "billing")
                            .claims()
                            .getAudience())
                    .containsExactly("billing");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unknown",
                    "Billing",
                    "billing ",
                    "https://ledger.example/",
                    "HTTPS://ledger.example",
                    "https://other.example",
                    "https://localhost:8443/t/other.example"
                })
        void not_granted_is_invalid_target(String value) {
            var answer = SHOP.fetchesToken("resource", value);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.get("error")).isEqualTo("invalid_target");
        }

        @Test
        void is_one_at_a_time() {
            assertThat(SHOP.fetchesToken("resource", "billing", "resource", "warehouse")
                            .get("error"))
                    .isEqualTo("invalid_target");
            assertThat(SHOP.fetchesToken("resource", "billing", "audience", "warehouse")
                            .get("error"))
                    .isEqualTo("invalid_target");
        }

        @Test
        void of_a_client_without_audiences_is_the_issuer_or_itself() throws Exception {
            assertThat(BILLING.fetchesToken("resource", "billing").claims().getAudience())
                    .containsExactly("billing");
            assertThat(BILLING.fetchesToken("resource", "shop").get("error")).isEqualTo("invalid_target");
        }

        @Test
        void that_is_disabled_is_invalid_target() {
            ACME.resourceServer("{\"name\":\"closed\",\"uri\":\"https://closed.example\"}");
            var client = ACME.client("closer", "https://closed.example");
            assertThat(client.fetchesToken("resource", "closed").status()).isEqualTo(200);
            ACME.apiPatch("resource-servers/closed", "{\"enabled\":false}");
            assertThat(client.fetchesToken("resource", "closed").get("error")).isEqualTo("invalid_target");
        }

        @Test
        void that_is_a_disabled_client_is_invalid_target() {
            ACME.client("sleeper");
            var client = ACME.client("waker", "sleeper");
            assertThat(client.fetchesToken("resource", "sleeper").status()).isEqualTo(200);
            ACME.apiPatch("clients/sleeper", "{\"enabled\":false}");
            assertThat(client.fetchesToken("resource", "sleeper").get("error")).isEqualTo("invalid_target");
        }
    }

    @Nested
    @DisplayName("RFC 6749 §3.3 The scope")
    class TheScope {

        @Test
        void without_asking_is_every_one_that_the_client_has_but_those_about_people() throws Exception {
            assertThat(SHOP.fetchesToken().claims().getStringClaim("scope"))
                    .isEqualTo("ledger.read orders.read orders.write");
        }

        @Test
        void is_narrowed_to_what_was_asked_for() throws Exception {
            assertThat(SHOP.fetchesToken("scope", "orders.read").claims().getStringClaim("scope"))
                    .isEqualTo("orders.read");
        }

        @Test
        void is_limited_to_what_the_resource_server_knows() throws Exception {
            assertThat(SHOP.fetchesToken("resource", "ledger").claims().getStringClaim("scope"))
                    .isEqualTo("ledger.read");
            assertThat(SHOP.fetchesToken("resource", "ledger", "scope", "orders.read")
                            .get("error"))
                    .isEqualTo("invalid_scope");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unknown",
                    "orders.read unknown",
                    "ORDERS.READ",
                    "openid",
                    "offline_access",
                    " ",
                    "orders.read  orders.write",
                    " orders.read",
                    "*"
                })
        void that_is_unknown_malformed_or_about_people_is_refused(String scope) {
            var answer = SHOP.fetchesToken("scope", scope);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.get("error")).isEqualTo("invalid_scope");
            assertThat(answer.text()).doesNotContain("unknown");
        }
    }

    @Nested
    @DisplayName("RFC 6749 §5.2 Errors")
    class Errors {

        @Test
        void an_unknown_grant_type() {
            var answer = BILLING.asks("/oauth2/token", "grant_type", "password");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.get("error")).isEqualTo("unsupported_grant_type");
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
        }

        @Test
        void a_grant_that_the_client_is_not_registered_for() {
            for (String grant :
                    List.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange")) {
                assertThat(BILLING.asks("/oauth2/token", "grant_type", grant).get("error"))
                        .as(grant)
                        .isEqualTo("unauthorized_client");
            }
        }

        @Test
        void a_missing_grant_type() {
            assertThat(BILLING.asks("/oauth2/token").get("error")).isEqualTo("invalid_request");
        }

        @Test
        void a_repeated_parameter() {
            assertThat(BILLING.fetchesToken("grant_type", "client_credentials").get("error"))
                    .isEqualTo("invalid_request");
        }

        @Test
        void another_method_than_post_is_405() {
            for (String path : List.of("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke")) {
                var answer = ACME.get(path);
                assertThat(answer.status()).isEqualTo(405);
                assertThat(answer.header("Allow")).hasValue("POST");
            }
        }

        @Test
        void another_body_than_a_form() {
            var request = MockMvcRequestBuilders.post(ACME.below("/oauth2/token"))
                    .header("Authorization", TestClient.basic("billing", BILLING.secret()))
                    .contentType(MediaType.APPLICATION_JSON)
                    .content("{\"grant_type\":\"client_credentials\"}");
            assertThat(SERVER.perform(request).get("error")).isEqualTo("invalid_request");
        }

        @Test
        void parameters_in_the_query_are_not_read() {
            var request = ACME.form("/oauth2/token")
                    .header("Authorization", TestClient.basic("billing", BILLING.secret()))
                    .queryParam("grant_type", "client_credentials");
            assertThat(SERVER.perform(request).get("error")).isEqualTo("invalid_request");
        }

        @Test
        void a_body_over_a_megabyte_is_413() {
            assertThat(BILLING.fetchesToken("x", "y".repeat(1 << 20)).status()).isEqualTo(413);
        }

        @ParameterizedTest
        @ValueSource(strings = {"unknown.example", "ACME.EXAMPLE", "acme", "acme.example.", "a%2Fb.example"})
        void a_tenant_that_there_is_not_is_404(String tenant) {
            var request = MockMvcRequestBuilders.post(java.net.URI.create("/t/" + tenant + "/oauth2/token"))
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .content("grant_type=client_credentials");
            assertThat(SERVER.perform(request).status()).isEqualTo(404);
        }
    }
}
