package io.lightwave.system;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// A platform that hands its containers tokens, as a Kubernetes cluster or a CI service does: a key of its own, an
/// issuer, and tokens that say what the platform knows of the container.
public final class Platform {
    private final String issuer;
    private final ECKey key;

    public Platform(String issuer) {
        this.issuer = issuer;
        try {
            this.key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /// The public keys, as a JSON object to register.
    public Map<String, Object> jwks() {
        return new JWKSet(key.toPublicJWK()).toJSONObject();
    }

    /// A projected service account token, with the claims that a cluster of version 1.32 puts into it.
    public String projectedToken(String namespace, String serviceAccount, String audience) {
        return projectedToken(namespace, serviceAccount, audience, claims -> claims);
    }

    /// The same after a change to its claims.
    public String projectedToken(
            String namespace, String serviceAccount, String audience, UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("system:serviceaccount:%s:%s".formatted(namespace, serviceAccount))
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                .claim(
                        "kubernetes.io",
                        Map.of(
                                "namespace",
                                namespace,
                                "node",
                                Map.of("name", "node-1", "uid", "5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11"),
                                "pod",
                                Map.of("name", serviceAccount + "-7d9f", "uid", "0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22"),
                                "serviceaccount",
                                Map.of("name", serviceAccount, "uid", "c1d2e3f4-1111-4222-8333-944455556666")));
        return signed(change.apply(claims).build());
    }

    /// A token with exactly these claims, and the platform's `iss`.
    public String token(JWTClaimsSet claims) {
        return signed(new JWTClaimsSet.Builder(claims).issuer(issuer).build());
    }

    private String signed(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .type(JOSEObjectType.JWT)
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
