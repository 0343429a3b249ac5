package io.lightwave.token.key;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A tenant's keys, each in its state.
public final class KeyRing {
    private final List<SigningKey> keys;
    private final byte[] keySet;
    private final String entityTag;

    public KeyRing(List<SigningKey> keys) {
        this.keys = List.copyOf(keys);
        List<JWK> published = keys.stream()
                .filter(key -> key.state().isVerifying())
                .map(SigningKey::jwk)
                .toList();
        this.keySet = new JWKSet(published).toString(true).getBytes(StandardCharsets.UTF_8);
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

    /// The key whose header of this type the token starts with.
    Optional<SigningKey> signerOf(String type, String compact) {
        for (SigningKey key : keys) {
            if (key.state().isVerifying() && compact.startsWith(key.header(type))) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
