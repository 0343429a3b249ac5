package io.lightwave.token.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FAPI 2.0 Security Profile (final), of clients that are registered for it")
class FapiProfileTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final RSAKey RSA = rsa();
    static final ECKey P256 = ec(Curve.P_256);

    @BeforeAll
    static void register() {
        ACME.clientOf(registration("bank", ""));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String registration(String clientId, String more) {
        return """
                {"clientId":"%s","securityProfile":"fapi2","tokenEndpointAuthMethod":"private_key_jwt",
                 "grantTypes":["authorization_code","client_credentials"],"redirectUris":["https://bank.example/callback"],
                 "dpopBoundAccessTokens":true,"jwks":{"keys":[%s]}%s}""".formatted(clientId, RSA.toPublicJWK().toJSONString(), more);
    }

    static String sign(JWSHeader header, JWK key, Map<String, Object> claims) {
        try {
            var jwt = new JWSObject(header, new Payload(claims));
            jwt.sign(key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String assertion(JWSAlgorithm algorithm, Object audience) {
        Map<String, Object> claims = Map.of(
                "iss",
                "bank",
                "sub",
                "bank",
                "aud",
                audience,
                "jti",
                UUID.randomUUID().toString(),
                "exp",
                SERVER.clock().instant().getEpochSecond() + 60);
        return sign(new JWSHeader.Builder(algorithm).keyID("rsa").build(), RSA, claims);
    }

    static String proof(String address, JWSAlgorithm algorithm, JWK key) {
        Map<String, Object> claims = Map.of(
                "htm",
                "POST",
                "htu",
                ACME.issuer() + address,
                "iat",
                SERVER.clock().instant().getEpochSecond(),
                "jti",
                UUID.randomUUID().toString());
        return sign(
                new JWSHeader.Builder(algorithm)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                key,
                claims);
    }

    static Answer asks(String assertion, String proof) {
        return SERVER.perform(ACME.form(
                        "/oauth2/token",
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        assertion)
                .header("DPoP", proof));
    }

    static String goodProof() {
        return proof("/oauth2/token", JWSAlgorithm.ES256, P256);
    }

    @Test
    void a_client_that_keeps_to_it_gets_bound_tokens() {
        Answer answer = asks(assertion(JWSAlgorithm.PS256, ACME.issuer()), goodProof());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("token_type")).isEqualTo("DPoP");
    }

    @Test
    void the_issuer_as_a_text_is_the_only_audience_of_its_assertions() {
        assertThat(asks(assertion(JWSAlgorithm.PS256, List.of(ACME.issuer())), goodProof())
                        .get("error"))
                .isEqualTo("invalid_client");
        assertThat(asks(assertion(JWSAlgorithm.PS256, ACME.issuer() + "/oauth2/token"), goodProof())
                        .get("error"))
                .isEqualTo("invalid_client");
    }

    @Test
    void rs256_and_the_longer_curves_are_not_among_its_algorithms() {
        assertThat(asks(assertion(JWSAlgorithm.RS256, ACME.issuer()), goodProof())
                        .get("error"))
                .isEqualTo("invalid_client");
        assertThat(asks(
                                assertion(JWSAlgorithm.PS256, ACME.issuer()),
                                proof("/oauth2/token", JWSAlgorithm.ES384, ec(Curve.P_384)))
                        .get("error"))
                .isEqualTo("invalid_dpop_proof");
    }

    @Test
    void its_id_tokens_are_signed_by_ps256_unless_registered_otherwise() {
        Answer client = ACME.apiGet("clients/bank");
        assertThat(client.get("idTokenSignedResponseAlg")).isEqualTo("PS256");
        assertThat(client.json().path("requirePushedAuthorizationRequests").booleanValue())
                .isTrue();
    }

    static Answer pushes(String... more) {
        List<String> usual = List.of(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion(JWSAlgorithm.PS256, ACME.issuer()),
                "response_type",
                "code",
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                "code_challenge_method",
                "S256");
        return SERVER.perform(ACME.form(
                "/oauth2/par", Stream.concat(usual.stream(), Stream.of(more)).toArray(String[]::new)));
    }

    @Test
    void its_requests_are_pushed() {
        Answer pushed = pushes("redirect_uri", "https://bank.example/callback", "scope", "openid");
        assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
        assertThat(pushed.json().path("expires_in").intValue()).isLessThanOrEqualTo(90);
    }

    @Test
    void they_name_their_redirect_uri_even_where_no_id_token_is_asked_for() {
        Answer refused = pushes();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.get("error")).isEqualTo("invalid_request");
        assertThat(pushes("redirect_uri", "https://bank.example/callback").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokenEndpointAuthMethod|\"tokenEndpointAuthMethod\":\"client_secret_basic\"",
                "requirePushedAuthorizationRequests|\"requirePushedAuthorizationRequests\":false",
                "requirePkce|\"requirePkce\":false",
                "dpopBoundAccessTokens|\"dpopBoundAccessTokens\":false",
                "idTokenSignedResponseAlg|\"idTokenSignedResponseAlg\":\"RS256\"",
                "securityProfile|\"securityProfile\":\"fapi9\""
            })
    void what_it_does_not_allow_is_not_registered(String field, String change) {
        ACME.clientOf(registration("strict" + field.toLowerCase(java.util.Locale.ROOT), ""));
        Answer answer = ACME.apiPatch("clients/strict" + field.toLowerCase(java.util.Locale.ROOT), "{" + change + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.toString()).contains(field);
    }
}
