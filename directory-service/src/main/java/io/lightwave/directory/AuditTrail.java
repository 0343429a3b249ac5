package io.lightwave.directory;

import org.jspecify.annotations.Nullable;

/// Reads the audit trail.
public interface AuditTrail {

    /// What to read: null means any.
    record Filter(
            @Nullable String action,
            AuditEvent.@Nullable Outcome outcome,
            @Nullable String actor) {
        public static final Filter NONE = new Filter(null, null, null);
    }

    /// A tenant's events, newest first.
    ///
    /// @param cursor what an earlier page gave as its `nextCursor`, or null for the newest
    /// @param limit 1 to 500
    /// @throws InvalidFieldException on `cursor` or `limit`
    Page<AuditRecord> list(TenantId tenant, Filter filter, @Nullable String cursor, int limit);
}
