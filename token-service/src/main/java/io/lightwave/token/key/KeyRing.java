package io.lightwave.token.key;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tenant's keys, each in its state.
public final class KeyRing {
    private final List<SigningKey> keys;
    private final byte[] keySet;
    private final String entityTag;

    public KeyRing(List<SigningKey> keys) {
        this.keys = List.copyOf(keys);
        List<Map<String, Object>> published =
                keys.stream().filter(KeyRing::isPublished).map(SigningKey::jwk).toList();
        this.keySet = JSONObjectUtils.toJSONString(Map.of("keys", published)).getBytes(StandardCharsets.UTF_8);
        this.entityTag =
                '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Algorithm.ES256.digest(keySet)) + '"';
    }

    /// Names exactly this key set (RFC 9110 §8.8.3).
    public String entityTag() {
        return entityTag;
    }

    /// The JWK set that relying parties see (RFC 7517 §5), as JSON.
    public byte[] keySet() {
        return keySet.clone();
    }

    Optional<SigningKey> active(Algorithm algorithm) {
        for (SigningKey key : keys) {
            if (key.state() == KeyState.ACTIVE && key.algorithm() == algorithm) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// Nobody is to encrypt any more for a key that is on its way out.
    private static boolean isPublished(SigningKey key) {
        return key.state().isVerifying() && (key.algorithm().signs() || key.state() != KeyState.DRAINING);
    }

    /// The keys of a kind that may open what others encrypted.
    ///
    /// @param kid what the header says; empty when it names none
    List<SigningKey> decrypting(Algorithm kind, Optional<String> kid) {
        return keys.stream()
                .filter(key -> key.algorithm() == kind && key.state().isVerifying())
                .filter(key -> kid.isEmpty() || kid.get().equals(key.kid()))
                .toList();
    }

    /// The key whose header of this type the token starts with.
    Optional<SigningKey> signerOf(String type, String compact) {
        for (SigningKey key : keys) {
            if (key.algorithm().signs() && key.state().isVerifying() && compact.startsWith(key.header(type))) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
