package io.lightwave.token.accesstoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 6749 §1.4 Access tokens that say nothing by themselves, of clients that are registered for them")
class ReferenceTokenTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient SHOP = ACME.clientOf("""
            {"clientId":"shop","audiences":["billing"],"scopes":["read"],"accessTokenFormat":"opaque"}""");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static String token() {
        return SHOP.fetchesToken("resource", "billing").accessToken();
    }

    @Test
    void are_43_random_characters_that_introspection_explains_to_their_audience() {
        String token = token();
        assertThat(token).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(token());
        Answer answer = BILLING.introspects(token);
        assertThat(answer.json().path("active").booleanValue()).isTrue();
        assertThat(answer.get("sub")).isEqualTo("shop");
        assertThat(answer.get("aud")).isEqualTo("billing");
        assertThat(answer.get("scope")).isEqualTo("read");
        assertThat(ACME.client("stranger").introspects(token).text()).isEqualTo("{\"active\":false}");
    }

    @Test
    void are_known_to_every_node_and_to_no_other_tenant() {
        String token = token();
        try (var node = TokenServer.on(SERVER.database())) {
            assertThat(node.bean(AccessTokenVerifier.class).verify(ACME.id(), token))
                    .isInstanceOf(AccessTokenVerifier.Verification.Valid.class);
        }
        TestTenant other = SERVER.tenant("other.example");
        assertThat(SERVER.bean(AccessTokenVerifier.class).verify(other.id(), token))
                .isInstanceOf(AccessTokenVerifier.Verification.Invalid.class);
    }

    @Test
    void open_our_own_doors_when_they_are_for_the_issuer() {
        assertThat(SERVER.bean(AccessTokens.class)
                        .verify(ACME.id(), SHOP.fetchesToken().accessToken()))
                .isInstanceOf(AccessTokens.Verification.Valid.class);
        assertThat(SERVER.bean(AccessTokens.class).verify(ACME.id(), token()))
                .isEqualTo(new AccessTokens.Verification.Invalid("for another audience"));
    }

    @Test
    void end_when_they_are_revoked_or_expire_or_their_subject_is_disabled() {
        String revoked = token();
        assertThat(SHOP.revokes(revoked).status()).isEqualTo(200);
        assertThat(BILLING.introspects(revoked).text()).isEqualTo("{\"active\":false}");

        TestClient leaver =
                ACME.clientOf("{\"clientId\":\"leaver\",\"audiences\":[\"billing\"],\"accessTokenFormat\":\"opaque\"}");
        String left = leaver.fetchesToken("resource", "billing").accessToken();
        SERVER.bean(Subjects.class).setEnabled(ACME.id(), leaver.subject(), false);
        assertThat(BILLING.introspects(left).text()).isEqualTo("{\"active\":false}");

        String old = token();
        SERVER.clock().advance(Duration.ofMinutes(10));
        assertThat(BILLING.introspects(old).text()).isEqualTo("{\"active\":false}");
    }

    @Test
    void are_not_in_the_database() throws Exception {
        String token = token();
        try (var connection = SERVER.database().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "select count(*) from reference_token where token_hash = '%1$s' or claims like '%%%1$s%%'"
                                        .formatted(token))) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }
}
