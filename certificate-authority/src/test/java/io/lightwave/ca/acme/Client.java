package io.lightwave.ca.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// An ACME client that can also misbehave.
final class Client {
    static final String JOSE = "application/jose+json";
    private static final String BASE = "https://localhost:8443";

    Door door;
    final TenantId tenant;
    KeyPair keys;

    @Nullable
    String account; // null before there is one

    Client(Door door, TenantId tenant, KeyPair keys) {
        this.door = door;
        this.tenant = tenant;
        this.keys = keys;
    }

    /// The account's address, once there is one.
    String kid() {
        return java.util.Objects.requireNonNull(account);
    }

    static String b64(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    static String b64(String text) {
        return b64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String json(Object value) {
        return StrictJson.mapper().writeValueAsString(value);
    }

    String url(String path) {
        return BASE + "/t/" + tenant + "/acme/" + path;
    }

    String nonce() {
        return door.get("/t/" + tenant + "/acme/new-nonce", null).header("Replay-Nonce");
    }

    static Map<String, Object> jwk(KeyPair keys) {
        return switch (keys.getPublic()) {
            case ECPublicKey ec ->
                Map.of(
                        "kty",
                        "EC",
                        "crv",
                        size(ec) == 32 ? "P-256" : "P-384",
                        "x",
                        b64(fixed(ec.getW().getAffineX(), size(ec))),
                        "y",
                        b64(fixed(ec.getW().getAffineY(), size(ec))));
            case RSAPublicKey rsa ->
                Map.of("kty", "RSA", "n", b64(unsigned(rsa.getModulus())), "e", b64(unsigned(rsa.getPublicExponent())));
            case java.security.PublicKey ml
            when ml.getAlgorithm().startsWith("ML-DSA") ->
                Map.of(
                        "kty", "AKP",
                        "alg", "ML-DSA-65",
                        "pub", b64(Arrays.copyOfRange(ml.getEncoded(), 22, ml.getEncoded().length)));
            case java.security.PublicKey other ->
                Map.of(
                        "kty", "OKP",
                        "crv", "Ed25519",
                        "x", b64(Arrays.copyOfRange(other.getEncoded(), 12, 44)));
        };
    }

    private static int size(ECPublicKey key) {
        return key.getParams().getOrder().bitLength() / Byte.SIZE;
    }

    private static byte[] fixed(BigInteger number, int size) {
        byte[] octets = new byte[size];
        byte[] all = number.toByteArray();
        int length = Math.min(size, all.length);
        System.arraycopy(all, all.length - length, octets, size - length, length);
        return octets;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] all = number.toByteArray();
        return all[0] == 0 ? Arrays.copyOfRange(all, 1, all.length) : all;
    }

    /// RFC 7638.
    String thumbprint() {
        try {
            return b64(MessageDigest.getInstance("SHA-256")
                    .digest(json(new java.util.TreeMap<>(jwk(keys))).getBytes(StandardCharsets.UTF_8)));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String algorithm(KeyPair keys) {
        return switch (keys.getPublic()) {
            case ECPublicKey ec -> size(ec) == 32 ? "ES256" : "ES384";
            case RSAPublicKey _ -> "RS256";
            case java.security.PublicKey ml when ml.getAlgorithm().startsWith("ML-DSA") -> "ML-DSA-65";
            default -> "EdDSA";
        };
    }

    static Map<String, Object> sign(KeyPair keys, Map<String, Object> header, String payload) {
        try {
            String signed = b64(json(header)) + "." + b64(payload);
            var signature = Signature.getInstance(
                    switch (algorithm(keys)) {
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        case "ES384" -> "SHA384withECDSAinP1363Format";
                        case "RS256" -> "SHA256withRSA";
                        case "ML-DSA-65" -> "ML-DSA-65";
                        default -> "Ed25519";
                    });
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return message(header, payload, signature.sign());
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Map<String, Object> message(Map<String, Object> header, String payload, byte[] signature) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("protected", b64(json(header)));
        message.put("payload", b64(payload));
        message.put("signature", b64(signature));
        return message;
    }

    Map<String, Object> header(String path) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm(keys));
        header.put("nonce", nonce());
        header.put("url", url(path));
        if (account == null) {
            header.put("jwk", jwk(keys));
        } else {
            header.put("kid", account);
        }
        return header;
    }

    Door.Answer send(String path, Map<String, Object> message) {
        return door.post(
                "/t/" + tenant + "/acme/" + path, null, JOSE, json(message).getBytes(StandardCharsets.UTF_8));
    }

    Door.Answer post(String path, String payload) {
        return send(path, sign(keys, header(path), payload));
    }

    /// POST as GET.
    Door.Answer read(String url) {
        return post(path(url), "");
    }

    String path(String url) {
        assertThat(url).startsWith(url(""));
        return url.substring(url("").length());
    }

    Map<String, Object> binding(String keyId, String macKey) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "HS256");
        header.put("kid", keyId);
        header.put("url", url("new-account"));
        return binding(header, macKey, json(jwk(keys)));
    }

    static Map<String, Object> binding(Map<String, Object> header, String macKey, String payload) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(macKey), "HmacSHA256"));
            String signed = b64(json(header)) + "." + b64(payload);
            return message(header, payload, mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Door.Answer register(String keyId, String macKey) {
        var answer = post("new-account", json(Map.of("externalAccountBinding", binding(keyId, macKey))));
        if (answer.status() < 300) {
            account = answer.header("Location");
        }
        return answer;
    }

    static void assertProblem(Door.Answer answer, int status, String type) {
        assertThat(answer.text()).contains("\"type\":\"urn:ietf:params:acme:error:" + type + "\"");
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.header("Replay-Nonce")).isNotEmpty();
    }
}
