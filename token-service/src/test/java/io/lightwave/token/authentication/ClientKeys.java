package io.lightwave.token.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/// Keys and assertions of clients that prove themselves by `private_key_jwt`.
final class ClientKeys {
    static final ECKey KEY = generate();

    private ClientKeys() {}

    static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String registration(String clientId) {
        return registration(clientId, KEY);
    }

    static String registration(String clientId, JWK key) {
        return "{\"clientId\":\"%s\",\"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":[%s]}}"
                .formatted(clientId, key.toPublicJWK().toJSONString());
    }

    static String sign(JWTClaimsSet claims) {
        try {
            return sign(
                    claims,
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                    new ECDSASigner(KEY));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sign(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
