package io.lightwave.token.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// One statement for any number of rows, so that PostgreSQL plans it once: the arrays are selected, else it would see
/// their lengths and plan for those each time.
final class UsedJwtInsert {
    private static final String SQL = """
            INSERT INTO used_jwt (tenant_id, jwt_sha256, expires_at)
            SELECT t, d, timestamptz 'epoch' + m * interval '1 millisecond'
            FROM unnest((SELECT ?::text[]), (SELECT ?::bytea[]), (SELECT ?::bigint[])) AS row (t, d, m)
            ON CONFLICT DO NOTHING
            RETURNING tenant_id, jwt_sha256
            """;

    private UsedJwtInsert() {}

    /// Whether each was used for the first time. After a broken connection, one that may have been written counts as
    /// used: its caller is refused, which is the safe error of the two.
    static List<Boolean> write(Connection connection, List<UsedJwt> rows, boolean again) throws SQLException {
        // In one order on all nodes, so that no two wait for each other.
        List<UsedJwt> once = List.copyOf(new TreeSet<>(rows));
        Set<UsedJwt> first = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", once.stream().map(UsedJwt::tenant).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea", once.stream().map(UsedJwt::digest).toArray(byte[][]::new)));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint",
                            once.stream()
                                    .map(row -> row.expiresAt().toEpochMilli())
                                    .toArray()));
            try (ResultSet written = statement.executeQuery()) {
                while (written.next()) {
                    first.add(new UsedJwt(written.getString(1), written.getBytes(2), Instant.EPOCH));
                }
            }
        }
        List<Boolean> results = new ArrayList<>(rows.size());
        rows.forEach(row -> results.add(first.remove(row))); // of two alike in a batch, one
        return results;
    }
}
