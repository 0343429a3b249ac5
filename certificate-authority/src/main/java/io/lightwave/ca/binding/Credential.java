package io.lightwave.ca.binding;

import io.lightwave.directory.SubjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The right to make one ACME account. Its id is the key identifier that clients present.
///
/// @param account that was made with it
/// @param expiresAt until when an account can be made; an account does not end with it
public record Credential(
        UUID id,
        SubjectId subject,
        NameBounds bounds,
        Optional<UUID> account,
        Instant createdAt,
        Optional<Instant> expiresAt) {}
