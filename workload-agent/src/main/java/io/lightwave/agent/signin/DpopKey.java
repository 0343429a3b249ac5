package io.lightwave.agent.signin;

import io.lightwave.agent.connection.SigningRequest;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// A P-256 key whose holder alone can use the tokens that are bound to it (RFC 9449).
///
/// @param secret PKCS #8
/// @param shown SubjectPublicKeyInfo
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DpopKey(byte[] secret, byte[] shown) {
    private static final int COORDINATE = 32;

    static DpopKey generate() {
        KeyPair pair = SigningRequest.newKey();
        return new DpopKey(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
    }

    /// A proof for one request (§4.2).
    ///
    /// @param accessToken that goes with it
    String proof(String method, URI address, Optional<String> accessToken, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", method);
        claims.put("htu", address.toString());
        claims.put("iat", now.getEpochSecond());
        accessToken.ifPresent(token -> claims.put("ath", base64(sha256(token))));
        String input = part(Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", jwk())) + "." + part(claims);
        return input + "." + base64(sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private Map<String, String> jwk() {
        try {
            var key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(shown));
            return Map.of(
                    "kty",
                    "EC",
                    "crv",
                    "P-256",
                    "x",
                    coordinate(key.getW().getAffineX()),
                    "y",
                    coordinate(key.getW().getAffineY()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a P-256 key", e);
        }
    }

    private byte[] sign(byte[] input) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(secret)));
            signer.update(input);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a P-256 key", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return base64(fixed);
    }

    private static String part(Map<String, ?> json) {
        return base64(JsonMapper.shared().writeValueAsBytes(json));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DpopKey(byte[] otherSecret, byte[] otherShown)
                && MessageDigest.isEqual(secret, otherSecret)
                && Arrays.equals(shown, otherShown);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shown);
    }

    @Override
    public String toString() {
        return "DpopKey";
    }
}
