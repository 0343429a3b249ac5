package io.lightwave.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lightwave.directory.EmbeddedPostgres;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.settings.Settings.ExternalDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Starts while the rest of the server is being put together, and outlives it at the end.
public final class Database implements AutoCloseable {
    private static final int OLDEST_POSTGRESQL = 15;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// PostgreSQL keeps the plan of a prepared statement, and in a young database the plan is to read the whole table:
    /// thousands of entries later that is a thousand times the work. Every query of ours has its index.
    private static final String PLANS = "SET enable_seqscan = off; SET jit = off";

    /// What was opened, and how to close it.
    private record Opened(HikariDataSource source, Runnable end) {}

    private final CompletableFuture<Opened> opened = new CompletableFuture<>();

    /// Begins to start or to connect, and returns at once.
    public static Database begin(Settings settings) {
        var database = new Database();
        Thread.ofPlatform().name("database").start(() -> database.open(() -> database(settings)));
        return database;
    }

    private void open(Supplier<Opened> opening) {
        try {
            opened.complete(opening.get());
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
        }
    }

    private static Opened database(Settings settings) {
        if (settings.database().isPresent()) {
            HikariDataSource source = pool(settings, settings.database().get());
            return new Opened(prepared(source, source::close), () -> {});
        }
        var postgres = EmbeddedPostgres.start(settings.data().resolve("postgres"), EmbeddedPostgres.Durability.FULL);
        var account = new ExternalDatabase(postgres.jdbcUrl(), postgres.username(), postgres.password());
        HikariDataSource source = pool(settings, account);
        return new Opened(
                prepared(source, () -> {
                    source.close();
                    postgres.close();
                }),
                postgres::close);
    }

    private static HikariDataSource pool(Settings settings, ExternalDatabase account) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(account.url());
        config.setUsername(account.username().isEmpty() ? null : account.username());
        config.setPassword(account.password().isEmpty() ? null : account.password());
        config.setMaximumPoolSize(settings.databasePoolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(PATIENCE.toMillis());
        config.setConnectionInitSql(PLANS);
        config.addDataSourceProperty("ApplicationName", "lightwave");
        config.addDataSourceProperty("logServerErrorDetail", "false"); // rows are not for the log
        try {
            return new FairPool(config, PATIENCE);
        } catch (RuntimeException e) {
            throw new InvalidSettingException("LIGHTWAVE_DATABASE_URL: cannot connect: " + rootMessage(e));
        }
    }

    private static HikariDataSource prepared(HikariDataSource source, Runnable otherwise) {
        try {
            requireVersion(source);
            schema(source).migrate();
            return source;
        } catch (FlywayException e) {
            otherwise.run();
            throw new InvalidSettingException("this version cannot take over the database: "
                    + String.valueOf(e.getMessage())
                            .replaceAll("\\s*Need more flexibility.*", "")
                            .strip());
        } catch (RuntimeException e) {
            otherwise.run();
            throw e;
        }
    }

    /// What brings a database's schema up to date.
    static Flyway schema(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .outOfOrder(true) // each module has its own numbers
                .ignoreMigrationPatterns(new String[0]) // a newer server's database is not for this one
                .load();
    }

    private static void requireVersion(HikariDataSource source) {
        try (Connection connection = source.getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRESQL) {
                throw new InvalidSettingException(
                        "LIGHTWAVE_DATABASE_URL: PostgreSQL %d is older than %d".formatted(version, OLDEST_POSTGRESQL));
            }
        } catch (SQLException e) {
            throw new InvalidSettingException("LIGHTWAVE_DATABASE_URL: cannot connect: " + rootMessage(e));
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The pool, once it is open and the schema is up to date.
    public HikariDataSource dataSource() {
        try {
            return opened.join().source();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    /// Closes the pool and stops the embedded PostgreSQL; waits for a start that is under way.
    @Override
    public void close() {
        try {
            Opened database = opened.join();
            database.source().close();
            database.end().run();
        } catch (CompletionException e) {
            // it never opened, and has cleaned up after itself
        }
    }
}
