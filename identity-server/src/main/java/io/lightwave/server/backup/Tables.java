package io.lightwave.server.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The tables of a database's current schema, but for the record of its migrations.
///
/// @param columns of each table by its name, generated ones left out
/// @param parents of each table those that it refers to
record Tables(Map<String, List<String>> columns, Map<String, Set<String>> parents) {

    static Tables of(Connection connection) throws SQLException {
        Map<String, List<String>> columns = new TreeMap<>();
        each(
                connection,
                """
                SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0
                  AND NOT a.attisdropped AND a.attgenerated = '' AND c.relname <> 'flyway_schema_history'
                ORDER BY c.relname, a.attnum""",
                row -> columns.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getString(2)));
        Map<String, Set<String>> parents = new TreeMap<>();
        each(
                connection,
                """
                SELECT c.relname, p.relname FROM pg_constraint f
                JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
                WHERE f.contype = 'f' AND f.conrelid <> f.confrelid AND f.connamespace = current_schema()::regnamespace
                """,
                row -> parents.computeIfAbsent(row.getString(1), _ -> new LinkedHashSet<>())
                        .add(row.getString(2)));
        return new Tables(columns, parents);
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row reading) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reading.read(rows);
            }
        }
    }

    /// Their names, each after those that it refers to.
    List<String> inOrder() {
        Map<String, Boolean> ordered = new LinkedHashMap<>();
        columns.keySet().forEach(table -> visit(table, ordered));
        return List.copyOf(ordered.keySet());
    }

    private void visit(String table, Map<String, Boolean> ordered) {
        if (ordered.containsKey(table)) {
            return;
        }
        parents.getOrDefault(table, Set.of()).forEach(parent -> visit(parent, ordered));
        ordered.put(table, true);
    }

    /// `name (column, …)` for COPY.
    String copied(String table) {
        return "%s (%s)"
                .formatted(
                        quoted(table),
                        String.join(
                                ", ",
                                Objects.requireNonNull(columns.get(table)).stream()
                                        .map(Tables::quoted)
                                        .toList()));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
