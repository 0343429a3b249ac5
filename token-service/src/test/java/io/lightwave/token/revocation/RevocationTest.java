package io.lightwave.token.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.AccessTokens;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7009 Revocation")
class RevocationTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient SHOP = ACME.client("shop", "billing");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void ends_the_token_and_no_other() {
        String token = SHOP.fetchesToken("resource", "billing").accessToken();
        String other = SHOP.fetchesToken("resource", "billing").accessToken();
        var answer = SHOP.revokes(token);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(BILLING.introspects(token).text()).isEqualTo("{\"active\":false}");
        assertThat(BILLING.introspects(other).get("sub")).isEqualTo("shop");
        assertThat(AuditTrail.of(ACME).last("token.revoke").actor()).isEqualTo("client:shop@acme.example");
    }

    @Test
    void ends_it_at_our_own_endpoints_too() {
        String token = SHOP.fetchesToken().accessToken();
        var tokens = SERVER.bean(AccessTokens.class);
        assertThat(tokens.verify(ACME.id(), token)).isInstanceOf(AccessTokens.Verification.Valid.class);
        SHOP.revokes(token);
        assertThat(tokens.verify(ACME.id(), token)).isEqualTo(new AccessTokens.Verification.Invalid("revoked"));
    }

    @Test
    void is_known_to_every_node() {
        String token = SHOP.fetchesToken("resource", "billing").accessToken();
        String later = SHOP.fetchesToken("resource", "billing").accessToken();
        SHOP.revokes(token);
        try (var node = TokenServer.on(SERVER.database())) {
            var tokens = node.bean(io.lightwave.token.accesstoken.AccessTokenVerifier.class);
            assertThat(tokens.verify(ACME.id(), token).toString()).contains("revoked");
            assertThat(tokens.verify(ACME.id(), later).toString()).doesNotContain("revoked");
        }
    }

    @Test
    void again_or_of_nonsense_or_of_what_has_expired_is_200() {
        String token = SHOP.fetchesToken().accessToken();
        assertThat(SHOP.revokes(token).status()).isEqualTo(200);
        assertThat(SHOP.revokes(token).status()).isEqualTo(200);
        assertThat(SHOP.revokes("nonsense").status()).isEqualTo(200);
        String old = SHOP.fetchesToken().accessToken();
        SERVER.clock().advance(Duration.ofHours(1));
        assertThat(SHOP.revokes(old).status()).isEqualTo(200);
    }

    @Test
    void of_another_clients_token_is_refused_and_does_nothing() {
        String token = SHOP.fetchesToken("resource", "billing").accessToken();
        var answer = BILLING.revokes(token);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.get("error")).isEqualTo("invalid_grant");
        assertThat(BILLING.introspects(token).get("sub")).isEqualTo("shop");
    }

    @Test
    void without_authentication_is_401() {
        String token = SHOP.fetchesToken().accessToken();
        assertThat(ACME.post("/oauth2/revoke", "token", token).status()).isEqualTo(401);
        assertThat(ACME.post("/oauth2/revoke", "token", token, "client_id", "shop")
                        .status())
                .isEqualTo(401);
        assertThat(SHOP.asks("/oauth2/revoke").get("error")).isEqualTo("invalid_request");
    }

    @Test
    void of_a_workloads_token_by_the_workload() {
        TestWorkload payments = ACME.workload("payments", "billing");
        String token = payments.fetchesToken("resource", "billing").accessToken();
        assertThat(ACME.post(
                                "/oauth2/revoke",
                                "token",
                                token,
                                "client_assertion_type",
                                TestWorkload.JWT_BEARER,
                                "client_assertion",
                                "platform:payments")
                        .status())
                .isEqualTo(200);
        assertThat(BILLING.introspects(token).text()).isEqualTo("{\"active\":false}");
    }

    @Test
    void forgets_what_has_expired() throws Exception {
        for (int i = 0; i < 100; i++) {
            SHOP.revokes(SHOP.fetchesToken().accessToken());
        }
        SERVER.clock().advance(Duration.ofHours(1));
        for (int i = 0; i < 300; i++) {
            SHOP.revokes(SHOP.fetchesToken().accessToken());
        }
        try (var connection = SERVER.database().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from revoked_token where expires_at <= '%s'"
                                .formatted(SERVER.clock().instant()))) {
            rows.next();
            assertThat(rows.getInt(1)).isLessThan(20);
        }
    }
}
