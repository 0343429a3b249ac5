package io.lightwave.token.jws;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 8725: JWTs that others sign")
class ForeignJwtTest {
    static final ECKey KEY = key(Curve.P_256);

    static ECKey key(Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String jwt(String header, String claims) {
        return Base64URL.encode(header) + "." + Base64URL.encode(claims) + ".AAAA";
    }

    static String signed() throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder().issuer("me").build());
        jwt.sign(new ECDSASigner(KEY));
        return jwt.serialize();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"alg\":\"none\"} | {}",
                "{\"alg\":\"NONE\",\"crit\":[]} | {}",
                "{} | {}",
                "{\"alg\":1} | {}",
                "{\"alg\":\"ES256\",\"alg\":\"ES256\"} | {}",
                "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1} | {}",
                "{\"alg\":\"ES256\",\"b64\":false} | {}",
                "{\"alg\":\"ES256\",\"b64\":true} | {}",
                "[] | {}",
                "{\"alg\":\"ES256\"} | []",
                "{\"alg\":\"ES256\"} | x",
                "{\"alg\":\"ES256\"} | {} {}",
                "{\"alg\":\"ES256\"} | {\"iss\":\"a\",\"iss\":\"b\"}",
                "{\"alg\":\"ES256\"} | {\"iss\":1}",
                "{\"alg\":\"ES256\"} | {\"sub\":[\"a\"]}",
                "{\"alg\":\"ES256\"} | {\"jti\":null}",
                "{\"alg\":\"ES256\"} | {\"aud\":1}",
                "{\"alg\":\"ES256\"} | {\"aud\":[1]}",
                "{\"alg\":\"ES256\"} | {\"exp\":\"1\"}",
                "{\"alg\":\"ES256\"} | {\"nbf\":true}"
            })
    void are_strictly_formed(String header, String claims) {
        assertThat(ForeignJwt.parse(jwt(header, claims), 10_000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30=.e30.AAAA", "e30.e30.AAA_B", " e30.e30.AAAA"})
    void have_three_parts_of_canonical_base64url(String text) {
        assertThat(ForeignJwt.parse(text, 10_000)).isEmpty();
    }

    @Test
    void are_not_too_long() throws JOSEException {
        String good = signed();
        assertThat(ForeignJwt.parse(good, good.length())).isPresent();
        assertThat(ForeignJwt.parse(good, good.length() - 1)).isEmpty();
    }

    @Test
    void are_verified_by_the_key_that_signed_them_and_no_other() throws JOSEException {
        ForeignJwt jwt = ForeignJwt.parse(signed(), 10_000).orElseThrow();
        assertThat(jwt.isSignedByOne(List.of(KEY.toPublicJWK()))).isTrue();
        assertThat(jwt.isSignedBy(key(Curve.P_256).toPublicJWK())).isFalse();
        assertThat(jwt.isSignedBy(key(Curve.P_384).toPublicJWK())).isFalse();
        var forEncryption =
                new ECKey.Builder(KEY.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
        assertThat(jwt.isSignedBy(forEncryption)).isFalse();
        var ofAnotherAlgorithm = new ECKey.Builder(KEY.toPublicJWK())
                .algorithm(JWSAlgorithm.ES384)
                .build();
        assertThat(jwt.isSignedBy(ofAnotherAlgorithm)).isFalse();
        var ofAnotherName = new ECKey.Builder(KEY.toPublicJWK()).keyID("k2").build();
        assertThat(jwt.isSignedBy(ofAnotherName)).isFalse();
    }

    @Test
    void are_not_verified_by_an_hmac_with_the_public_key() throws JOSEException {
        byte[] publicKey = KEY.toECPublicKey().getEncoded();
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().build());
        jwt.sign(new MACSigner(publicKey));
        ForeignJwt confused = ForeignJwt.parse(jwt.serialize(), 10_000).orElseThrow();
        assertThat(confused.isSignedBy(KEY.toPublicJWK())).isFalse();
        assertThat(confused.isSignedBy(publicKey))
                .as("by whoever knows the secret")
                .isTrue();
    }
}
