package io.lightwave.workload;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.lightwave.directory.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.ObjectMapper;

/// A platform that hands out tokens: a key of its own, an issuer, and whatever claims a test makes up.
public final class Platform {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String issuer;
    private final ECKey key;

    public Platform(String issuer) {
        this(issuer, "key-1");
    }

    public Platform(String issuer, String keyId) {
        this.issuer = issuer;
        try {
            this.key = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public String issuer() {
        return issuer;
    }

    public ECKey key() {
        return key;
    }

    public String jwks() {
        return new JWKSet(key.toPublicJWK()).toString(true);
    }

    /// The claims of a projected service account token, as a cluster of version 1.32 makes them.
    public Map<String, Object> podClaims(Instant now, String audience, String namespace, String account) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", List.of(audience));
        claims.put("exp", now.getEpochSecond() + 3600);
        claims.put("iat", now.getEpochSecond());
        claims.put("iss", issuer);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put(
                "kubernetes.io",
                new LinkedHashMap<>(Map.of(
                        "namespace",
                        namespace,
                        "node",
                        Map.of("name", "node-1", "uid", "5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11"),
                        "pod",
                        Map.of("name", account + "-7d9f", "uid", "0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22"),
                        "serviceaccount",
                        Map.of("name", account, "uid", "c1d2e3f4-1111-4222-8333-944455556666"))));
        claims.put("nbf", now.getEpochSecond());
        claims.put("sub", "system:serviceaccount:%s:%s".formatted(namespace, account));
        return claims;
    }

    public String podToken(Instant now, String audience, String namespace, String account) {
        return token(podClaims(now, audience, namespace, account));
    }

    /// A pod's token after a change to its claims.
    public String podToken(Instant now, String audience, Consumer<Map<String, Object>> change) {
        var claims = podClaims(now, audience, "shop", "payments");
        change.accept(claims);
        return token(claims);
    }

    /// A token of a CI job, with further claims.
    public String jobToken(Instant now, String audience, Map<String, Object> more) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 300);
        claims.put("jti", UUID.randomUUID().toString());
        claims.putAll(more);
        return token(claims);
    }

    public String token(Map<String, Object> claims) {
        return token("{\"alg\":\"ES256\",\"kid\":\"%s\"}".formatted(key.getKeyID()), JSON.writeValueAsString(claims));
    }

    /// Header and payload as they are, signed.
    public String token(String header, String payload) {
        String signed = encoded(header) + "." + encoded(payload);
        return signed + "." + ENCODER.encodeToString(signature(signed));
    }

    public byte[] signature(String signed) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.toECPrivateKey());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return ECDSA.transcodeSignatureToConcat(signature.sign(), 64);
        } catch (GeneralSecurityException | JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String encoded(String part) {
        return ENCODER.encodeToString(part.getBytes(StandardCharsets.UTF_8));
    }
}
