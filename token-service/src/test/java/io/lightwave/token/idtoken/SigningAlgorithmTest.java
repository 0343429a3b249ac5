package io.lightwave.token.idtoken;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@DisplayName("RFC 7518 §3.1, RFC 8037 ID tokens by the algorithm that the client is registered for")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigningAlgorithmTest {
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410 §4

    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start();
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, SHA-256",
        "PS256, SHA-256",
        "ES256, SHA-256",
        "ES384, SHA-384",
        "ES512, SHA-512",
        "EdDSA, SHA-512"
    })
    void whose_hash_is_the_access_token_s_too(String algorithm, String hash) throws Exception {
        String clientId = "by-" + algorithm;
        acme.client(ACME, """
                {"clientId":"%s","redirectUris":["%s"],"tokenEndpointAuthMethod":"none",
                 "idTokenSignedResponseAlg":"%s"}""".formatted(clientId, Acme.APP, algorithm));
        String code = Acme.code(acme.browser(), Acme.request("app", Map.of("client_id", clientId)));
        var tokens = acme.tokens(acme.exchange(clientId, code));
        String idToken = tokens.path("id_token").stringValue();
        SignedJWT jwt = SignedJWT.parse(idToken);
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(isSigned(jwt, published(jwt.getHeader().getKeyID()))).isTrue();

        byte[] digest = MessageDigest.getInstance(hash)
                .digest(tokens.path("access_token").stringValue().getBytes(StandardCharsets.US_ASCII));
        assertThat(jwt.getJWTClaimsSet().getStringClaim("at_hash"))
                .isEqualTo(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOf(digest, digest.length / 2)));
    }

    @Nested
    @DisplayName("RFC 9964 ML-DSA, where the tenant's token policy has mlDsa")
    class MlDsa {
        private static final Map<String, String> HEADERS = Map.of( // RFC 9881 §4
                "ML-DSA-44", "30820532300b06096086480165030403110382052100",
                "ML-DSA-65", "308207b2300b0609608648016503040312038207a100",
                "ML-DSA-87", "30820a32300b060960864801650304031303820a2100");

        @BeforeEach
        void switchOn() {
            set(true);
        }

        private void set(boolean on) {
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    "/api/v1/tenants/acme.example/policies/token",
                                    "application/merge-patch+json",
                                    "{\"mlDsa\":%s}".formatted(on))
                            .status())
                    .isEqualTo(200);
        }

        private Browser.Answer register(String clientId, String field, String algorithm) {
            return acme.browser()
                    .send("POST", "/api/v1/tenants/acme.example/clients", "application/json", """
                    {"clientId":"%s","redirectUris":["%s"],"postLogoutRedirectUris":["%s"],
                     "tokenEndpointAuthMethod":"none","%s":"%s"}""".formatted(
                                    clientId, Acme.APP, Acme.APP, field, algorithm));
        }

        private String metadata() {
            return acme.browser()
                    .get("/t/acme.example/.well-known/openid-configuration")
                    .body();
        }

        @ParameterizedTest
        @ValueSource(strings = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"})
        void signs_id_tokens_by_a_key_of_the_type_akp(String algorithm) throws Exception {
            String clientId = "by-" + algorithm;
            assertThat(register(clientId, "idTokenSignedResponseAlg", algorithm).status())
                    .isEqualTo(201);
            String code = Acme.code(acme.browser(), Acme.request("app", Map.of("client_id", clientId)));
            var tokens = acme.tokens(acme.exchange(clientId, code));
            String idToken = tokens.path("id_token").stringValue();
            String[] parts = idToken.split("[.]", -1);
            JsonNode header = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[0]));
            assertThat(header.path("alg").stringValue()).isEqualTo(algorithm);
            JsonNode key = key(header.path("kid").stringValue());
            assertThat(key.propertyNames()).containsExactlyInAnyOrder("alg", "kty", "pub", "kid", "use");
            assertThat(key.path("kty").stringValue()).isEqualTo("AKP");
            assertThat(key.path("alg").stringValue()).isEqualTo(algorithm);
            String thumbprinted = "{\"alg\":\"%s\",\"kty\":\"AKP\",\"pub\":\"%s\"}"
                    .formatted(algorithm, key.path("pub").stringValue());
            assertThat(key.path("kid").stringValue())
                    .as("RFC 9964 §6")
                    .isEqualTo(base64Url(MessageDigest.getInstance("SHA-256")
                            .digest(thumbprinted.getBytes(StandardCharsets.US_ASCII))));
            byte[] pub = Base64.getUrlDecoder().decode(key.path("pub").stringValue());
            byte[] prefix = HexFormat.of().parseHex(HEADERS.get(algorithm));
            byte[] encoded = Arrays.copyOf(prefix, prefix.length + pub.length);
            System.arraycopy(pub, 0, encoded, prefix.length, pub.length);
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(
                    KeyFactory.getInstance(algorithm, "SUN").generatePublic(new X509EncodedKeySpec(encoded)));
            signature.update((parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII));
            assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2])))
                    .isTrue();

            byte[] digest = MessageDigest.getInstance("SHAKE256-512")
                    .digest(tokens.path("access_token").stringValue().getBytes(StandardCharsets.US_ASCII));
            JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
            assertThat(claims.path("at_hash").stringValue()).isEqualTo(base64Url(Arrays.copyOf(digest, 32)));
            var signedOut = acme.browser()
                    .get("/t/acme.example/oauth2/logout?id_token_hint=" + idToken + "&post_logout_redirect_uri="
                            + Acme.APP);
            assertThat(signedOut.location()).as("we know it again").hasToString(Acme.APP);
        }

        @Test
        void is_offered_by_the_metadata() {
            assertThat(metadata()).contains("\"EdDSA\",\"ES384\",\"ES512\",\"ML-DSA-44\",\"ML-DSA-65\",\"ML-DSA-87\"]");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "idTokenSignedResponseAlg",
                    "userinfoSignedResponseAlg",
                    "authorizationSignedResponseAlg",
                    "introspectionSignedResponseAlg"
                })
        void is_refused_and_not_offered_where_it_is_off(String field) {
            set(false);
            var answer = register("off-" + field.toLowerCase(Locale.ROOT), field, "ML-DSA-65");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "mlDsa");
            assertThat(metadata()).doesNotContain("ML-DSA");
        }

        private JsonNode key(String kid) {
            return new ObjectMapper()
                    .readTree(acme.browser().get("/t/acme.example/oauth2/jwks").body())
                    .path("keys")
                    .valueStream()
                    .filter(found -> found.path("kid").stringValue().equals(kid))
                    .findFirst()
                    .orElseThrow();
        }

        private static String base64Url(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    private JWK published(String kid) throws Exception {
        String keySet = acme.browser().get("/t/acme.example/oauth2/jwks").body();
        return JWKSet.parse(keySet).getKeyByKeyId(kid);
    }

    private static boolean isSigned(SignedJWT jwt, JWK key) throws Exception {
        return switch (key.getKeyType().getValue()) {
            case "RSA" -> jwt.verify(new RSASSAVerifier(key.toRSAKey()));
            case "EC" -> jwt.verify(new ECDSAVerifier(key.toECKey()));
            default -> {
                byte[] x = key.toOctetKeyPair().getDecodedX();
                byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + x.length);
                System.arraycopy(x, 0, encoded, ED25519.length, x.length);
                Signature signature = Signature.getInstance("Ed25519", "SunEC");
                signature.initVerify(
                        KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(new X509EncodedKeySpec(encoded)));
                signature.update(jwt.getSigningInput());
                yield signature.verify(jwt.getSignature().decode());
            }
        };
    }
}
