package io.lightwave.token.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7662 Introspection")
class IntrospectionTest {
    static final String INACTIVE = "{\"active\":false}";
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient AUDITOR = ACME.client("auditor");
    static final TestClient SHOP = ACME.client("shop", "billing", "https://ledger.example");
    static final TestWorkload PAYMENTS = ACME.workload("payments", "billing");

    static {
        ACME.resourceServer("{\"name\":\"ledger\",\"uri\":\"https://ledger.example\",\"clients\":[\"auditor\","
                + "\"spiffe://acme.example/payments\"]}");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("§2.2 A good token")
    class AGoodToken {

        @Test
        void is_described_to_its_audience() {
            String token = PAYMENTS.fetchesToken("resource", "billing").accessToken();
            Answer answer = BILLING.introspects(token);
            assertThat(answer.json().propertyNames())
                    .containsExactlyInAnyOrder(
                            "active",
                            "iss",
                            "sub",
                            "aud",
                            "client_id",
                            "token_type",
                            "tenant",
                            "iat",
                            "exp",
                            "jti",
                            "assurance");
            assertThat(answer.json().path("active").booleanValue()).isTrue();
            assertThat(answer.get("iss")).isEqualTo(ACME.issuer());
            assertThat(answer.get("sub")).isEqualTo("spiffe://acme.example/payments");
            assertThat(answer.get("client_id")).isEqualTo("spiffe://acme.example/payments");
            assertThat(answer.get("aud")).isEqualTo("billing");
            assertThat(answer.get("token_type")).isEqualTo("Bearer");
            assertThat(answer.json().path("exp").longValue()
                            - answer.json().path("iat").longValue())
                    .isEqualTo(300);
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
        }

        @Test
        void is_described_to_the_clients_of_the_resource_server_by_either_name() {
            for (String name : List.of("https://ledger.example", "ledger")) {
                String token = SHOP.fetchesToken("resource", name).accessToken();
                assertThat(AUDITOR.introspects(token).get("aud")).isEqualTo(name);
                assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
            }
        }

        @Test
        void is_described_to_who_got_it() {
            assertThat(SHOP.introspects(SHOP.fetchesToken("resource", "billing").accessToken())
                            .get("sub"))
                    .isEqualTo("shop");
        }

        @Test
        void is_nothing_to_anybody_else() {
            String token = SHOP.fetchesToken("resource", "billing").accessToken();
            assertThat(AUDITOR.introspects(token).text()).isEqualTo(INACTIVE);
            var refused = AuditTrail.of(ACME).last("token.introspect");
            assertThat(refused.actor()).isEqualTo("client:auditor@acme.example");
            assertThat(refused.reason()).startsWith("neither its audience nor its client");
        }

        @Test
        void for_the_issuer_is_nothing_to_a_client_that_is_not_its_own() {
            assertThat(BILLING.introspects(SHOP.fetchesToken().accessToken()).text())
                    .isEqualTo(INACTIVE);
        }

        @Test
        void for_a_disabled_resource_server_is_nothing_to_its_clients() {
            ACME.resourceServer("{\"name\":\"vault\",\"uri\":\"https://vault.example\",\"clients\":[\"auditor\"]}");
            String token = ACME.client("keeper", "vault")
                    .fetchesToken("resource", "vault")
                    .accessToken();
            assertThat(AUDITOR.introspects(token).get("aud")).isEqualTo("vault");
            ACME.apiPatch("resource-servers/vault", "{\"enabled\":false}");
            assertThat(AUDITOR.introspects(token).text()).isEqualTo(INACTIVE);
        }
    }

    @Nested
    @DisplayName("§2.1 Who asks")
    class WhoAsks {

        @Test
        void without_authentication_is_401() {
            String token = BILLING.fetchesToken().accessToken();
            var answer = ACME.post("/oauth2/introspect", "token", token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isPresent();
        }

        @Test
        void with_a_wrong_secret_is_401() {
            var wrong = new TestClient(ACME, BILLING.id(), "billing", "wrong");
            assertThat(wrong.introspects(BILLING.fetchesToken().accessToken()).status())
                    .isEqualTo(401);
        }

        @Test
        void as_a_public_client_is_401() {
            ACME.clientOf("{\"clientId\":\"spa\",\"tokenEndpointAuthMethod\":\"none\","
                    + "\"redirectUris\":[\"https://spa.example/cb\"]}");
            assertThat(ACME.post("/oauth2/introspect", "token", "x", "client_id", "spa")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void with_an_access_token_for_the_issuer_is_who_the_token_is_about() {
            String token =
                    SHOP.fetchesToken("resource", "https://ledger.example").accessToken();
            assertThat(ask(PAYMENTS.fetchesToken().accessToken(), token).get("aud"))
                    .isEqualTo("https://ledger.example");
            assertThat(ask(BILLING.fetchesToken().accessToken(), token).text()).isEqualTo(INACTIVE);
        }

        @Test
        void with_an_access_token_for_somebody_else_is_401() {
            String token = BILLING.fetchesToken().accessToken();
            for (String bearer : List.of(
                    PAYMENTS.fetchesToken("resource", "billing").accessToken(),
                    BILLING.fetchesToken("resource", "billing").accessToken(),
                    "x",
                    token + "x")) {
                Answer answer = ask(bearer, token);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate"))
                        .hasValueSatisfying(challenge -> assertThat(challenge).contains("invalid_token"));
            }
        }

        @Test
        void as_a_workload_by_its_platforms_token() {
            String token = SHOP.fetchesToken("resource", "ledger").accessToken();
            assertThat(ACME.post(
                                    "/oauth2/introspect",
                                    "token",
                                    token,
                                    "client_assertion_type",
                                    TestWorkload.JWT_BEARER,
                                    "client_assertion",
                                    "platform:payments")
                            .get("aud"))
                    .isEqualTo("ledger");
        }

        @Test
        void without_a_token_to_ask_about_is_invalid_request() {
            assertThat(BILLING.asks("/oauth2/introspect").get("error")).isEqualTo("invalid_request");
        }

        private Answer ask(String bearer, String token) {
            return SERVER.perform(
                    ACME.form("/oauth2/introspect", "token", token).header("Authorization", "Bearer " + bearer));
        }
    }

    @Nested
    @DisplayName("A token that is not good is exactly {\"active\":false}")
    class NotGood {

        @Test
        void when_it_has_expired() {
            String token = BILLING.fetchesToken().accessToken();
            SERVER.clock().advance(Duration.ofSeconds(599));
            assertThat(BILLING.introspects(token).json().path("active").booleanValue())
                    .isTrue();
            SERVER.clock().advance(Duration.ofSeconds(1));
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
            assertThat(AuditTrail.of(ACME).last("token.introspect").reason()).isEqualTo("expired");
        }

        @Test
        void when_its_workload_is_disabled_and_stays_so_when_it_is_enabled_again() {
            var workload = ACME.workload("on-off", "billing");
            String token = workload.fetchesToken("resource", "billing").accessToken();
            assertThat(BILLING.introspects(token).get("sub")).isEqualTo(workload.spiffeId());
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), workload.id(), false);
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
            assertThat(AuditTrail.of(ACME).last("token.introspect").reason())
                    .isEqualTo("subject ended, disabled or changed");
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), workload.id(), true);
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
            assertThat(BILLING.introspects(
                                    workload.fetchesToken("resource", "billing").accessToken())
                            .get("sub"))
                    .isEqualTo(workload.spiffeId());
        }

        @Test
        void when_its_client_is_deleted_and_made_again() {
            var client = ACME.client("phoenix", "billing");
            String token = client.fetchesToken("resource", "billing").accessToken();
            assertThat(ACME.apiDelete("clients/phoenix").status()).isEqualTo(204);
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
        }

        @Test
        void when_its_tenant_was_disabled() {
            var gone = SERVER.tenant("gone.example");
            var client = gone.client("a");
            String token = client.fetchesToken().accessToken();
            SERVER.bean(Tenants.class).update(gone.id(), "gone", false);
            assertThat(client.introspects(token).status()).isEqualTo(404);
            assertThat(client.fetchesToken().status()).isEqualTo(404);
            assertThat(gone.get("/oauth2/jwks").status()).isEqualTo(404);
            SERVER.bean(Tenants.class).update(gone.id(), "gone", true);
            assertThat(client.introspects(token).text()).isEqualTo(INACTIVE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"JWT", "logout+jwt", "at+JWT", "dpop+jwt", "secevent+jwt"})
        void when_it_is_another_kind_of_jwt_of_ours(String type) {
            var claims = BILLING.fetchesToken().claims();
            String other =
                    SERVER.bean(SigningKeys.class).sign(ACME.id(), Algorithm.ES256, type, copy(claims.toJSONObject()));
            assertThat(BILLING.introspects(other).text()).isEqualTo(INACTIVE);
        }

        @Test
        void when_it_has_no_subject_of_ours() {
            String token = SERVER.bean(SigningKeys.class)
                    .sign(
                            ACME.id(),
                            Algorithm.ES256,
                            "at+jwt",
                            new JwtClaims().with("iss", ACME.issuer()).with("sub", "billing"));
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "ory_rt_0123456789", "é", "%"})
        void when_it_is_no_token_at_all(String token) {
            assertThat(BILLING.introspects(token).text()).isEqualTo(INACTIVE);
        }

        @Test
        void when_it_is_as_long_as_a_request_may_be() {
            assertThat(BILLING.introspects("a".repeat(64 * 1024)).text()).isEqualTo(INACTIVE);
        }

        private JwtClaims copy(java.util.Map<String, Object> from) {
            var claims = new JwtClaims();
            from.forEach((name, value) -> {
                if (value instanceof Number number) {
                    claims.with(name, number.longValue());
                } else {
                    claims.with(name, String.valueOf(value));
                }
            });
            return claims;
        }
    }
}
