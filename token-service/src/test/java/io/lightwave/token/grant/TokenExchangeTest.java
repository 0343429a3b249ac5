package io.lightwave.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.protocol.ClientCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 8693 Token exchange by who authenticates")
class TokenExchangeTest {
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    /// Calls the gateway, which calls the stock and the bank, which calls the vault.
    static final TestClient FRONT = ACME.clientOf("""
            {"clientId":"front","audiences":["gateway","wicket"],"scopes":["read","write","front"]}""");
    static final TestClient GATEWAY = exchanger("gateway", "\"stock\",\"bank\",\"%s\"".formatted(ACME.issuer()));
    static final TestClient BANK = exchanger("bank", "\"vault\"");
    static final TestClient OTHER = exchanger("other", "\"stock\"");
    static final TestClient VAULT = ACME.client("vault");
    static final TestWorkload PAYMENTS = ACME.workload("payments", "gateway", "stock");

    static TestClient exchanger(String name, String audiences) {
        return ACME.clientOf("""
                {"clientId":"%s","grantTypes":["%s","client_credentials"],"audiences":[%s],
                 "scopes":["read","gateway"]}""".formatted(name, EXCHANGE, audiences));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static String forGateway() {
        return FRONT.fetchesToken("resource", "gateway").accessToken();
    }

    static Answer exchanges(TestClient client, String subjectToken, String... more) {
        String[] form = Arrays.copyOf(more, more.length + 6);
        String[] rest = {"grant_type", EXCHANGE, "subject_token", subjectToken, "subject_token_type", ACCESS_TOKEN};
        System.arraycopy(rest, 0, form, more.length, rest.length);
        return client.asks("/oauth2/token", form);
    }

    static String own(TestClient client) {
        return client.fetchesToken().accessToken();
    }

    static void assertRefused(Answer answer, String error) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.get("error")).isEqualTo(error);
    }

    @Nested
    @DisplayName("§1.1 Impersonation")
    class Impersonation {
        @Test
        void is_a_token_about_the_subject_for_the_next_service() throws Exception {
            Answer answer = exchanges(GATEWAY, forGateway(), "resource", "stock");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.get("issued_token_type")).isEqualTo(ACCESS_TOKEN);
            assertThat(answer.get("token_type")).isEqualTo("Bearer");
            var claims = answer.claims();
            assertThat(claims.getSubject()).isEqualTo("front");
            assertThat(claims.getAudience()).containsExactly("stock");
            assertThat(claims.getStringClaim("client_id")).isEqualTo("gateway");
            assertThat(claims.getStringClaim("scope")).as("what both may").isEqualTo("read");
            assertThat(claims.getClaim("act")).isNull();
        }

        @Test
        @DisplayName("§2.2.1 is called as it was asked for, unless it is no JWT")
        void is_called_as_it_was_asked_for() {
            Answer jwt = exchanges(GATEWAY, forGateway(), "resource", "stock", "requested_token_type", JWT);
            assertThat(jwt.get("issued_token_type")).isEqualTo(JWT);
            TestClient opaque = ACME.clientOf("""
                    {"clientId":"wicket","grantTypes":["%s"],"audiences":["stock"],"accessTokenFormat":"opaque"}""".formatted(EXCHANGE));
            String subject = FRONT.fetchesToken("resource", "wicket").accessToken();
            Answer reference = exchanges(opaque, subject, "resource", "stock", "requested_token_type", JWT);
            assertThat(reference.get("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        }

        @Test
        void lives_no_longer_than_what_was_exchanged() throws Exception {
            String subject = forGateway();
            SERVER.clock().advance(Duration.ofMinutes(7));
            Answer answer = exchanges(GATEWAY, subject, "resource", "stock");
            assertThat(answer.json().path("expires_in").intValue()).isEqualTo(180);
        }
    }

    @Nested
    @DisplayName("§1.1, §4.1 Delegation")
    class Delegation {
        @Test
        void says_who_acts_and_who_acted_before() throws Exception {
            String first = exchanges(
                            GATEWAY,
                            forGateway(),
                            "resource",
                            "bank",
                            "actor_token",
                            own(GATEWAY),
                            "actor_token_type",
                            ACCESS_TOKEN)
                    .accessToken();
            Answer second =
                    exchanges(BANK, first, "resource", "vault", "actor_token", own(BANK), "actor_token_type", JWT);
            assertThat(second.claims().getSubject()).isEqualTo("front");
            assertThat(second.claims().getClaim("act"))
                    .isEqualTo(Map.of("sub", "bank", "act", Map.of("sub", "gateway")));
            assertThat(VAULT.introspects(second.accessToken())
                            .json()
                            .at("/act/act/sub")
                            .stringValue())
                    .isEqualTo("gateway");
            assertThat(exchanges(BANK, first, "resource", "vault").claims().getClaim("act"))
                    .as("the chain is not lost by impersonation")
                    .isEqualTo(Map.of("sub", "gateway"));
        }

        @Test
        void is_for_the_client_s_own_actor_token_only() {
            assertRefused(
                    exchanges(
                            GATEWAY,
                            forGateway(),
                            "resource",
                            "stock",
                            "actor_token",
                            own(OTHER),
                            "actor_token_type",
                            ACCESS_TOKEN),
                    "invalid_request");
            assertRefused(
                    exchanges(GATEWAY, forGateway(), "actor_token", "x", "actor_token_type", ACCESS_TOKEN),
                    "invalid_request");
            assertRefused(exchanges(GATEWAY, forGateway(), "actor_token", own(GATEWAY)), "invalid_request");
        }
    }

    @Nested
    @DisplayName("Never wider than subject ∩ actor ∩ target")
    class Limits {
        @Test
        void by_who_it_was_not_meant_for() {
            assertRefused(exchanges(OTHER, forGateway(), "resource", "stock"), "invalid_request");
        }

        @ParameterizedTest
        @CsvSource({
            "resource, vault, invalid_target", "resource, gateway2, invalid_target", "scope, write, invalid_scope",
            "scope, gateway, invalid_scope", "scope, front, invalid_scope", "scope, openid, invalid_scope"
        })
        void in_target_or_scope(String parameter, String value, String error) {
            assertRefused(exchanges(GATEWAY, forGateway(), parameter, value), error);
        }

        @Test
        void for_our_own_doors_even_when_the_client_might_itself() {
            assertRefused(exchanges(GATEWAY, forGateway(), "resource", ACME.issuer()), "invalid_target");
            assertRefused(exchanges(GATEWAY, own(GATEWAY)), "invalid_request");
        }

        @Test
        void without_a_target_it_is_for_the_client_itself() throws Exception {
            assertThat(exchanges(GATEWAY, forGateway()).claims().getAudience()).containsExactly("gateway");
        }

        @Test
        void its_own_client_only_narrows_it() throws Exception {
            String token = GATEWAY.fetchesToken("resource", "stock").accessToken();
            assertThat(exchanges(GATEWAY, token, "scope", "read").claims().getAudience())
                    .containsExactly("stock");
            assertRefused(exchanges(GATEWAY, token, "resource", "bank"), "invalid_target");
        }

        @Test
        void by_a_client_that_is_not_registered_for_it() {
            assertRefused(exchanges(FRONT, forGateway()), "unauthorized_client");
            assertThat(ACME.api("clients", """
                            {"clientId":"public","grantTypes":["%s"],"tokenEndpointAuthMethod":"none"}""".formatted(EXCHANGE)).status()).isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("What has ended gives nothing, and its exchange ends with it")
    class Ended {
        @Test
        void when_the_subject_token_was_revoked() {
            String token = forGateway();
            FRONT.revokes(token);
            assertRefused(exchanges(GATEWAY, token, "resource", "stock"), "invalid_request");
        }

        @Test
        void when_the_subject_is_disabled() {
            TestClient subject = ACME.clientOf("{\"clientId\":\"leaver\",\"audiences\":[\"bank\"]}");
            String token = subject.fetchesToken("resource", "bank").accessToken();
            String exchanged = exchanges(BANK, token, "resource", "vault").accessToken();
            assertThat(VAULT.introspects(exchanged).text()).contains("\"active\":true");
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), subject.subject(), false);
            assertThat(VAULT.introspects(exchanged).text()).isEqualTo("{\"active\":false}");
            assertRefused(exchanges(BANK, token, "resource", "vault"), "invalid_request");
        }

        @Test
        void when_who_exchanged_it_is_disabled() {
            TestClient middle = exchanger("middle", "\"vault\"");
            TestClient caller = ACME.clientOf("{\"clientId\":\"caller\",\"audiences\":[\"middle\"]}");
            String token = caller.fetchesToken("resource", "middle").accessToken();
            String exchanged = exchanges(middle, token, "resource", "vault").accessToken();
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), middle.subject(), false);
            assertThat(VAULT.introspects(exchanged).text()).isEqualTo("{\"active\":false}");
        }
    }

    @Nested
    @DisplayName("Other tokens")
    class OtherTokens {
        @Test
        void a_platform_s_token_that_a_client_was_given_stands_for_its_workload() throws Exception {
            Answer answer = exchanges(OTHER, "platform:payments", "subject_token_type", JWT, "resource", "stock");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400); // the parameter comes twice
            Answer good = OTHER.asks(
                    "/oauth2/token",
                    "grant_type",
                    EXCHANGE,
                    "subject_token",
                    "platform:payments",
                    "subject_token_type",
                    JWT,
                    "resource",
                    "stock");
            assertThat(good.status()).as(good.toString()).isEqualTo(200);
            assertThat(good.claims().getSubject()).isEqualTo(PAYMENTS.spiffeId());
            assertThat(good.claims().getStringClaim("client_id")).isEqualTo("other");
            assertRefused(
                    OTHER.asks(
                            "/oauth2/token",
                            "grant_type",
                            EXCHANGE,
                            "subject_token",
                            "platform:payments",
                            "subject_token_type",
                            JWT,
                            "resource",
                            "gateway"),
                    "invalid_target");
        }

        @Test
        void a_workload_exchanges_what_is_meant_for_it() throws Exception {
            ACME.resourceServer("""
                    {"name":"pay","uri":"https://pay.example","clients":["%s"],"scopes":["read"]}""".formatted(PAYMENTS.spiffeId()));
            ACME.resourceServer("{\"name\":\"stock\",\"uri\":\"https://stock.example\",\"scopes\":[\"read\"]}");
            TestClient payer =
                    ACME.clientOf("{\"clientId\":\"payer\",\"audiences\":[\"pay\"],\"scopes\":[\"read\",\"write\"]}");
            String token = payer.fetchesToken("resource", "pay").accessToken();
            Answer answer = ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    EXCHANGE,
                    "client_assertion_type",
                    TestWorkload.JWT_BEARER,
                    "client_assertion",
                    "platform:payments",
                    "subject_token",
                    token,
                    "subject_token_type",
                    ACCESS_TOKEN,
                    "resource",
                    "stock");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.claims().getSubject()).isEqualTo("payer");
            assertThat(answer.claims().getStringClaim("scope")).isEqualTo("read");
            assertThat(answer.claims().getStringClaim("client_id")).isEqualTo(PAYMENTS.spiffeId());
        }

        @Test
        void of_another_tenant_are_nothing() {
            TestTenant elsewhere = SERVER.tenant("elsewhere.example");
            String token = elsewhere
                    .client("gateway")
                    .fetchesToken("resource", "gateway")
                    .accessToken();
            assertRefused(exchanges(GATEWAY, token, "resource", "stock"), "invalid_request");
        }
    }

    @Nested
    @DisplayName("By an X509-SVID (OAuth SPIFFE Client Authentication)")
    class BySvid {
        private static final X509Certificate SVID = ClientCertificate.selfSigned("CN=payments");

        private Answer asks(X509Certificate certificate, String subject, String type, String... more) {
            String[] form = Arrays.copyOf(more, more.length + 6);
            String[] rest = {"grant_type", EXCHANGE, "subject_token", subject, "subject_token_type", type};
            System.arraycopy(rest, 0, form, more.length, rest.length);
            return SERVER.perform(ACME.form("/oauth2/token", form)
                    .requestAttr("jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate}));
        }

        private static final TestClient CUSTOMER =
                ACME.clientOf("{\"clientId\":\"customer\",\"audiences\":[\"%s\"]}".formatted(PAYMENTS.spiffeId()));

        private String forPayments() {
            return CUSTOMER.fetchesToken("resource", PAYMENTS.spiffeId()).accessToken();
        }

        @Test
        void a_workload_exchanges_what_is_meant_for_it_and_the_token_is_bound_to_the_svid() throws Exception {
            String token = forPayments();
            for (String[] named :
                    new String[][] {{"resource", "stock"}, {"resource", "stock", "client_id", PAYMENTS.spiffeId()}}) {
                var claims = asks(SVID, token, ACCESS_TOKEN, named).claims();
                assertThat(claims.getSubject()).isEqualTo("customer");
                assertThat(claims.getStringClaim("client_id")).isEqualTo(PAYMENTS.spiffeId());
                assertThat(claims.getAudience()).containsExactly("stock");
                assertThat(claims.getJSONObjectClaim("cnf"))
                        .containsExactly(Map.entry("x5t#S256", ClientCertificates.thumbprint(SVID)));
            }
            assertRefused(asks(SVID, forGateway(), ACCESS_TOKEN, "resource", "stock"), "invalid_request");
            assertRefused(asks(SVID, token, ACCESS_TOKEN, "resource", "vault"), "invalid_target");
        }

        @Test
        void a_platform_s_token_is_exchanged_within_what_both_may() throws Exception {
            ACME.workload("till", "stock", "vault");
            assertThat(asks(SVID, "platform:till", JWT, "resource", "stock")
                            .claims()
                            .getSubject())
                    .isEqualTo("spiffe://acme.example/till");
            assertRefused(asks(SVID, "platform:till", JWT, "resource", "vault"), "invalid_target");
            assertRefused(asks(SVID, "platform:till", JWT, "resource", "gateway"), "invalid_target");
        }

        @Test
        void one_of_another_workload_than_client_id_or_of_a_disabled_one_proves_nothing() {
            var gone = ACME.workload("gone", "stock");
            var certificate = ClientCertificate.selfSigned("CN=gone");
            String token = forPayments();
            assertThat(asks(certificate, token, ACCESS_TOKEN, "client_id", PAYMENTS.spiffeId())
                            .text())
                    .isEqualTo("{\"error\":\"invalid_client\"}");
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), gone.id(), false);
            assertThat(asks(certificate, token, ACCESS_TOKEN, "resource", "stock")
                            .text())
                    .isEqualTo("{\"error\":\"invalid_client\"}");
        }

        @Test
        void a_certificate_that_is_no_svid_leaves_the_platform_s_token_to_speak_for_itself() throws Exception {
            var other = ClientCertificate.selfSigned("CN=somebody");
            assertThat(asks(other, "platform:payments", JWT, "resource", "stock")
                            .claims()
                            .getSubject())
                    .isEqualTo(PAYMENTS.spiffeId());
        }
    }

    @Nested
    @DisplayName("RFC 7523 §2.1 JWT bearer")
    class JwtBearer {
        static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

        @Test
        void a_platform_s_token_gives_its_workload_s() throws Exception {
            Answer answer = ACME.post(
                    "/oauth2/token", "grant_type", GRANT, "assertion", "platform:payments", "resource", "stock");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.claims().getSubject()).isEqualTo(PAYMENTS.spiffeId());
        }

        @Test
        void that_counts_once_counts_once() {
            String[] form = {"grant_type", GRANT, "assertion", "platform-once:payments"};
            assertThat(ACME.post("/oauth2/token", form).status()).isEqualTo(200);
            assertThat(ACME.post("/oauth2/token", form).status()).isNotEqualTo(200);
        }

        @Test
        void a_bad_one_is_invalid_grant() {
            assertRefused(ACME.post("/oauth2/token", "grant_type", GRANT, "assertion", "nonsense"), "invalid_grant");
            assertRefused(
                    ACME.post("/oauth2/token", "grant_type", GRANT, "assertion", "platform:nobody"), "invalid_grant");
        }

        @Test
        void beside_client_authentication_it_is_within_what_the_client_may_too() throws Exception {
            TestClient bearer = ACME.clientOf("""
                    {"clientId":"bearer","grantTypes":["%s"],"audiences":["stock"]}""".formatted(GRANT));
            Answer good = bearer.asks(
                    "/oauth2/token", "grant_type", GRANT, "assertion", "platform:payments", "resource", "stock");
            assertThat(good.claims().getSubject()).isEqualTo(PAYMENTS.spiffeId());
            assertThat(good.claims().getStringClaim("client_id")).isEqualTo("bearer");
            assertRefused(
                    bearer.asks(
                            "/oauth2/token",
                            "grant_type",
                            GRANT,
                            "assertion",
                            "platform:payments",
                            "resource",
                            "gateway"),
                    "invalid_target");
            assertRefused(
                    bearer.asks("/oauth2/token", "grant_type", GRANT, "assertion", own(GATEWAY)), "invalid_grant");
        }
    }
}
