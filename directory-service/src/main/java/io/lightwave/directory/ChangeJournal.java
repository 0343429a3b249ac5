package io.lightwave.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The change log for those who follow a tenant in order and must miss nothing (ADR 0014).
///
/// Positions are snapshots of the database: what comes after one is exactly what had not committed when it was taken,
/// however late it does.
public final class ChangeJournal {
    private static final String NOW = "SELECT pg_current_snapshot()::text";

    /// The limit is also what makes the planner go by the index.
    private static final String SINCE = """
            SELECT pg_current_snapshot()::text AS snapshot,
                   coalesce((SELECT xid >= pg_snapshot_xmin(:since::pg_snapshot) FROM change_log_pruned), false)
                   OR pg_snapshot_xmax(:since::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) AS lost,
                   c.kind, c.key
            FROM (VALUES (1)) always
            LEFT JOIN LATERAL (
                SELECT kind, k.key FROM change_log, unnest(keys) AS k (key)
                WHERE xid >= pg_snapshot_xmin(:since::pg_snapshot)
                  AND NOT pg_visible_in_snapshot(xid, :since::pg_snapshot)
                  AND tenant_id = :tenant AND kind = ANY (:kinds::text[])
                ORDER BY xid, position LIMIT :limit) c ON true
            """;

    private final JdbcClient jdbc;

    /// For the directory's own configuration.
    public ChangeJournal(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Up to where the log has been read.
    ///
    /// @param snapshot as PostgreSQL writes one, `xmin:xmax:…`
    public record Position(String snapshot) {
        private static final Pattern SNAPSHOT =
                Pattern.compile("[0-9]{1,19}:[0-9]{1,19}:([0-9]{1,19}(,[0-9]{1,19})*)?");

        public Position {
            if (!SNAPSHOT.matcher(snapshot).matches()) {
                throw new IllegalArgumentException("not a snapshot");
            }
        }

        /// A position that is no later than [#floor] says, from which some changes may come a second time.
        public static Position ofFloor(long floor) {
            return new Position("%d:%d:".formatted(floor, floor));
        }

        /// Whatever is numbered below has been read.
        public long floor() {
            return Long.parseLong(snapshot, 0, snapshot.indexOf(':'), 10);
        }
    }

    /// One thing that was appended.
    public record Change(String kind, String key) {}

    /// What was appended in between.
    ///
    /// @param now where to go on from
    public record Changes(Position now, List<Change> all) {}

    /// The end of the log.
    public Position now() {
        return new Position(jdbc.sql(NOW).query(String.class).single());
    }

    /// What has been appended since, in order; empty when that cannot be told: it has been pruned in part, is more
    /// than `most`, or the position is not of this database's past.
    public Optional<Changes> since(TenantId tenant, Position since, List<String> kinds, int most) {
        List<Row> rows = jdbc.sql(SINCE)
                .param("since", since.snapshot())
                .param("tenant", tenant.value())
                .param("kinds", kinds.toArray(String[]::new))
                .param("limit", most + 1)
                .query(ChangeJournal::row)
                .list();
        if (rows.getFirst().lost() || rows.size() > most) {
            return Optional.empty();
        }
        var all = new ArrayList<Change>(rows.size());
        rows.forEach(row -> row.change().ifPresent(all::add));
        return Optional.of(new Changes(new Position(rows.getFirst().snapshot()), all));
    }

    private record Row(String snapshot, boolean lost, Optional<Change> change) {}

    private static Row row(ResultSet row, int number) throws SQLException {
        String kind = row.getString("kind");
        return new Row(
                row.getString("snapshot"),
                row.getBoolean("lost"),
                kind == null ? Optional.empty() : Optional.of(new Change(kind, row.getString("key"))));
    }
}
