package io.lightwave.token.saml;

import java.time.Instant;
import java.util.Optional;

/// What any entity says of itself in its metadata (SAML metadata §2.3.2).
public interface EntityMetadata {

    String entityId();

    /// After which none of it counts.
    Optional<Instant> validUntil();

    /// Whether it may still be believed.
    default boolean isValidAt(Instant now) {
        return validUntil().filter(until -> !now.isBefore(until)).isEmpty();
    }
}
