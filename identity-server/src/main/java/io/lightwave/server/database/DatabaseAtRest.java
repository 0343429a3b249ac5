package io.lightwave.server.database;

import io.lightwave.directory.EmbeddedPostgres;
import io.lightwave.server.settings.Settings;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The database for a command that works on it beside the server, or without one.
public final class DatabaseAtRest implements AutoCloseable {
    private final DataSource source;
    private final Runnable end;

    private DatabaseAtRest(DataSource source, Runnable end) {
        this.source = source;
        this.end = end;
    }

    /// The external one, or the embedded one: as a running server has it, else started for this.
    public static DatabaseAtRest open(Settings settings) {
        if (settings.database().isPresent()) {
            var external = settings.database().get();
            return new DatabaseAtRest(source(external.url(), external.username(), external.password()), () -> {});
        }
        var folder = settings.data().resolve("postgres");
        return EmbeddedPostgres.running(folder)
                .map(running ->
                        new DatabaseAtRest(source(running.jdbcUrl(), running.username(), running.password()), () -> {}))
                .orElseGet(() -> {
                    var postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Durability.FULL);
                    return new DatabaseAtRest(
                            source(postgres.jdbcUrl(), postgres.username(), postgres.password()), postgres::close);
                });
    }

    private static DataSource source(String url, String username, String password) {
        var source = new DriverManagerDataSource(url);
        if (!username.isEmpty()) {
            source.setUsername(username);
        }
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
        return source;
    }

    public DataSource source() {
        return source;
    }

    /// Brings the schema up to date.
    public void migrate() {
        Database.schema(source).migrate();
    }

    /// The versions of the schema that this server has.
    public Set<String> migrations() {
        Set<String> versions = new TreeSet<>();
        for (MigrationInfo each : Database.schema(source).info().all()) {
            if (each.getVersion() != null && each.getState().isResolved()) {
                versions.add(each.getVersion().getVersion());
            }
        }
        return versions;
    }

    @Override
    public void close() {
        end.run();
    }
}
