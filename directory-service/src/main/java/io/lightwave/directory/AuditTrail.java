package io.lightwave.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the audit trail.
public interface AuditTrail {

    /// What to read: null means any.
    record Filter(
            @Nullable String action,
            AuditEvent.@Nullable Outcome outcome,
            @Nullable String actor,
            @Nullable String requestId) {
        public static final Filter NONE = new Filter(null, null, null, null);
    }

    /// A tenant's events, newest first. One page looks at so many events, and may have none and a `nextCursor`.
    ///
    /// @param cursor what an earlier page gave as its `nextCursor`, or null for the newest
    /// @param limit 1 to 500
    /// @throws InvalidFieldException on `cursor` or `limit`
    Page<AuditRecord> list(TenantId tenant, Filter filter, @Nullable String cursor, int limit);

    /// How often something came to an outcome within an hour.
    ///
    /// @param hour its beginning, by UTC
    /// @param outcome as in [AuditRecord]
    record Count(Instant hour, String action, String outcome, long count) {}

    /// Some actions counted by hour and outcome.
    ///
    /// @param complete false when there was more than is counted at once; the newest was
    record Activity(List<Count> items, boolean complete) {}

    /// Counts what a tenant's events say was done since a moment, the newest 100 000 events at most.
    Activity activity(TenantId tenant, Set<String> actions, Instant since);

    /// Checks a tenant's events against their seals, oldest first, some thousand seals at a time.
    ///
    /// @param cursor what an earlier check gave as its `nextCursor`, or null for the oldest
    /// @param anchor a seal that was noted elsewhere, `number:hash`, or null
    /// @throws InvalidFieldException on `cursor` or `anchor`
    AuditCheck check(TenantId tenant, @Nullable String cursor, @Nullable String anchor);

    /// How many days a tenant keeps its events at least; empty for ever.
    Optional<Integer> retentionDays(TenantId tenant);

    /// Sets that, and records who does. What is older is removed within a day, and the seals tell so.
    ///
    /// @param days 30 to 36 500, or null for ever
    /// @throws InvalidFieldException on `retentionDays`
    void keepFor(TenantId tenant, @Nullable Integer days, String actor, Origin origin);
}
