package io.lightwave.directory.audit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/// One statement for any number of rows, so that PostgreSQL plans it once: the arrays are selected, else it would see
/// their lengths and plan for those each time.
final class AuditInsert {
    private static final String SQL = """
            INSERT INTO audit_event
                (tenant_id, id, time, actor, action, target, address, outcome, reason, request_id, epoch)
            SELECT t, i, timestamptz 'epoch' + m * interval '1 microsecond', a, n, g, d, o, r, q,
                (SELECT epoch FROM audit_sealing)
            FROM unnest((SELECT ?::text[]), (SELECT ?::uuid[]), (SELECT ?::bigint[]), (SELECT ?::text[]),
                (SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[]),
                (SELECT ?::text[])) AS row (t, i, m, a, n, g, d, o, r, q)
            """;

    private static final String SQL_AGAIN = SQL + " ON CONFLICT DO NOTHING";

    private AuditInsert() {}

    /// @param again whether they may have been written already
    static void write(Connection connection, List<AuditRow> rows, boolean again) throws SQLException {
        try (var statement = connection.prepareStatement(again ? SQL_AGAIN : SQL)) {
            write(connection, statement, rows);
        }
    }

    private static void write(Connection connection, PreparedStatement statement, List<AuditRow> rows)
            throws SQLException {
        statement.setArray(1, texts(connection, rows, AuditRow::tenant));
        statement.setArray(
                2,
                connection.createArrayOf("uuid", rows.stream().map(AuditRow::id).toArray()));
        statement.setArray(
                3,
                connection.createArrayOf(
                        "bigint", rows.stream().map(AuditRow::micros).toArray()));
        statement.setArray(4, texts(connection, rows, AuditRow::actor));
        statement.setArray(5, texts(connection, rows, AuditRow::action));
        statement.setArray(6, texts(connection, rows, AuditRow::target));
        statement.setArray(7, texts(connection, rows, AuditRow::address));
        statement.setArray(8, texts(connection, rows, AuditRow::outcome));
        statement.setArray(9, texts(connection, rows, AuditRow::reason));
        statement.setArray(10, texts(connection, rows, AuditRow::requestId));
        statement.executeUpdate();
    }

    private static Array texts(Connection connection, List<AuditRow> rows, Function<AuditRow, String> column)
            throws SQLException {
        String[] values = new String[rows.size()];
        for (int n = 0; n < values.length; n++) {
            values[n] = column.apply(rows.get(n));
        }
        return connection.createArrayOf("text", values);
    }
}
