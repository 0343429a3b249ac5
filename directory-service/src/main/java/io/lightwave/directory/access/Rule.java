package io.lightwave.directory.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rule of a tenant, as it is kept. Entries are named by their ids, so that a rule follows a
/// renamed entry and not one that takes the name of one that is gone.
///
/// @param subjects ids of entries, or words of [Who]
/// @param scope of the entries at and below the base
/// @param filter of the entries that the rule is about, or null for all of them
/// @param attributes as in [AttributeSet]
record Rule(
        UUID id,
        String name,
        boolean enabled,
        boolean allows,
        List<String> subjects,
        Set<Right> rights,
        UUID base,
        Scope scope,
        @Nullable String filter,
        List<String> attributes,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    enum Scope {
        BASE,
        ONE,
        SUB
    }

    Rule {
        subjects = List.copyOf(subjects);
        rights = Set.copyOf(rights);
        attributes = List.copyOf(attributes);
    }

    /// The next version, of these subjects.
    Rule of(List<String> others, Instant now) {
        return new Rule(
                id,
                name,
                enabled,
                allows,
                others,
                rights,
                base,
                scope,
                filter,
                attributes,
                version + 1,
                createdAt,
                now);
    }
}
