package io.lightwave.server.backup;

import io.lightwave.directory.MasterKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Copies all tables as they are at one moment, while servers go on working.
record Backup(DataSource database, MasterKey key) {

    /// @throws BackupRefusedException when the database is another master key's, or has no data
    Manifest to(Path file) throws IOException, SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            if (text(connection, "SELECT to_regclass('master_key')::text").isEmpty()) {
                throw new BackupRefusedException("there is nothing in this database");
            }
            String id = text(connection, "SELECT max(id) FROM master_key");
            if (!id.equals(key.id())) {
                throw new BackupRefusedException(
                        "this database belongs to master key %s, and the key of these settings is %s"
                                .formatted(id, key.id()));
            }
            Instant madeAt = Instant.parse(
                    text(connection, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
            try (var archive = new Archive.Writer(file)) {
                var manifest =
                        new Manifest(Manifest.FORMAT, madeAt, id, migrations(connection), copy(connection, archive));
                archive.finish(manifest, key);
                return manifest;
            }
        }
    }

    private static List<Manifest.Table> copy(Connection connection, Archive.Writer archive)
            throws IOException, SQLException {
        CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
        Tables tables = Tables.of(connection);
        List<Manifest.Table> copied = new ArrayList<>();
        for (String table : tables.inOrder()) {
            long[] rows = {0};
            String sha256 = archive.table(table, out -> {
                try {
                    rows[0] = copying.copyOut("COPY %s TO STDOUT".formatted(tables.copied(table)), out);
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            });
            copied.add(new Manifest.Table(
                    table, Objects.requireNonNull(tables.columns().get(table)), rows[0], sha256));
        }
        return copied;
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? Objects.requireNonNullElse(rows.getString(1), "") : "";
        }
    }

    static Set<String> migrations(Connection connection) throws SQLException {
        Set<String> versions = new HashSet<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL")) {
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        }
        return versions;
    }
}
