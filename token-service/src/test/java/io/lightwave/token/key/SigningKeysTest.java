package io.lightwave.token.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.lightwave.directory.TenantId;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SigningKeysTest {
    static final TenantId ACME = new TenantId("acme.example");
    static final TenantId OTHER = new TenantId("other.example");
    static final SecureRandom RANDOM = new SecureRandom();
    static final SigningKey EC = SigningKey.generate(Algorithm.ES256, KeyState.ACTIVE, RANDOM);
    static final SigningKey RSA = SigningKey.generate(Algorithm.RS256, KeyState.ACTIVE, RANDOM);
    static final List<SigningKey> OTHERS = Stream.of(Algorithm.PS256, Algorithm.ES384, Algorithm.ES512)
            .map(algorithm -> SigningKey.generate(algorithm, KeyState.ACTIVE, RANDOM))
            .toList();

    final Map<TenantId, KeyRing> rings = new HashMap<>(Map.of(
            ACME,
            new KeyRing(Stream.concat(Stream.of(EC, RSA), OTHERS.stream()).toList()),
            OTHER,
            new KeyRing(List.of(SigningKey.generate(Algorithm.ES256, KeyState.ACTIVE, RANDOM)))));
    final SigningKeys keys = new SigningKeys(tenant -> Optional.ofNullable(rings.get(tenant)));

    @Nested
    @DisplayName("RFC 7515 Signing")
    class Signing {

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"EdDSA", "RSA_OAEP_256", "ECDH_ES", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"}) // unknown there
        void another_library_verifies_the_signature_by_the_published_key_set(Algorithm algorithm)
                throws ParseException, JOSEException {
            var token = JWSObject.parse(keys.sign(ACME, algorithm, "JWT", new JwtClaims().with("sub", "älice")));
            var published =
                    JWKSet.parse(new String(keys.ring(ACME).orElseThrow().keySet(), UTF_8));
            var key = published.getKeyByKeyId(token.getHeader().getKeyID());
            assertThat(token.verify(
                            algorithm.name().startsWith("ES")
                                    ? new ECDSAVerifier(key.toECKey())
                                    : new RSASSAVerifier(key.toRSAKey())))
                    .isTrue();
            assertThat(token.getPayload().toJSONObject()).containsExactly(Map.entry("sub", "älice"));
            assertThat(token.getHeader().toJSONObject())
                    .containsOnlyKeys("kid", "typ", "alg")
                    .containsEntry("alg", algorithm.name())
                    .containsEntry("typ", "JWT");
        }

        @Test
        void what_was_signed_is_verified_under_its_type_only() {
            String token = keys.sign(ACME, Algorithm.ES256, "at+jwt", new JwtClaims().with("n", 1));
            assertThat(keys.verify(ACME, "at+jwt", token))
                    .hasValueSatisfying(
                            payload -> assertThat(payload).asString(UTF_8).isEqualTo("{\"n\":1}"));
            assertThat(keys.verify(ACME, "JWT", token)).isEmpty();
            assertThat(keys.verify(ACME, "AT+JWT", token)).isEmpty();
            String other = keys.sign(ACME, Algorithm.ES256, "JWT", new JwtClaims().with("n", 1));
            assertThat(keys.verify(ACME, "at+jwt", other)).isEmpty();
        }

        @Test
        void another_tenants_token_is_nobodys_here() {
            String token = keys.sign(OTHER, Algorithm.ES256, "at+jwt", new JwtClaims().with("n", 1));
            assertThat(keys.verify(OTHER, "at+jwt", token)).isPresent();
            assertThat(keys.verify(ACME, "at+jwt", token)).isEmpty();
            assertThat(keys.verify(new TenantId("unknown.example"), "at+jwt", token))
                    .isEmpty();
        }

        @Test
        void without_an_active_key_nothing_is_signed() {
            assertThatThrownBy(() -> keys.sign(OTHER, Algorithm.RS256, "JWT", new JwtClaims()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    @DisplayName("The life of a key")
    class Life {

        @ParameterizedTest
        @EnumSource(KeyState.class)
        void it_is_seen_and_believed_from_published_to_draining_and_signs_while_active(KeyState state)
                throws ParseException {
            String token = keys.sign(ACME, Algorithm.ES256, "JWT", new JwtClaims().with("n", 1));
            assertThat(keys.verify(ACME, "JWT", token)).isPresent();
            var moved = SigningKey.read(Algorithm.ES256, state, EC.encodedPrivateKey(), EC.encodedPublicKey());
            rings.put(ACME, new KeyRing(List.of(moved)));

            boolean believed = List.of(KeyState.PUBLISHED, KeyState.ACTIVE, KeyState.DRAINING)
                    .contains(state);
            assertThat(keys.verify(ACME, "JWT", token).isPresent())
                    .as("a signature found good before is not enough")
                    .isEqualTo(believed);
            assertThat(JWKSet.parse(new String(keys.ring(ACME).orElseThrow().keySet(), UTF_8))
                            .size())
                    .isEqualTo(believed ? 1 : 0);
            assertThat(keys.ring(ACME).orElseThrow().active(Algorithm.ES256).isPresent())
                    .isEqualTo(state == KeyState.ACTIVE);
        }
    }

    @Nested
    @DisplayName("RFC 7517 The key set")
    class KeySet {

        @Test
        void every_key_has_kid_alg_and_use_and_nothing_private() throws ParseException, JOSEException {
            var published =
                    JWKSet.parse(new String(keys.ring(ACME).orElseThrow().keySet(), UTF_8));
            assertThat(published.getKeys()).hasSize(5).allSatisfy(key -> {
                assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
                assertThat(key.getKeyUse().getValue()).isEqualTo("sig");
                assertThat(key.getAlgorithm().getName()).isIn("ES256", "RS256", "PS256", "ES384", "ES512");
                assertThat(key.isPrivate()).isFalse();
            });
            assertThat(new String(keys.ring(ACME).orElseThrow().keySet(), UTF_8))
                    .doesNotContain("\"d\"");
        }
    }

    @Nested
    @DisplayName("RFC 8725 Hostile tokens")
    class Hostile {

        static Stream<Arguments> tokens() throws JOSEException {
            String good = EC.sign("at+jwt", "{\"n\":1}".getBytes(UTF_8));
            String[] part = good.split("[.]", -1);
            var foreign = new ECKeyGenerator(Curve.P_256).generate();
            var foreignRsa = new RSAKeyGenerator(2048).generate();
            byte[] publicKey = EC.encodedPublicKey();
            return Stream.of(
                    Arguments.of("alg none", encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + part[1] + "."),
                    Arguments.of("signature cut off", part[0] + "." + part[1] + "."),
                    Arguments.of("two parts", part[0] + "." + part[1]),
                    Arguments.of("four parts", good + "." + part[2]),
                    Arguments.of("five parts", good + ".a.b"),
                    Arguments.of("header only", part[0] + "."),
                    Arguments.of("empty", ""),
                    Arguments.of("dots", ".."),
                    Arguments.of("another payload", part[0] + "." + encode("{\"n\":2}") + "." + part[2]),
                    Arguments.of("zero signature", part[0] + "." + part[1] + "." + encode(new byte[64])),
                    Arguments.of(
                            "signature in DER",
                            part[0] + "." + part[1] + "." + encode(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1})),
                    Arguments.of("signature too long", part[0] + "." + part[1] + "." + part[2] + "AAAA"),
                    Arguments.of("stray bits at the end", good.substring(0, good.length() - 1) + bump(good)),
                    Arguments.of("padded", good + "=="),
                    Arguments.of("line feed", good + "\n"),
                    Arguments.of("not ASCII", part[0] + "." + part[1] + "." + part[2].replace(part[2].charAt(0), 'é')),
                    Arguments.of(
                            "HMAC with the public key", signed(JWSAlgorithm.HS256, EC.kid(), new MACSigner(publicKey))),
                    Arguments.of(
                            "another key under our kid",
                            signed(JWSAlgorithm.ES256, EC.kid(), new ECDSASigner(foreign))),
                    Arguments.of(
                            "RSA under the EC key's kid",
                            signed(JWSAlgorithm.RS256, EC.kid(), new RSASSASigner(foreignRsa))),
                    Arguments.of("its own key in the header", selfContained(foreign)),
                    Arguments.of(
                            "signed with the tenant's other key, claiming this one",
                            part[0] + "." + part[1] + "."
                                    + RSA.sign("at+jwt", "{\"n\":1}".getBytes(UTF_8))
                                            .split("[.]", -1)[2]),
                    Arguments.of("a megabyte", part[0] + "." + "A".repeat(1 << 20) + "." + part[2]));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("tokens")
        void are_not_verified(String what, String token) {
            assertThat(keys.verify(ACME, "at+jwt", token)).as(what).isEmpty();
        }

        private static String bump(String token) {
            char last = token.charAt(token.length() - 1);
            return String.valueOf((char) (last == 'z' || last == 'Z' || last == '9' ? last - 1 : last + 1));
        }

        private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner signer) throws JOSEException {
            var token = new JWSObject(
                    new JWSHeader.Builder(algorithm)
                            .keyID(kid)
                            .type(new JOSEObjectType("at+jwt"))
                            .build(),
                    new Payload("{\"n\":1}"));
            token.sign(signer);
            return token.serialize();
        }

        private static String selfContained(com.nimbusds.jose.jwk.ECKey key) throws JOSEException {
            var token = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .jwk(key.toPublicJWK())
                            .type(new JOSEObjectType("at+jwt"))
                            .build(),
                    new Payload("{\"n\":1}"));
            token.sign(new ECDSASigner(key));
            return token.serialize();
        }

        private static String encode(String json) {
            return encode(json.getBytes(UTF_8));
        }

        private static String encode(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    @Nested
    @DisplayName("RFC 8259 Claims")
    class Claims {

        @Test
        void are_escaped_so_that_no_value_breaks_out() throws ParseException {
            String hostile = "\"}\\\u0000\n\t\u2028\ud83d\ude00\ud800</script>";
            String json = new JwtClaims()
                    .with("a", hostile)
                    .with("b", List.of("\"", "ü"))
                    .with("c", List.of())
                    .with("d", true)
                    .toString();
            assertThat(com.nimbusds.jose.util.JSONObjectUtils.parse(json))
                    .containsEntry("a", hostile)
                    .containsEntry("b", List.of("\"", "ü"))
                    .containsEntry("c", List.of())
                    .containsEntry("d", true);
        }
    }
}
