package io.lightwave.directory.dit;

import io.lightwave.directory.SubjectKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of table `entry`, but for its attributes.
///
/// @param parentId null for the suffix
/// @param kind null for what is no subject
record StoredEntry(
        UUID id,
        @Nullable UUID parentId,
        String rdn,
        String rdnNorm,
        @Nullable SubjectKind kind,
        boolean enabled,
        long epoch,
        long version,
        Instant createdAt,
        String createdBy,
        Instant modifiedAt,
        String modifiedBy) {}
