package io.lightwave.workload.recognition;

import io.lightwave.directory.StrictJson;
import io.lightwave.workload.key.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A compact JWS (RFC 7515 §7.1), taken apart strictly and not verified yet: of its payload only the issuer may
/// be read, to find the keys. Addresses and keys in its header (`jku`, `jwk`, `x5u`, `x5c`) are not looked at.
final class CompactJws {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int LONGEST_HEADER = 8 * 1024;
    private static final int LONGEST_KEY_ID = 512;
    private static final Set<String> TYPES = Set.of("jwt", "application/jwt");

    private final String signed;
    private final JsonNode header;
    private final JsonNode payload;
    private final byte[] signature;

    private CompactJws(String signed, JsonNode header, JsonNode payload, byte[] signature) {
        this.signed = signed;
        this.header = header;
        this.payload = payload;
        this.signature = signature;
    }

    /// Empty when it is anything else.
    static Optional<CompactJws> parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first <= 0 || first > LONGEST_HEADER || second < 0 || text.indexOf('.', second + 1) >= 0) {
            return Optional.empty();
        }
        try {
            JsonNode header = json(text.substring(0, first));
            JsonNode payload = json(text.substring(first + 1, second));
            byte[] signature = decoded(text.substring(second + 1));
            return header.isObject() && payload.isObject()
                    ? Optional.of(new CompactJws(text.substring(0, second), header, payload, signature))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String part) {
        return JSON.readTree(StrictJson.text(decoded(part)));
    }

    /// Refuses padding, line breaks and stray bits: one value has one spelling.
    private static byte[] decoded(String part) {
        byte[] bytes = DECODER.decode(part);
        if (!ENCODER.encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not base64url in its one form");
        }
        return bytes;
    }

    /// The issuer it claims; empty when that is not a text.
    Optional<String> claimedIssuer() {
        return text(payload, "iss");
    }

    /// The subject it claims, for the audit trail.
    Optional<String> claimedSubject() {
        return text(payload, "sub");
    }

    /// What is wrong with its header; empty when nothing is.
    Optional<String> headerProblem() {
        if (header.has("crit") || header.has("b64")) {
            return Optional.of("header has critical extensions");
        }
        if (header.has("typ")
                && !text(header, "typ")
                        .filter(type -> TYPES.contains(type.toLowerCase(java.util.Locale.ROOT)))
                        .isPresent()) {
            return Optional.of("header has another type than JWT");
        }
        if (header.has("kid")
                && !text(header, "kid")
                        .filter(id -> id.length() <= LONGEST_KEY_ID)
                        .isPresent()) {
            return Optional.of("header has a kid that is no short text");
        }
        return algorithm().isEmpty() ? Optional.of("header has an algorithm that is not allowed") : Optional.empty();
    }

    Optional<SignatureAlgorithm> algorithm() {
        return text(header, "alg").flatMap(SignatureAlgorithm::of);
    }

    Optional<String> keyId() {
        return text(header, "kid");
    }

    /// All of it, as it was shown.
    String text() {
        return signed + "." + ENCODER.encodeToString(signature);
    }

    /// What the signature is over.
    byte[] signedBytes() {
        return signed.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] signature() {
        return signature.clone();
    }

    /// To be read only when the signature has been verified.
    JsonNode payload() {
        return payload;
    }

    private static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
