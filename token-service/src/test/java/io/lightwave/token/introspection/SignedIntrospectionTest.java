package io.lightwave.token.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 9701 Signed introspection answers")
class SignedIntrospectionTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient LEDGER = ACME.clientOf("""
            {"clientId":"ledger","introspectionSignedResponseAlg":"ES256"}""");
    static final TestClient SHOP = ACME.client("shop", "billing", "ledger");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer asks(TestClient client, String token, String accept) {
        return SERVER.perform(ACME.form("/oauth2/introspect", "token", token)
                .header("Authorization", TestClient.basic(client.clientId(), client.secret()))
                .header("Accept", accept));
    }

    static JWKSet keys() throws Exception {
        return JWKSet.parse(ACME.get("/oauth2/jwks").text());
    }

    @Test
    void are_for_who_asks_for_them_by_rs256() throws Exception {
        String token = SHOP.fetchesToken("resource", "billing").accessToken();
        Answer answer = asks(BILLING, token, "application/token-introspection+jwt");
        assertThat(answer.header("Content-Type")).hasValue("application/token-introspection+jwt");
        SignedJWT jwt = SignedJWT.parse(answer.text());
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("token-introspection+jwt");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(jwt.verify(new RSASSAVerifier(
                        keys().getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(ACME.issuer());
        assertThat(claims.getAudience()).containsExactly("billing");
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(SERVER.clock().instant()));
        assertThat(claims.getJSONObjectClaim("token_introspection"))
                .containsEntry("active", true)
                .containsEntry("sub", "shop");
        assertThat(claims.getSubject()).as("it is no token itself (§8.1)").isNull();
        assertThat(claims.getExpirationTime()).isNull();
    }

    @Test
    void or_by_the_algorithm_that_it_is_registered_for() throws Exception {
        String token = SHOP.fetchesToken("resource", "ledger").accessToken();
        SignedJWT jwt = SignedJWT.parse(asks(LEDGER, token, "application/token-introspection+jwt, application/json")
                .text());
        assertThat(jwt.verify(new ECDSAVerifier(
                        keys().getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
                .isTrue();
    }

    @Test
    void say_no_more_of_a_token_that_is_not_good_than_that() throws Exception {
        SignedJWT jwt = SignedJWT.parse(
                asks(BILLING, "nonsense", "application/token-introspection+jwt").text());
        assertThat(jwt.getJWTClaimsSet().getJSONObjectClaim("token_introspection"))
                .isEqualTo(Map.of("active", false));
    }

    @Test
    void are_not_for_who_takes_anything() {
        String token = SHOP.fetchesToken("resource", "ledger").accessToken();
        for (String accept : new String[] {"*/*", "application/json", "application/*"}) {
            assertThat(asks(LEDGER, token, accept).text()).startsWith("{\"active\":true");
        }
    }
}
