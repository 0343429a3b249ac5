package io.lightwave.token.refresh;

import io.lightwave.directory.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The newest token of a family gives way to a successor: for exactly one caller, and only while its approval stands.
///
/// @param family as it is kept, like the next two: by the hash of its secret
/// @param masked the successor, readable only with the token given up
record Succession(String tenant, String family, String newest, String successor, String masked, Instant at) {
    private static final String SQL = """
            update refresh_token t
               set previous_hash = current_hash, current_hash = ?, masked_successor = ?, issued_at = ?,
                   superseded_at = ?
              from approval a
             where t.tenant_id = ? and t.family_hash = ? and t.current_hash = ?
               and a.tenant_id = t.tenant_id and a.id = t.approval_id and a.ended_at is null""";

    /// The same on all nodes, so that no two wait for each other.
    private static final Comparator<Succession> ORDER =
            Comparator.comparing(Succession::tenant).thenComparing(Succession::family);

    static Succession of(TenantId tenant, RefreshToken newest, RefreshToken successor, Instant at) {
        return new Succession(
                tenant.value(),
                newest.family().hash(),
                newest.own().hash(),
                successor.own().hash(),
                successor.own().maskedBy(newest.own()),
                at);
    }

    /// Whether each came about, all in one transaction. After a broken connection one that had come about before counts
    /// as none: its caller reads what has become of the family.
    static List<Boolean> write(Connection connection, List<Succession> rows, boolean again) throws SQLException {
        List<Succession> inOrder = rows.stream().sorted(ORDER).toList();
        Set<Succession> done = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            for (Succession succession : inOrder) {
                succession.fill(statement);
                statement.addBatch();
            }
            int[] updated = statement.executeBatch();
            for (int i = 0; i < updated.length; i++) {
                if (updated[i] == 1) {
                    done.add(inOrder.get(i));
                }
            }
        }
        return rows.stream().map(done::contains).toList();
    }

    private void fill(PreparedStatement statement) throws SQLException {
        statement.setString(1, successor);
        statement.setString(2, masked);
        statement.setTimestamp(3, Timestamp.from(at));
        statement.setTimestamp(4, Timestamp.from(at));
        statement.setString(5, tenant);
        statement.setString(6, family);
        statement.setString(7, newest);
    }
}
