package io.lightwave.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Every kind of token at every door (threats T15)")
class TokenKindsTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestClient BILLING = ACME.client("billing");
    static final TestClient SHOP = ACME.client("shop", "billing");
    static final TestClient LOCKED = ACME.client("locked");
    static final TestWorkload PAYMENTS = ACME.workload("payments", "billing");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    enum Kind {
        CLIENT_TOKEN_FOR_ISSUER,
        CLIENT_TOKEN_FOR_SERVICE,
        CLIENT_TOKEN_FOR_ITSELF,
        WORKLOAD_TOKEN_FOR_ISSUER,
        WORKLOAD_TOKEN_FOR_SERVICE,
        ID_TOKEN_ES256,
        ID_TOKEN_RS256,
        LOGOUT_TOKEN,
        ACCESS_TOKEN_BY_RS256_CLAIMS_AS_ID_TOKEN,
        PLATFORM_TOKEN,
        NOTHING_LIKE_A_TOKEN;

        String token() {
            return switch (this) {
                case CLIENT_TOKEN_FOR_ISSUER -> SHOP.fetchesToken().accessToken();
                case CLIENT_TOKEN_FOR_SERVICE ->
                    SHOP.fetchesToken("resource", "billing").accessToken();
                case CLIENT_TOKEN_FOR_ITSELF ->
                    SHOP.fetchesToken("resource", "shop").accessToken();
                case WORKLOAD_TOKEN_FOR_ISSUER -> PAYMENTS.fetchesToken().accessToken();
                case WORKLOAD_TOKEN_FOR_SERVICE ->
                    PAYMENTS.fetchesToken("resource", "billing").accessToken();
                case ID_TOKEN_ES256 -> sign(Algorithm.ES256, "JWT");
                case ID_TOKEN_RS256 -> sign(Algorithm.RS256, "JWT");
                case LOGOUT_TOKEN -> sign(Algorithm.ES256, "logout+jwt");
                case ACCESS_TOKEN_BY_RS256_CLAIMS_AS_ID_TOKEN ->
                    resign(SHOP.fetchesToken().claims().toJSONObject());
                case PLATFORM_TOKEN -> "platform:payments";
                case NOTHING_LIKE_A_TOKEN -> "nothing";
            };
        }

        boolean isAccessToken() {
            return name().startsWith("CLIENT_TOKEN") || name().startsWith("WORKLOAD_TOKEN");
        }

        boolean isForIssuer() {
            return name().endsWith("FOR_ISSUER");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void our_own_endpoints_take_an_access_token_for_the_issuer_only(Kind kind) {
        var verification = SERVER.bean(AccessTokens.class).verify(ACME.id(), kind.token());
        assertThat(verification instanceof AccessTokens.Verification.Valid).isEqualTo(kind.isForIssuer());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothing_but_an_access_token_is_verified_as_one(Kind kind) {
        var verification = SERVER.bean(AccessTokenVerifier.class).verify(ACME.id(), kind.token());
        assertThat(verification instanceof Verification.Valid).isEqualTo(kind.isAccessToken());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void introspection_sees_an_access_token_that_is_for_who_asks_only(Kind kind) {
        boolean sees = kind == Kind.CLIENT_TOKEN_FOR_SERVICE || kind == Kind.WORKLOAD_TOKEN_FOR_SERVICE;
        assertThat(BILLING.introspects(kind.token()).text().contains("\"active\":true"))
                .isEqualTo(sees);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void introspection_takes_an_access_token_for_the_issuer_as_the_bearers_own(Kind kind) {
        Answer answer = SERVER.perform(
                ACME.form("/oauth2/introspect", "token", "x").header("Authorization", "Bearer " + kind.token()));
        assertThat(answer.status()).isEqualTo(kind.isForIssuer() ? 200 : 401);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_token_endpoint_takes_none_of_ours_as_a_client_assertion(Kind kind) {
        Answer answer = ACME.post(
                "/oauth2/token",
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                TestWorkload.JWT_BEARER,
                "client_assertion",
                kind.token());
        assertThat(answer.status()).isEqualTo(kind == Kind.PLATFORM_TOKEN ? 200 : 401);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_token_endpoint_exchanges_none_of_ours(Kind kind) {
        Answer answer = ACME.post(
                "/oauth2/token",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
                "subject_token",
                kind.token());
        assertThat(answer.status()).isEqualTo(kind == Kind.PLATFORM_TOKEN ? 200 : 401);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void none_is_a_client_secret(Kind kind) {
        assertThat(new TestClient(ACME, LOCKED.id(), "locked", kind.token())
                        .fetchesToken()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_token_says_the_same_at_introspection_and_in_itself() throws Exception {
        String token = SHOP.fetchesToken("resource", "billing").accessToken();
        Answer seen = BILLING.introspects(token);
        var claims = Answer.claims(token);
        assertThat(seen.get("sub")).isEqualTo(claims.getSubject());
        assertThat(seen.get("jti")).isEqualTo(claims.getJWTID());
        assertThat(seen.get("aud")).isEqualTo(claims.getAudience().getFirst());
        assertThat(seen.get("client_id")).isEqualTo(claims.getStringClaim("client_id"));
    }

    private static String sign(Algorithm algorithm, String type) {
        return SERVER.bean(SigningKeys.class)
                .sign(
                        ACME.id(),
                        algorithm,
                        type,
                        new JwtClaims()
                                .with("iss", ACME.issuer())
                                .with("sub", "shop")
                                .with("aud", "billing")
                                .with("exp", SERVER.clock().instant().plusSeconds(60))
                                .with("iat", SERVER.clock().instant()));
    }

    private static String resign(Map<String, Object> claims) {
        var copy = new JwtClaims();
        claims.forEach((name, value) -> {
            if (value instanceof Number number) {
                copy.with(name, number.longValue());
            } else {
                copy.with(name, String.valueOf(value));
            }
        });
        return SERVER.bean(SigningKeys.class).sign(ACME.id(), Algorithm.RS256, "JWT", copy);
    }
}
