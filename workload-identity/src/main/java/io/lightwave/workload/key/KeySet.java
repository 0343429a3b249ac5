package io.lightwave.workload.key;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.directory.StrictJson;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The keys of an issuer that we can verify with. Keys of other types and uses are left out; the constructor refuses a
/// set that holds a secret, or no key for us at all.
public final class KeySet {
    private static final int MOST_KEYS = 100;
    private static final ObjectMapper JSON = StrictJson.mapper();

    private final List<VerificationKey> keys;

    private KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// Reads a JWK set (RFC 7517 §5).
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    public static KeySet parse(byte[] json) {
        try {
            return of(JSON.readTree(new String(json, StandardCharsets.UTF_8)));
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("is not JSON", malformed);
        }
    }

    /// @throws IllegalArgumentException saying what is wrong with it
    public static KeySet of(JsonNode set) {
        var list = set.get("keys");
        if (list == null || !list.isArray()) {
            throw new IllegalArgumentException("is not a JWK set (RFC 7517 §5)");
        }
        if (list.size() > MOST_KEYS) {
            throw new IllegalArgumentException("holds more than 100 keys");
        }
        var usable = new ArrayList<VerificationKey>();
        for (JsonNode key : list) {
            usable(key).ifPresent(usable::add);
        }
        if (usable.isEmpty()) {
            throw new IllegalArgumentException(
                    "holds no RSA (2048 to 4096 bits), P-256, P-384, P-521 or Ed25519 key to verify with");
        }
        return new KeySet(usable);
    }

    private static Optional<VerificationKey> usable(JsonNode key) {
        JWK jwk;
        try {
            jwk = JWK.parse(JSON.writeValueAsString(key));
        } catch (ParseException | RuntimeException unknown) {
            return Optional.empty(); // RFC 7517 §5: keys that are not understood are ignored
        }
        return VerificationKey.of(jwk);
    }

    /// Whether a signature with this algorithm under this `kid` could be checked.
    public boolean has(SignatureAlgorithm algorithm, Optional<String> keyId) {
        return !candidates(algorithm, keyId).isEmpty();
    }

    /// Whether one of the keys made the signature. Without a `kid` there must be only one that could have.
    public boolean verify(SignatureAlgorithm algorithm, Optional<String> keyId, byte[] content, byte[] signature) {
        return candidates(algorithm, keyId).stream().anyMatch(key -> algorithm.verify(key.key(), content, signature));
    }

    private List<VerificationKey> candidates(SignatureAlgorithm algorithm, Optional<String> keyId) {
        List<VerificationKey> found = keys.stream()
                .filter(key -> key.fits(algorithm))
                .filter(key -> keyId.isEmpty() || key.id().equals(keyId))
                .toList();
        return keyId.isEmpty() && found.size() > 1 ? List.of() : found;
    }
}
