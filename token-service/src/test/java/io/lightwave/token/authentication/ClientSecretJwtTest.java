package io.lightwave.token.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.sql.SQLException;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("OpenID Connect Core §9 client_secret_jwt")
class ClientSecretJwtTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static TestClient client(String clientId) {
        return ACME.clientOf(
                "{\"clientId\":\"%s\",\"tokenEndpointAuthMethod\":\"client_secret_jwt\"}".formatted(clientId));
    }

    static String assertion(String clientId, String secret, JWSAlgorithm algorithm) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(ACME.issuer())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(TestClock.NOON.plusSeconds(60)))
                .build();
        try {
            return ClientKeys.sign(claims, new JWSHeader.Builder(algorithm).build(), new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Answer present(String assertion) {
        return ACME.post(
                "/oauth2/token",
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                TestWorkload.JWT_BEARER,
                "client_assertion",
                assertion);
    }

    @Test
    void an_assertion_with_the_hmac_by_the_secret_gives_a_token_once() {
        String good = assertion("hmac", client("hmac").secret(), JWSAlgorithm.HS256);
        assertThat(present(good).status()).isEqualTo(200);
        assertThat(present(good).get("error")).isEqualTo("invalid_client");
    }

    @Test
    void another_secret_or_the_secret_itself_do_not() {
        TestClient client = client("hmac2");
        assertThat(present(assertion("hmac2", "x".repeat(43), JWSAlgorithm.HS256))
                        .status())
                .isEqualTo(401);
        assertThat(client.fetchesToken().status()).as("by HTTP Basic").isEqualTo(401);
    }

    @Test
    void the_secret_of_a_client_that_sends_it_makes_no_assertion() {
        TestClient basic = ACME.client("basic");
        assertThat(present(assertion("basic", basic.secret(), JWSAlgorithm.HS256))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void two_secrets_overlap_as_for_other_clients() {
        TestClient client = client("hmac3");
        String next = ACME.api("clients/hmac3/secrets", "{\"previousExpiresIn\":\"PT1H\"}")
                .get("clientSecret");
        assertThat(present(assertion("hmac3", client.secret(), JWSAlgorithm.HS256))
                        .status())
                .isEqualTo(200);
        assertThat(present(assertion("hmac3", next, JWSAlgorithm.HS256)).status())
                .isEqualTo(200);
    }

    @Test
    void the_secret_is_kept_sealed() throws SQLException {
        TestClient client = client("hmac4");
        try (var connection = SERVER.database().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "select secrets::text from oauth_client where subject_id = '" + client.id() + "'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).contains("sealed").doesNotContain(client.secret());
        }
    }

    @Test
    void a_client_that_changes_to_it_gets_a_new_secret() {
        TestClient client = ACME.client("hmac5");
        String secret = ACME.apiPatch("clients/hmac5", "{\"tokenEndpointAuthMethod\":\"client_secret_jwt\"}")
                .get("clientSecret");
        assertThat(secret).isNotEmpty().isNotEqualTo(client.secret());
        assertThat(present(assertion("hmac5", secret, JWSAlgorithm.HS256)).status())
                .isEqualTo(200);
        assertThat(present(assertion("hmac5", client.secret(), JWSAlgorithm.HS256))
                        .status())
                .isEqualTo(401);
    }
}
