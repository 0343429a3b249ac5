package io.lightwave.token.refresh;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.GroupCommit;
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
/// @param issued what the audit trail gets of it
record Succession(
        String tenant, String family, String newest, String successor, String masked, Instant at, AuditEvent issued) {
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

    static Succession of(TenantId tenant, RefreshToken newest, RefreshToken successor, Instant at, AuditEvent issued) {
        return new Succession(
                tenant.value(),
                newest.family().hash(),
                newest.own().hash(),
                successor.own().hash(),
                successor.own().maskedBy(newest.own()),
                at,
                issued);
    }

    /// Writes them, as many as may come together, with the audit trail.
    static GroupCommit.Statement<Succession, Boolean> writing(Audit audit) {
        return (connection, rows, _) -> write(connection, rows, audit);
    }

    /// Whether each came about, all in one transaction with their events. After a broken connection one that had come
    /// about before counts as none, and is not recorded again: its caller reads what has become of the family. A
    /// connection that fails is not used again.
    private static List<Boolean> write(Connection connection, List<Succession> rows, Audit audit) throws SQLException {
        connection.setAutoCommit(false);
        Set<Succession> done = rotate(connection, rows.stream().sorted(ORDER).toList());
        audit.recordChanges(
                connection,
                rows.stream().filter(done::contains).map(Succession::issued).toList());
        connection.commit();
        connection.setAutoCommit(true);
        return rows.stream().map(done::contains).toList();
    }

    private static Set<Succession> rotate(Connection connection, List<Succession> inOrder) throws SQLException {
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
        return done;
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
