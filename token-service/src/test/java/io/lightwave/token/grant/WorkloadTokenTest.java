package io.lightwave.token.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.protocol.ClientCertificates;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A workload's token request")
class WorkloadTokenTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestWorkload PAYMENTS = ACME.workload("shop/payments", "billing", "https://ledger.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("by client_credentials with the platform's token as client assertion")
    class ByClientCredentials {

        @Test
        void gives_a_token_about_its_spiffe_id_for_five_minutes() throws Exception {
            var claims = PAYMENTS.fetchesToken().claims();
            assertThat(claims.getSubject()).isEqualTo("spiffe://acme.example/shop/payments");
            assertThat(claims.getStringClaim("client_id")).isEqualTo("spiffe://acme.example/shop/payments");
            assertThat(claims.getAudience()).containsExactly(ACME.issuer());
            assertThat(claims.getExpirationTime()).isEqualTo(TestClock.NOON.plusSeconds(300));
            assertThat(claims.getStringClaim("subject_id"))
                    .isEqualTo(PAYMENTS.id().toString());
            assertThat(claims.getIntegerClaim("assurance"))
                    .as("how well it is known")
                    .isEqualTo(2);
        }

        @Test
        void gives_the_audience_that_was_asked_for_and_granted_and_no_other() throws Exception {
            assertThat(PAYMENTS.fetchesToken("resource", "billing").claims().getAudience())
                    .containsExactly("billing");
            assertThat(PAYMENTS.fetchesToken("audience", "https://ledger.example")
                            .claims()
                            .getAudience())
                    .containsExactly("https://ledger.example");
            assertThat(PAYMENTS.fetchesToken("resource", "warehouse").get("error"))
                    .isEqualTo("invalid_target");
        }

        @Test
        void lets_it_limit_itself_to_scopes_that_the_resource_server_registered() throws Exception {
            ACME.resourceServer(
                    "{\"name\":\"ledger\",\"uri\":\"https://ledger.example\",\"scopes\":[\"ledger.read\"]}");
            assertThat(PAYMENTS.fetchesToken("resource", "ledger", "scope", "ledger.read")
                            .claims()
                            .getStringClaim("scope"))
                    .isEqualTo("ledger.read");
            assertThat(PAYMENTS.fetchesToken("resource", "ledger").claims().getClaim("scope"))
                    .isNull();
            assertThat(PAYMENTS.fetchesToken("resource", "ledger", "scope", "ledger.write")
                            .get("error"))
                    .isEqualTo("invalid_scope");
            assertThat(PAYMENTS.fetchesToken("scope", "ledger.read").get("error"))
                    .isEqualTo("invalid_scope");
        }

        @Test
        void lets_it_limit_itself_to_authorization_details_of_the_resource_server_s_types()
                throws Exception { // RFC 9396
            for (String name : List.of("vault", "mint")) {
                ACME.resourceServer("{\"name\":\"%s\",\"uri\":\"https://%s.example\"}".formatted(name, name));
                assertThat(ACME.api("authorization-details-types", """
                        {"name":"%s_key","title":"A key","resourceServer":"%s","schema":{"type":"object",
                         "properties":{"key":{"type":"string","enum":["k1","k2"]}},"required":["key"]}}""".formatted(name, name))
                                .status())
                        .isEqualTo(201);
            }
            TestWorkload signer = ACME.workload("signer", "https://vault.example");
            String good = "[{\"type\":\"vault_key\",\"key\":\"k1\"}]";
            Answer asked = signer.fetchesToken("resource", "vault", "authorization_details", good);
            assertThat(asked.claims().getClaim("authorization_details"))
                    .isEqualTo(List.of(Map.of("type", "vault_key", "key", "k1")));
            assertThat(asked.json().path("authorization_details").toString()).isEqualTo(good);
            assertThat(signer.fetchesToken("authorization_details", good)
                            .claims()
                            .getAudience())
                    .as("the type names it")
                    .containsExactly("https://vault.example");
            assertThat(signer.fetchesToken("resource", "vault").claims().getClaim("authorization_details"))
                    .isNull();
            for (String bad : List.of(
                    "[{\"type\":\"vault_key\",\"key\":\"k3\"}]",
                    "[{\"type\":\"mint_key\",\"key\":\"k1\"}]",
                    "[{\"type\":\"unknown\"}]")) {
                assertThat(signer.fetchesToken("resource", "vault", "authorization_details", bad)
                                .get("error"))
                        .isEqualTo("invalid_authorization_details");
            }
            assertThat(signer.fetchesToken("authorization_details", "[{\"type\":\"mint_key\",\"key\":\"k1\"}]")
                            .get("error"))
                    .as("a resource server that it may not go to")
                    .isEqualTo("invalid_target");
        }

        @Test
        void counts_evidence_once_where_that_is_the_rule() {
            var job = ACME.workload("job");
            assertThat(job.fetchesTokenOnce().status()).isEqualTo(200);
            assertThat(job.fetchesTokenOnce().text()).isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(AuditTrail.of(ACME).last("client.authenticate").reason())
                    .isEqualTo("evidence used before: platform-once:job");
        }

        @Test
        void does_not_use_evidence_up_for_a_request_that_gets_nothing() {
            var job = ACME.workload("careful");
            assertThat(job.fetchesTokenOnce("resource", "not-granted").get("error"))
                    .isEqualTo("invalid_target");
            assertThat(job.fetchesTokenOnce().status()).isEqualTo(200);
        }

        @Test
        void tells_who_is_not_recognised_nothing_and_the_operator_why() {
            var stranger = new TestWorkload(ACME, PAYMENTS.id(), "stranger");
            assertThat(stranger.fetchesToken().status()).isEqualTo(401);
            assertThat(stranger.fetchesToken().text()).isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(AuditTrail.of(ACME).last("client.authenticate"))
                    .hasToString("platform:stranger client.authenticate refused: no rule matches");
        }

        @Test
        void names_the_evidence_in_the_audit_trail() {
            PAYMENTS.fetchesToken("resource", "billing");
            var issued = AuditTrail.of(ACME).last("token.issue");
            assertThat(issued.actor()).isEqualTo("workload:shop/payments@acme.example");
            assertThat(issued.target()).isEqualTo("spiffe://acme.example/shop/payments for billing");
            assertThat(issued.reason())
                    .startsWith("client_credentials, jti ")
                    .endsWith("evidence platform:shop/payments");
        }

        @Test
        void ends_with_the_workload() {
            var shortLived = ACME.workload("short-lived");
            assertThat(shortLived.fetchesToken().status()).isEqualTo(200);
            SERVER.bean(Subjects.class).setEnabled(ACME.id(), shortLived.id(), false);
            assertThat(shortLived.fetchesToken().text()).isEqualTo("{\"error\":\"invalid_client\"}");
        }
    }

    @Nested
    @DisplayName("by its SVIDs (OAuth SPIFFE Client Authentication)")
    class BySvid {
        private static final String JWT_SPIFFE = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

        private Answer withJwtSvid(String svid) {
            return ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    JWT_SPIFFE,
                    "client_assertion",
                    svid,
                    "resource",
                    "billing");
        }

        private Answer withX509Svid(X509Certificate certificate, String... namesAndValues) {
            String[] all = Arrays.copyOf(
                    new String[] {"grant_type", "client_credentials", "resource", "billing"},
                    4 + namesAndValues.length);
            System.arraycopy(namesAndValues, 0, all, 4, namesAndValues.length);
            return SERVER.perform(ACME.form("/oauth2/token", all)
                    .requestAttr("jakarta.servlet.request.X509Certificate", new X509Certificate[] {certificate}));
        }

        @Test
        void a_jwt_svid_is_a_client_assertion_of_its_own_type() throws Exception {
            var claims = withJwtSvid("svid:shop/payments").claims();
            assertThat(claims.getSubject()).isEqualTo("spiffe://acme.example/shop/payments");
            assertThat(claims.getAudience()).containsExactly("billing");
            assertThat(claims.getClaim("cnf")).isNull();
        }

        @Test
        void nothing_else_passes_for_one_nor_it_for_a_platforms_token() {
            assertThat(withJwtSvid("platform:shop/payments").text()).isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(ACME.post(
                                    "/oauth2/token",
                                    "grant_type",
                                    "client_credentials",
                                    "client_assertion_type",
                                    TestWorkload.JWT_BEARER,
                                    "client_assertion",
                                    "svid:shop/payments")
                            .text())
                    .isEqualTo("{\"error\":\"invalid_client\"}");
        }

        @Test
        void an_x509_svid_is_a_client_certificate_and_the_token_is_bound_to_it() throws Exception {
            var svid = ClientCertificate.selfSigned("CN=shop/payments");
            for (Answer answer : List.of(
                    withX509Svid(svid), withX509Svid(svid, "client_id", "spiffe://acme.example/shop/payments"))) {
                var claims = answer.claims();
                assertThat(claims.getSubject()).isEqualTo("spiffe://acme.example/shop/payments");
                assertThat(claims.getJSONObjectClaim("cnf"))
                        .containsExactly(Map.entry("x5t#S256", ClientCertificates.thumbprint(svid)));
            }
        }

        @Test
        void a_certificate_of_somebody_else_is_nobody() {
            var other = ClientCertificate.selfSigned("CN=somebody");
            assertThat(withX509Svid(other).status()).isEqualTo(401);
            assertThat(withX509Svid(other, "client_id", "spiffe://acme.example/shop/payments")
                            .text())
                    .isEqualTo("{\"error\":\"invalid_client\"}");
            assertThat(AuditTrail.of(ACME).last("client.authenticate").reason())
                    .isEqualTo("a workload that shows no X509-SVID");
        }
    }

    @Nested
    @DisplayName("by token exchange (RFC 8693) with the platform's token as subject token")
    class ByTokenExchange {

        @Test
        void gives_the_same_token() throws Exception {
            Answer answer = exchange("resource", "billing");
            assertThat(answer.claims().getSubject()).isEqualTo(PAYMENTS.spiffeId());
            assertThat(answer.claims().getStringClaim("client_id")).isEqualTo(PAYMENTS.spiffeId());
            assertThat(answer.claims().getAudience()).containsExactly("billing");
            assertThat(answer.claims().getClaim("act")).isNull();
            assertThat(answer.get("issued_token_type")).isEqualTo("urn:ietf:params:oauth:token-type:access_token");
        }

        @Test
        void widens_nothing() {
            assertThat(exchange("resource", "warehouse").get("error")).isEqualTo("invalid_target");
        }

        @ParameterizedTest
        @CsvSource({
            "actor_token, x, invalid_request",
            "actor_token_type, x, invalid_request",
            "requested_token_type, urn:ietf:params:oauth:token-type:id_token, invalid_request",
            "client_secret, x, invalid_request",
        })
        void of_any_other_kind_is_refused(String name, String value, String error) {
            assertThat(exchange(name, value).get("error")).isEqualTo(error);
        }

        @Test
        void of_another_kind_of_subject_token_is_refused() {
            String token = PAYMENTS.fetchesToken().accessToken();
            var answer = ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:token-exchange",
                    "subject_token_type",
                    "urn:ietf:params:oauth:token-type:access_token",
                    "subject_token",
                    token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.get("error")).isEqualTo("invalid_client");
        }

        @Test
        void beside_a_client_assertion_is_for_whoever_authenticates() throws Exception {
            assertThat(PAYMENTS.fetchesToken(
                                    "subject_token",
                                    "platform:shop/payments",
                                    "subject_token_type",
                                    "urn:ietf:params:oauth:token-type:jwt")
                            .status())
                    .as("the parameters of another grant do not matter")
                    .isEqualTo(200);
            var answer = ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:token-exchange",
                    "client_assertion_type",
                    TestWorkload.JWT_BEARER,
                    "client_assertion",
                    "platform:shop/payments",
                    "subject_token",
                    "platform:shop/payments",
                    "subject_token_type",
                    "urn:ietf:params:oauth:token-type:jwt");
            assertThat(answer.claims().getAudience()).containsExactly(PAYMENTS.spiffeId());
        }

        private Answer exchange(String... more) {
            String[] own = {
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                "platform:shop/payments",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt"
            };
            String[] all = Arrays.copyOf(own, own.length + more.length);
            System.arraycopy(more, 0, all, own.length, more.length);
            return ACME.post("/oauth2/token", all);
        }
    }
}
