package io.lightwave.workload.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.lightwave.directory.CryptoProviders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    static {
        CryptoProviders.install(); // as the server does
    }

    private static KeySet set(JWK... keys) {
        var json = new StringBuilder();
        for (JWK key : keys) {
            json.append(json.isEmpty() ? "" : ",").append(key.toPublicJWK().toJSONString());
        }
        return KeySet.parse("{\"keys\":[%s]}".formatted(json).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean verifies(KeySet keys, JWSAlgorithm algorithm, JWSSigner signer, @Nullable String keyId)
            throws Exception {
        var token = new JWSObject(new JWSHeader.Builder(algorithm).keyID(keyId).build(), new Payload("content"));
        token.sign(signer);
        return keys.verify(
                SignatureAlgorithm.of(algorithm.getName()).orElseThrow(),
                Optional.ofNullable(keyId),
                token.getSigningInput(),
                token.getSignature().decode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void verifies_rsa(String algorithm) throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
        assertThat(verifies(set(key), JWSAlgorithm.parse(algorithm), new RSASSASigner(key), "k"))
                .isTrue();
        RSAKey other = new RSAKeyGenerator(2048).keyID("k").generate();
        assertThat(verifies(set(other), JWSAlgorithm.parse(algorithm), new RSASSASigner(key), "k"))
                .isFalse();
    }

    @Test
    void verifies_elliptic_curves() throws Exception {
        ECKey small = new ECKeyGenerator(Curve.P_256).keyID("small").generate();
        ECKey large = new ECKeyGenerator(Curve.P_384).keyID("large").generate();
        ECKey largest = new ECKeyGenerator(Curve.P_521).keyID("largest").generate();
        var keys = set(small, large, largest);
        assertThat(verifies(keys, JWSAlgorithm.ES256, new ECDSASigner(small), "small"))
                .isTrue();
        assertThat(verifies(keys, JWSAlgorithm.ES384, new ECDSASigner(large), "large"))
                .isTrue();
        assertThat(verifies(keys, JWSAlgorithm.ES512, new ECDSASigner(largest), "largest"))
                .isTrue();
        assertThat(keys.has(SignatureAlgorithm.ES256, Optional.of("large"))).isFalse();
    }

    /// RFC 8037 appendix A.4.
    @Test
    void verifies_ed25519() {
        var keys = KeySet.parse("""
                {"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""".getBytes(StandardCharsets.UTF_8));
        byte[] signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Base64.getUrlDecoder()
                .decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
        assertThat(keys.verify(SignatureAlgorithm.EdDSA, Optional.empty(), signed, signature))
                .isTrue();
        signature[0] ^= 1;
        assertThat(keys.verify(SignatureAlgorithm.EdDSA, Optional.empty(), signed, signature))
                .isFalse();
    }

    /// RFC 9864 §2.2, appendix A.1.
    @Test
    void knows_ed25519_by_both_its_names() {
        assertThat(SignatureAlgorithm.of("Ed25519")).contains(SignatureAlgorithm.EdDSA);
        for (String name : new String[] {"EdDSA", "Ed25519"}) {
            var keys = KeySet.parse("""
                    {"keys":[{"kty":"OKP","crv":"Ed25519","alg":"%s","kid":"k",
                      "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""".formatted(name).getBytes(StandardCharsets.UTF_8));
            assertThat(keys.has(SignatureAlgorithm.EdDSA, Optional.of("k")))
                    .as(name)
                    .isTrue();
        }
        assertThat(SignatureAlgorithm.of("Ed448")).isEmpty();
    }

    @Test
    void a_key_is_for_its_own_algorithm_and_use_only() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048)
                .keyID("k")
                .algorithm(JWSAlgorithm.RS256)
                .generate();
        assertThat(set(key).has(SignatureAlgorithm.RS256, Optional.of("k"))).isTrue();
        assertThat(set(key).has(SignatureAlgorithm.PS256, Optional.of("k"))).isFalse();
        RSAKey forEncryption =
                new RSAKeyGenerator(2048).keyUse(KeyUse.ENCRYPTION).generate();
        assertThatIllegalArgumentException().isThrownBy(() -> set(forEncryption));
    }

    @Test
    void without_a_kid_there_must_be_one_key_only_that_fits() throws Exception {
        ECKey one = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
        ECKey two = new ECKeyGenerator(Curve.P_256).keyID("2").generate();
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("3").generate();
        assertThat(verifies(set(one, rsa), JWSAlgorithm.ES256, new ECDSASigner(one), null))
                .isTrue();
        assertThat(verifies(set(one, two), JWSAlgorithm.ES256, new ECDSASigner(one), null))
                .isFalse();
    }

    @Test
    void weak_huge_and_unknown_keys_are_left_out() throws Exception {
        RSAKey weak = new RSAKeyGenerator(1024, true).generate();
        assertThatIllegalArgumentException().isThrownBy(() -> set(weak));
        ECKey good = new ECKeyGenerator(Curve.P_256).keyID("good").generate();
        assertThat(set(weak, good).has(SignatureAlgorithm.ES256, Optional.of("good")))
                .isTrue();
        String huge = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(1024));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeySet.parse("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}]}"
                        .formatted(huge)
                        .getBytes(StandardCharsets.UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeySet.parse(
                        "{\"keys\":[{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}]}".getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }
}
