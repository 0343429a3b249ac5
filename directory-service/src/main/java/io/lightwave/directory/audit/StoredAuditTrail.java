package io.lightwave.directory.audit;

import io.lightwave.directory.AuditCheck;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads the trail backwards by its primary key. No other index is led by what can be asked for: each would cost every
/// event that is written (ADR 0108).
final class StoredAuditTrail implements AuditTrail {
    private static final int MAXIMUM = 500;
    private static final long MOST_COUNTED = 100_000;
    /// How many events a page looks at for those that a filter asks for. Written into the statements, so that their
    /// plans know how few that is.
    private static final int MOST_LOOKED_AT = 50_000;
    private static final UUID BEYOND = new UUID(-1, -1);

    private final JdbcClient jdbc;
    private final AuditVerification verification;
    private final AuditRetention retention;

    StoredAuditTrail(JdbcClient jdbc, AuditVerification verification, AuditRetention retention) {
        this.jdbc = jdbc;
        this.verification = verification;
        this.retention = retention;
    }

    @Override
    public Page<AuditRecord> list(TenantId tenant, Filter filter, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > MAXIMUM) {
            throw new InvalidFieldException("limit", "1 to " + MAXIMUM);
        }
        UUID before = cursor == null ? BEYOND : position(cursor);
        List<AuditRecord> found = find(tenant, filter, before, limit + 1);
        if (found.size() > limit) {
            return new Page<>(found.subList(0, limit), found.get(limit - 1).id());
        }
        return new Page<>(found, filter.equals(Filter.NONE) ? null : next(found, lookedAt(tenant, before)));
    }

    /// An event that came after the page was read moves the end of what is looked at above what was found.
    ///
    /// @param end null when there is nothing behind it
    private static @Nullable String next(List<AuditRecord> found, @Nullable String end) {
        if (end == null || found.isEmpty()) {
            return end;
        }
        String last = found.getLast().id();
        return last.compareTo(end) < 0 ? last : end; // as the database compares them
    }

    private List<AuditRecord> find(TenantId tenant, Filter filter, UUID before, int most) {
        AuditEvent.Outcome outcome = filter.outcome();
        return jdbc.sql("""
                SELECT * FROM (
                  SELECT * FROM audit_event WHERE tenant_id = :tenant AND id < :before ORDER BY id DESC LIMIT %d
                ) looked
                WHERE (:action::text IS NULL OR action = :action)
                  AND (:outcome::text IS NULL OR outcome = :outcome)
                  AND (:actor::text IS NULL OR actor = :actor)
                  AND (:request::text IS NULL OR request_id = :request)
                ORDER BY id DESC LIMIT :most
                """.formatted(MOST_LOOKED_AT))
                .param("tenant", tenant.value())
                .param("before", before)
                .param("action", filter.action())
                .param("outcome", outcome == null ? null : AuditRow.nameOf(outcome))
                .param("actor", filter.actor())
                .param("request", filter.requestId())
                .param("most", most)
                .query((row, _) -> read(row))
                .list();
    }

    /// The last event that was looked at, to go on from; null when those were all.
    private @Nullable String lookedAt(TenantId tenant, UUID before) {
        return jdbc.sql("""
                SELECT id::text FROM audit_event WHERE tenant_id = :tenant AND id < :before
                ORDER BY id DESC OFFSET %d LIMIT 1
                """.formatted(MOST_LOOKED_AT - 1))
                .param("tenant", tenant.value())
                .param("before", before)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /// Identifiers of version 7 begin with their time in milliseconds, so that the primary key finds where to begin.
    @Override
    public Activity activity(TenantId tenant, Set<String> actions, Instant since) {
        List<Count> counts = jdbc.sql("""
                SELECT date_trunc('hour', time, 'UTC') AS hour, action, outcome, count(*) AS count
                FROM (SELECT time, action, outcome FROM audit_event
                      WHERE tenant_id = :tenant AND id >= :first ORDER BY id DESC LIMIT :most) newest
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """)
                .param("tenant", tenant.value())
                .param("first", new UUID(since.toEpochMilli() << 16, 0))
                .param("most", MOST_COUNTED)
                .query((row, _) -> new Count(
                        row.getObject("hour", OffsetDateTime.class).toInstant(),
                        row.getString("action"),
                        row.getString("outcome"),
                        row.getLong("count")))
                .list();
        return new Activity(
                counts.stream()
                        .filter(count -> actions.contains(count.action()))
                        .toList(),
                counts.stream().mapToLong(Count::count).sum() < MOST_COUNTED);
    }

    @Override
    public AuditCheck check(TenantId tenant, @Nullable String cursor, @Nullable String anchor) {
        return verification.check(tenant, cursor, anchor);
    }

    @Override
    public Optional<Integer> retentionDays(TenantId tenant) {
        return retention.days(tenant);
    }

    @Override
    public void keepFor(TenantId tenant, @Nullable Integer days, String actor, Origin origin) {
        retention.keepFor(tenant, days, actor, origin);
    }

    private static UUID position(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException _) {
            throw new InvalidFieldException("cursor", "not one of ours");
        }
    }

    static AuditRecord read(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getString("id"),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                row.getString("tenant_id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("target"),
                row.getString("address"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getString("request_id"));
    }
}
