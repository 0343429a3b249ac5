package io.lightwave.token.jws;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
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
                "{\"alg\":\"ES256\",\"crit\":[]} | {}",
                "{\"alg\":\"ES256\",\"crit\":[\"exp\"]} | {}",
                "{\"alg\":\"ES256\",\"crit\":[\"made_up\"],\"made_up\":1} | {}",
                "{\"alg\":\"ES256\",\"crit\":null} | {}",
                "{\"alg\":\"ES256\",\"crit\":{}} | {}",
                "{\"alg\":\"ES256\",\"jwk\":{}} | {}",
                "{\"alg\":\"ES256\",\"jwk\":1} | {}",
                "{\"alg\":\"ES256\",\"kid\":1} | {}",
                "{\"alg\":\"ES256\",\"typ\":{}} | {}",
                "{\"alg\":\"ES256\",\"x5c\":1} | {}",
                "{\"alg\":\"ES256\",\"jku\":1} | {}",
                "{\"alg\":null} | {}",
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
    void are_verified_again_by_the_key_itself_whatever_it_is_called() throws JOSEException {
        var generator = new RSAKeyGenerator(2048).keyID("k1");
        List<RSAKey> pair = List.of(generator.generate(), generator.generate());
        for (int round = 0; round < 2; round++) {
            for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
                for (int signer = 0; signer < 2; signer++) {
                    var signed = new SignedJWT(
                            new JWSHeader.Builder(algorithm).keyID("k1").build(), new JWTClaimsSet.Builder().build());
                    signed.sign(new RSASSASigner(pair.get(signer)));
                    ForeignJwt jwt =
                            ForeignJwt.parse(signed.serialize(), 10_000).orElseThrow();
                    assertThat(jwt.isSignedBy(pair.get(signer).toPublicJWK())).isTrue();
                    assertThat(jwt.isSignedBy(pair.get(1 - signer).toPublicJWK()))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void are_not_verified_by_a_key_whose_operations_are_others() throws JOSEException {
        ForeignJwt jwt = ForeignJwt.parse(signed(), 10_000).orElseThrow();
        for (KeyOperation operation : KeyOperation.values()) {
            var key = new ECKey.Builder(KEY.toPublicJWK())
                    .keyOperations(Set.of(operation))
                    .build();
            assertThat(jwt.isSignedBy(key)).as(operation.identifier()).isEqualTo(operation == KeyOperation.VERIFY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1023, 65537", "2047, 65537", "8193, 65537", // too short, too long
        "2048, 1", "2048, 2", "2048, 65536", // no signature at all, or no RSA
        "2048, 36893488147419103233", // a public exponent that only costs time
    })
    void are_not_verified_by_rsa_keys_that_are_none_to_rely_on(int bits, BigInteger exponent) {
        var modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0).setBit(77);
        assertThat(ForeignKeys.isAcceptable(rsa(modulus, exponent))).isFalse();
        assertThat(ForeignKeys.isAcceptable(rsa(modulus.clearBit(0), BigInteger.valueOf(65537))))
                .as("an even modulus")
                .isFalse();
    }

    @Test
    void are_not_verified_by_the_keys_of_a_generator_that_made_them_guessable() {
        BigInteger product = BigInteger.ONE; // CVE-2017-15361: both primes are a power of 65537 modulo this
        for (BigInteger prime = BigInteger.TWO; prime.intValue() <= 701; prime = prime.nextProbablePrime()) {
            product = product.multiply(prime);
        }
        var weak = product.shiftLeft(2047 - product.bitLength())
                .divide(product)
                .multiply(product)
                .add(BigInteger.valueOf(65537).modPow(BigInteger.valueOf(4711), product));
        assertThat(ForeignKeys.isAcceptable(rsa(weak.add(product), BigInteger.valueOf(65537))))
                .isFalse();
    }

    static RSAKey rsa(BigInteger modulus, BigInteger exponent) {
        return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent)).build();
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
