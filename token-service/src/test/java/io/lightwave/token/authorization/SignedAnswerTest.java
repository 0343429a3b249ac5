package io.lightwave.token.authorization;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.Issuers;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("JWT Secured Authorization Response Mode for OAuth 2.0 (JARM)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedAnswerTest {
    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        acme.client(ACME, """
                {"clientId":"curve","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "authorizationSignedResponseAlg":"ES256"}""");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    static String response(Answer answer, String mode) {
        return switch (mode) {
            case "query.jwt", "jwt" -> {
                assertThat(answer.answerParameters()).containsOnlyKeys("response");
                yield answer.parameter("response");
            }
            case "fragment.jwt" -> {
                assertThat(answer.location().getQuery()).isNull();
                yield answer.location().getFragment().substring("response=".length());
            }
            default -> {
                assertThat(answer.form().fields()).containsOnlyKeys("response");
                yield answer.form().fields().getOrDefault("response", "");
            }
        };
    }

    SignedJWT verified(String response) throws ParseException, JOSEException {
        SignedJWT jwt = SignedJWT.parse(response);
        var keys =
                JWKSet.parse(new String(acme.bean(Issuers.class).keySet(ACME).orElseThrow(), StandardCharsets.UTF_8));
        JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
        var verifier =
                new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey());
        assertThat(jwt.verify(verifier)).isTrue();
        return jwt;
    }

    @ParameterizedTest
    @ValueSource(strings = {"query.jwt", "fragment.jwt", "form_post.jwt", "jwt"})
    void the_whole_answer_is_one_signed_jwt(String mode) throws Exception {
        Answer answer = authorize(alice, request("shop", Map.of("response_mode", mode)));
        SignedJWT jwt = verified(response(answer, mode));
        var claims = jwt.getJWTClaimsSet();
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(claims.getIssuer()).isEqualTo("https://localhost:8443/t/acme.example");
        assertThat(claims.getAudience()).containsExactly("shop");
        assertThat(claims.getExpirationTime().toInstant())
                .isAfter(acme.clock().instant())
                .isBeforeOrEqualTo(acme.clock().instant().plus(Duration.ofMinutes(10)));
        assertThat(claims.getStringClaim("state")).isEqualTo("af0ifjsldkj");
        assertThat(acme.tokens(acme.exchange("shop", claims.getStringClaim("code")))
                        .has("access_token"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"query.jwt", "fragment.jwt", "form_post.jwt", "jwt"})
    void so_is_an_error(String mode) throws Exception {
        Answer answer = authorize(alice, request("shop", Map.of("response_mode", mode, "scope", "x")));
        assertThat(verified(response(answer, mode)).getJWTClaimsSet().getStringClaim("error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void the_algorithm_is_the_registered_one() throws Exception {
        Answer answer = authorize(alice, request("shop", Map.of("client_id", "curve", "response_mode", "jwt")));
        assertThat(verified(answer.parameter("response"))
                        .getHeader()
                        .getAlgorithm()
                        .getName())
                .isEqualTo("ES256");
    }

    @Test
    @DisplayName("threat T15: it is no ID token")
    void it_is_no_id_token() {
        String response = authorize(alice, request("shop", Map.of("response_mode", "jwt")))
                .parameter("response");
        assertThat(authorize(alice, request("shop", Map.of("id_token_hint", response)))
                        .answerParameters())
                .containsEntry("error", "invalid_request");
    }
}
