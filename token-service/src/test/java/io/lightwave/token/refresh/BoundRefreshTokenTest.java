package io.lightwave.token.refresh;

import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import java.net.URI;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 9449 §5 a public client's refresh token is bound to its key")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundRefreshTokenTest {
    static final URI TOKEN = URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token");

    Acme acme;
    ECKey key;

    @BeforeAll
    void start() throws JOSEException {
        acme = Acme.start();
        key = new ECKeyGenerator(Curve.P_256).generate();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    String proof(ECKey by) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType("dpop+jwt"))
                            .jwk(by.toPublicJWK())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .claim("htm", "POST")
                            .claim("htu", TOKEN.toString())
                            .issueTime(Date.from(acme.clock().instant()))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new ECDSASigner(by));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Browser.Answer ask(Map<String, String> form, Map<String, String> headers) {
        return acme.browser().post(TOKEN, form, headers);
    }

    JsonNode signIn() {
        String code = Acme.code(acme.browser(), request("app", Map.of("scope", "openid offline_access")));
        Browser.Answer answer = ask(acme.exchange("app", code), Map.of("DPoP", proof(key)));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return acme.json(answer.body());
    }

    @Test
    void and_stays_the_same_when_it_is_used_with_it() {
        JsonNode tokens = signIn();
        assertThat(tokens.path("token_type").stringValue()).isEqualTo("DPoP");
        String refreshToken = tokens.path("refresh_token").stringValue();
        for (int i = 0; i < 2; i++) {
            Browser.Answer refreshed = ask(acme.refresh("app", refreshToken), Map.of("DPoP", proof(key)));
            assertThat(refreshed.status()).as(refreshed.toString()).isEqualTo(200);
            assertThat(acme.json(refreshed.body()).has("refresh_token")).isFalse();
            assertThat(acme.json(refreshed.body()).path("token_type").stringValue())
                    .isEqualTo("DPoP");
        }
    }

    @Test
    void and_is_nothing_without_it_or_with_another() throws JOSEException {
        String refreshToken = signIn().path("refresh_token").stringValue();
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();
        for (Map<String, String> headers :
                java.util.List.<Map<String, String>>of(Map.of(), Map.of("DPoP", proof(other)))) {
            Browser.Answer refused = ask(acme.refresh("app", refreshToken), headers);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(acme.json(refused.body()).path("error").stringValue()).isEqualTo("invalid_grant");
        }
        assertThat(ask(acme.refresh("app", refreshToken), Map.of("DPoP", proof(key)))
                        .status())
                .isEqualTo(200);
    }
}
