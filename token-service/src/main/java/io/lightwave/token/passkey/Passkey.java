package io.lightwave.token.passkey;

import io.lightwave.directory.SubjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A passkey as it is registered.
///
/// @param name what its owner calls it
/// @param synced whether it may be on several devices at once (its flag BE)
/// @param lastUsedAt empty when it never was
public record Passkey(
        UUID id, SubjectId owner, String name, boolean synced, Instant createdAt, Optional<Instant> lastUsedAt) {}
