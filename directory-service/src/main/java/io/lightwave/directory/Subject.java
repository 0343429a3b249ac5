package io.lightwave.directory;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A directory entry that can be authenticated or hold rights.
///
/// @param name the value of its naming attribute, unique within (tenant, kind)
/// @param attributes its user attributes by lower-case name, without passwords; unmodifiable
/// @param epoch raised by disable, delete and password change; tokens carry it and die when it moves
public record Subject(
        TenantId tenant,
        SubjectId id,
        SubjectKind kind,
        String name,
        boolean enabled,
        long epoch,
        Map<String, List<String>> attributes,
        Instant createdAt,
        Instant updatedAt) {

    public Subject {
        attributes = Map.copyOf(attributes);
    }
}
