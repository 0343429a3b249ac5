package io.lightwave.directory.dit;

import io.lightwave.directory.SubjectKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of table `entry`, but for its attributes. What is equal in it is kept once.
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
        String modifiedBy) {

    StoredEntry {
        rdnNorm = rdnNorm.equals(rdn) ? rdn : rdnNorm;
        modifiedAt = modifiedAt.equals(createdAt) ? createdAt : modifiedAt;
        modifiedBy = modifiedBy.equals(createdBy) ? createdBy : modifiedBy;
    }

    /// One version later, else the same.
    StoredEntry changed(Instant now, Author author) {
        return new StoredEntry(
                id,
                parentId,
                rdn,
                rdnNorm,
                kind,
                enabled,
                epoch,
                version + 1,
                createdAt,
                createdBy,
                now.truncatedTo(ChronoUnit.MICROS),
                author.name().toString());
    }

    /// The same, made and changed by somebody else at another time.
    StoredEntry made(Instant created, String creator, Instant modified, String modifier) {
        return new StoredEntry(
                id, parentId, rdn, rdnNorm, kind, enabled, epoch, version, created, creator, modified, modifier);
    }

    /// The same, with the parent's id in the one instance that all its children share.
    StoredEntry below(StoredEntry parent) {
        return new StoredEntry(
                id,
                parent.id,
                rdn,
                rdnNorm,
                kind,
                enabled,
                epoch,
                version,
                createdAt,
                createdBy,
                modifiedAt,
                modifiedBy);
    }

    /// About how many bytes of heap it takes, but for what it shares with others.
    int bytes() {
        return 190 + rdn.length();
    }
}
