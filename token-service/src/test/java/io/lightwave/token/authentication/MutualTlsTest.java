package io.lightwave.token.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.protocol.ClientCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

@DisplayName("RFC 8705 mutual TLS")
class MutualTlsTest {
    static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestTenant OTHER = SERVER.tenant("other.example");

    @AfterEach
    void noon() {
        SERVER.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static TestClient byAuthority(String clientId, String member, String value) {
        return ACME.clientOf("{\"clientId\":\"%s\",\"tokenEndpointAuthMethod\":\"tls_client_auth\",\"%s\":\"%s\"}"
                .formatted(clientId, member, value));
    }

    static Answer presents(TestTenant tenant, String clientId, X509Certificate... chain) {
        var form = tenant.form("/oauth2/token", "grant_type", "client_credentials", "client_id", clientId);
        return SERVER.perform(chain.length == 0 ? form : form.requestAttr(ATTRIBUTE, chain));
    }

    static void refused(Answer answer, String reason) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(AuditTrail.of(ACME).last("client.authenticate").reason()).isEqualTo(reason);
    }

    @Nested
    @DisplayName("§2.1 a certificate of the tenant's authority")
    class ByAuthority {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "tlsClientAuthSubjectDn | cn=billing,O=Acme",
                    "tlsClientAuthSanDns | client.example",
                    "tlsClientAuthSanUri | urn:client",
                    "tlsClientAuthSanIp | 192.0.2.7",
                    "tlsClientAuthSanIp | 2001:db8::7",
                    "tlsClientAuthSanIp | 2001:DB8:0:0:0:0:0:7",
                    "tlsClientAuthSanEmail | client@example.com"
                })
        void with_the_registered_name_authenticates_its_holder(String member, String value) {
            String clientId = "by-" + member + value.replaceAll("[^A-Za-z0-9]", "-");
            TestClient client = byAuthority(clientId, member, value);
            X509Certificate certificate = ClientCertificate.selfSigned("CN=billing, O=Acme");
            SERVER.trust().issued(ACME.id(), certificate, client.subject());
            Answer answer = presents(ACME, clientId, certificate);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.claims().getClaim("cnf")).as("not asked for").isNull();
        }

        @Test
        void without_one_does_not() {
            byAuthority("bare", "tlsClientAuthSanDns", "client.example");
            refused(presents(ACME, "bare"), "no client certificate");
        }

        @Test
        void with_another_name_does_not() {
            TestClient client = byAuthority("named", "tlsClientAuthSubjectDn", "CN=named");
            X509Certificate certificate = ClientCertificate.selfSigned("CN=named,O=Other");
            SERVER.trust().issued(ACME.id(), certificate, client.subject());
            refused(presents(ACME, "named", certificate), "certificate without the registered name");
        }

        @Test
        void with_what_is_no_name_and_was_registered_before_that_was_looked_at_does_not() {
            TestClient client = byAuthority("nameless", "tlsClientAuthSubjectDn", "CN=nameless");
            assertThat(SERVER.bean(JdbcClient.class)
                            .sql(
                                    "update oauth_client set metadata = replace(metadata::text, 'CN=nameless', 'no name')::jsonb"
                                            + " where metadata::text like '%CN=nameless%'")
                            .update())
                    .isOne();
            X509Certificate certificate = ClientCertificate.selfSigned("CN=nameless");
            SERVER.trust().issued(ACME.id(), certificate, client.subject());
            refused(presents(ACME, "nameless", certificate), "certificate without the registered name");
        }

        @Test
        void of_another_holder_does_not_whatever_it_says() {
            byAuthority("victim", "tlsClientAuthSubjectDn", "CN=victim");
            SubjectId other = ACME.client("thief").subject();
            X509Certificate certificate = ClientCertificate.selfSigned("CN=victim");
            SERVER.trust().issued(ACME.id(), certificate, other);
            refused(presents(ACME, "victim", certificate), "certificate of another subject");
        }

        @Test
        void that_is_unknown_revoked_or_another_tenant_s_does_not() {
            TestClient client = byAuthority("ending", "tlsClientAuthSubjectDn", "CN=ending");
            X509Certificate certificate = ClientCertificate.selfSigned("CN=ending");
            String reason = "certificate not of this tenant's authorities, or not good now";
            refused(presents(ACME, "ending", certificate), reason);
            SERVER.trust().issued(OTHER.id(), certificate, client.subject());
            refused(presents(ACME, "ending", certificate), reason);
            SERVER.trust().issued(ACME.id(), certificate, client.subject());
            assertThat(presents(ACME, "ending", certificate).status()).isEqualTo(200);
            SERVER.trust().revoked(ACME.id(), certificate);
            refused(presents(ACME, "ending", certificate), reason);
        }

        @Test
        void is_needed_by_its_client_whatever_else_it_shows() {
            TestClient client = byAuthority("strict", "tlsClientAuthSubjectDn", "CN=strict");
            assertThat(new TestClient(ACME, client.id(), "strict", "secret")
                            .fetchesToken()
                            .status())
                    .isEqualTo(401);
            assertThat(ACME.apiPatch("clients/strict", "{\"enabled\":false}").status())
                    .isEqualTo(200);
            X509Certificate certificate = ClientCertificate.selfSigned("CN=strict");
            SERVER.trust().issued(ACME.id(), certificate, client.subject());
            refused(presents(ACME, "strict", certificate), "client or tenant disabled");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"tokenEndpointAuthMethod\":\"tls_client_auth\"",
                    "\"tokenEndpointAuthMethod\":\"tls_client_auth\",\"tlsClientAuthSanDns\":\"a\",\"tlsClientAuthSanUri\":\"b\"",
                    "\"tlsClientAuthSanDns\":\"a\""
                })
        void takes_exactly_one_name(String members) {
            assertThat(ACME.api("clients", "{\"clientId\":\"names\"," + members + "}")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("§2.2 a self-signed certificate")
    class SelfSigned {

        static TestClient register(String clientId, X509Certificate certificate) {
            return ACME.clientOf(
                    "{\"clientId\":\"%s\",\"tokenEndpointAuthMethod\":\"self_signed_tls_client_auth\",\"jwks\":%s}"
                            .formatted(clientId, ClientCertificate.jwks(certificate)));
        }

        @Test
        void authenticates_the_client_in_whose_key_set_it_stands() {
            X509Certificate certificate = ClientCertificate.selfSigned("CN=own");
            register("own", certificate);
            assertThat(presents(ACME, "own", certificate).status()).isEqualTo(200);
            refused(
                    presents(ACME, "own", ClientCertificate.selfSigned("CN=own")),
                    "certificate not in its key set, or not in time");
        }

        @Test
        void counts_for_as_long_as_it_says() {
            X509Certificate certificate =
                    ClientCertificate.selfSigned("CN=short", ClientKeys.generate(), Duration.ofHours(1));
            register("short", certificate);
            SERVER.clock().advance(Duration.ofHours(2));
            assertThat(presents(ACME, "short", certificate).status()).isEqualTo(401);
        }

        @Test
        void may_be_fetched_from_a_jwks_uri() {
            X509Certificate certificate = ClientCertificate.selfSigned("CN=remote");
            SERVER.network().answers("https://remote.example/keys", ClientCertificate.jwks(certificate));
            ACME.clientOf("{\"clientId\":\"remote\",\"tokenEndpointAuthMethod\":\"self_signed_tls_client_auth\","
                    + "\"jwksUri\":\"https://remote.example/keys\"}");
            assertThat(presents(ACME, "remote", certificate).status()).isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("§3 tokens bound to the certificate")
    class Bound {
        final X509Certificate certificate = ClientCertificate.selfSigned("CN=bound");

        TestClient client(String clientId) {
            return ACME.clientOf(
                    "{\"clientId\":\"%s\",\"tlsClientCertificateBoundAccessTokens\":true}".formatted(clientId));
        }

        Answer token(TestClient client) {
            return SERVER.perform(ACME.form("/oauth2/token", "grant_type", "client_credentials")
                    .header("Authorization", TestClient.basic(client.clientId(), client.secret()))
                    .requestAttr(ATTRIBUTE, new X509Certificate[] {certificate}));
        }

        MockHttpServletRequest request(String token, X509Certificate... chain) {
            var request = new MockHttpServletRequest("GET", "/api/v1/tenants");
            request.addHeader("Authorization", "Bearer " + token);
            if (chain.length > 0) {
                request.setAttribute(ATTRIBUTE, chain);
            }
            return request;
        }

        @Test
        void say_so_and_so_does_introspection() {
            TestClient client = client("bound");
            Answer answer = token(client);
            String thumbprint = ClientCertificates.thumbprint(certificate);
            assertThat(answer.get("token_type")).isEqualTo("Bearer");
            assertThat(answer.claims().getClaim("cnf")).isEqualTo(Map.of("x5t#S256", thumbprint));
            assertThat(client.introspects(answer.accessToken())
                            .json()
                            .path("cnf")
                            .path("x5t#S256")
                            .stringValue())
                    .isEqualTo(thumbprint);
        }

        @Test
        void are_not_given_without_one() {
            Answer answer = client("bound2").fetchesToken();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.get("error")).isEqualTo("invalid_request");
        }

        @Test
        void are_good_at_our_own_endpoints_with_that_certificate_only() {
            String token = token(client("bound3")).accessToken();
            var tokens = SERVER.bean(AccessTokens.class);
            assertThat(tokens.verify(ACME.id(), request(token, certificate)))
                    .isInstanceOf(AccessTokens.Verification.Valid.class);
            assertThat(tokens.verify(ACME.id(), request(token))).isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(tokens.verify(ACME.id(), request(token, ClientCertificate.selfSigned("CN=bound"))))
                    .isInstanceOf(AccessTokens.Verification.Invalid.class);
            assertThat(tokens.verify(ACME.id(), token)).isInstanceOf(AccessTokens.Verification.Invalid.class);
        }
    }

    @Test
    @DisplayName("§5 the metadata names the endpoints on the other port")
    void endpoint_aliases() {
        Answer metadata = ACME.get("/.well-known/openid-configuration");
        assertThat(metadata.json().at("/mtls_endpoint_aliases/token_endpoint").stringValue())
                .isEqualTo("https://localhost:9443/t/acme.example/oauth2/token");
        assertThat(metadata.json()
                        .path("tls_client_certificate_bound_access_tokens")
                        .booleanValue())
                .isTrue();
    }
}
