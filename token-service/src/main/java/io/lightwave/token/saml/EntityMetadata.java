package io.lightwave.token.saml;

import java.time.Instant;
import java.util.Optional;

/// What any entity says of itself in its metadata (SAML metadata §2.3.2).
public interface EntityMetadata {

    String entityId();

    /// After which none of it counts.
    Optional<Instant> validUntil();

    /// When the first of its purposes is left without a certificate that has not ended, which matters to
    /// people, not to signatures; empty without certificates.
    Optional<Instant> certificatesUntil();

    /// Whether it may still be believed.
    default boolean isValidAt(Instant now) {
        return validUntil().filter(until -> !now.isBefore(until)).isEmpty();
    }
}
