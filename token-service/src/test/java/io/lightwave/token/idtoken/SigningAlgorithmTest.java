package io.lightwave.token.idtoken;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.browser.Acme;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
