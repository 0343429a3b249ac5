package io.lightwave.workload.workload;

import io.lightwave.directory.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// By which of its claims a rule is found, and what it has to be: the time to find rules does not grow with their
/// number.
///
/// @param hash of the claim and its value
record Anchor(String claim, String hash) {

    /// `sub` where a rule asks for it, otherwise the last of its claims by name.
    static Anchor of(Map<String, ClaimValue> claims) {
        String claim = claims.containsKey("sub") ? "sub" : Collections.max(claims.keySet());
        return of(claim, Objects.requireNonNull(claims.get(claim)));
    }

    /// The migration that made the column wrote it in SQL the same way.
    static Anchor of(String claim, ClaimValue value) {
        String text = claim + "\n" + StrictJson.mapper().writeValueAsString(value.plain());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Anchor(claim, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What the feed calls the rules on this issuer's tokens that have it.
    String key(UUID issuer) {
        return "%s %s %s".formatted(issuer, claim, hash);
    }
}
