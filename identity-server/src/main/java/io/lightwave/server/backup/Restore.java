package io.lightwave.server.backup;

import io.lightwave.directory.MasterKey;
import io.lightwave.server.database.DatabaseAtRest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Makes a database of a backup, wholly or not at all. Each module says in `db/restore/MODULE.sql` what must not come
/// back: what counts once or could be revoked, and may have been since.
record Restore(DatabaseAtRest database, MasterKey key) {
    static final List<String> MODULES = List.of("directory", "ca", "token", "workload");

    /// @throws BackupRefusedException when the file is none of this master key and this version, or the database is
    ///     not empty
    Manifest from(Path file) throws IOException, SQLException {
        try (var archive = new Archive.Reader(file, key)) {
            Manifest manifest = archive.manifest();
            requireSameVersion(manifest);
            try (Connection connection = database.source().getConnection()) {
                requireEmpty(connection);
            }
            database.migrate();
            try (Connection connection = database.source().getConnection()) {
                connection.setAutoCommit(false);
                fill(connection, archive);
                afterwards(connection, manifest);
                connection.commit();
            }
            return manifest;
        }
    }

    private void requireSameVersion(Manifest manifest) {
        Set<String> ours = database.migrations();
        if (!ours.equals(manifest.migrations())) {
            String newer = Manifest.missing(manifest.migrations(), ours);
            throw new BackupRefusedException(
                    newer.isEmpty()
                            ? "this backup is of an older version: restore it with that, then start this one"
                            : "this backup is of a newer version, whose schema this one does not know: " + newer);
        }
    }

    private static void requireEmpty(Connection connection) throws SQLException {
        for (String table : Tables.of(connection).columns().keySet()) {
            if (Set.of("tenant", "master_key", "audit_event").contains(table)
                    && exists(connection, "SELECT 1 FROM %s LIMIT 1".formatted(Tables.quoted(table)))) {
                throw new BackupRefusedException("this database is not empty: restore into a new one");
            }
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void fill(Connection connection, Archive.Reader archive) throws IOException, SQLException {
        Tables tables = Tables.of(connection);
        List<String> order = tables.inOrder();
        if (!archive.manifest().names().equals(new HashSet<>(order))) {
            throw new BackupRefusedException("the backup has other tables than this version");
        }
        try (var statement = connection.createStatement()) {
            for (String table : order.reversed()) { // what the migrations put there
                if (!table.equals("audit_event")) {
                    statement.execute("DELETE FROM " + Tables.quoted(table));
                }
            }
        }
        CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
        Map<String, Manifest.Table> contents = archive.manifest().tables().stream()
                .collect(java.util.stream.Collectors.toMap(Manifest.Table::name, table -> table));
        for (String table : order) {
            Manifest.Table content = Objects.requireNonNull(contents.get(table));
            if (!content.columns().equals(tables.columns().get(table))) {
                throw new BackupRefusedException("the backup's table %s has other columns".formatted(table));
            }
            archive.table(content, in -> {
                try {
                    long rows = copying.copyIn("COPY %s FROM STDIN".formatted(tables.copied(table)), in);
                    if (rows != content.rows()) {
                        throw new BackupRefusedException("the backup's table %s is not whole".formatted(table));
                    }
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            });
        }
        continueSequences(connection);
    }

    private static void continueSequences(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    DO $$ DECLARE c record; BEGIN
                      FOR c IN SELECT a.attrelid::regclass AS t, a.attname AS n FROM pg_attribute a
                          JOIN pg_class r ON r.oid = a.attrelid AND r.relkind = 'r'
                          WHERE a.attidentity <> '' AND r.relnamespace = current_schema()::regnamespace LOOP
                        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L),'
                            || ' (SELECT coalesce(max(%I), 0) + 1 FROM %s))', c.t, c.n, c.n, c.t);
                      END LOOP;
                    END $$""");
        }
    }

    private static void afterwards(Connection connection, Manifest manifest) throws IOException, SQLException {
        try (var statement = connection.prepareStatement(
                "INSERT INTO restoration (made_at, restored_at) VALUES (?, clock_timestamp())")) {
            statement.setTimestamp(1, Timestamp.from(manifest.madeAt()));
            statement.executeUpdate();
        }
        try (var statement = connection.createStatement()) {
            for (String module : MODULES) {
                statement.execute(script(module));
            }
        }
    }

    static String script(String module) throws IOException {
        String name = "/db/restore/%s.sql".formatted(module);
        try (InputStream in = Objects.requireNonNull(Restore.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
