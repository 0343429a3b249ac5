package io.lightwave.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL of our own on a free loopback port, for an installation without an external one.
///
/// It is closed to everybody else: SCRAM passwords only, random and kept in files of mode 0600, no Unix socket. The
/// server uses a role without superuser that owns its database. Only one process at a time uses a folder; a
/// PostgreSQL that a killed process left behind is stopped before the new start.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String OWNER = "lightwave";
    private static final String DATABASE = "lightwave";
    private static final String OWNER_PASSWORD = "password";
    private static final int PORT_ATTEMPTS = 5;

    /// Whether committed means on disk.
    public enum Durability {
        FULL,
        /// For tests: a crash of the machine loses data, and the role may make further databases.
        RELAXED
    }

    private final FileChannel lock;
    private final PostgresCluster cluster;
    private final Process process;
    private final int port;
    private final String password;

    private EmbeddedPostgres(FileChannel lock, PostgresCluster cluster, Process process, int port, String password) {
        this.lock = lock;
        this.cluster = cluster;
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /// Starts on the folder, which is made and filled when it is missing, and returns when connections are accepted.
    ///
    /// @throws IllegalStateException when another process uses the folder, or PostgreSQL does not start:
    ///     the message ends with the last lines of its log
    public static EmbeddedPostgres start(Path folder, Durability durability) {
        try {
            PostgresAccount account = PostgresAccount.of(folder);
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            account.own(folder);
            FileChannel lock = lock(folder);
            try {
                return start(lock, new PostgresCluster(folder.toRealPath(), account), durability);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("embedded PostgreSQL in " + folder, e);
        }
    }

    /// How to reach the database while another process runs it on this folder.
    ///
    /// @param jdbcUrl on loopback
    public record Running(String jdbcUrl, String username, String password) {
        @Override
        public String toString() {
            return jdbcUrl;
        }
    }

    /// Empty when no PostgreSQL runs on the folder.
    ///
    /// @throws UncheckedIOException when its files cannot be read, as by another user
    public static Optional<Running> running(Path folder) {
        Path pid = folder.resolve("data").resolve("postmaster.pid");
        Path password = folder.resolve(OWNER_PASSWORD);
        try {
            if (!Files.exists(pid) || !Files.exists(password)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(pid);
            boolean alive = lines.size() > 7
                    && lines.get(7).startsWith("ready")
                    && ProcessHandle.of(Long.parseLong(lines.getFirst())).isPresent();
            return alive
                    ? Optional.of(new Running(
                            url(Integer.parseInt(lines.get(3)), DATABASE),
                            OWNER,
                            Files.readString(password).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("embedded PostgreSQL in " + folder, e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // this very process
        }
        channel.close();
        throw new IllegalStateException("the PostgreSQL in %s is in use by another server".formatted(folder));
    }

    private static EmbeddedPostgres start(FileChannel lock, PostgresCluster cluster, Durability durability)
            throws IOException {
        boolean durable = durability == Durability.FULL;
        cluster.endLeftovers();
        cluster.initialise(durable);
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            cluster.configure(port, durable);
            try {
                Process process = cluster.start();
                try {
                    return new EmbeddedPostgres(lock, cluster, process, port, ownerPassword(cluster, port, durability));
                } catch (SQLException | RuntimeException e) {
                    cluster.stop();
                    throw new IllegalStateException("the server's database could not be made", e);
                }
            } catch (PostgresCluster.PostgresFailure e) {
                if (!e.portWasTaken() || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /// The password's file is written last, so its presence says that role and database are there.
    private static String ownerPassword(PostgresCluster cluster, int port, Durability durability)
            throws IOException, SQLException {
        Optional<String> kept = cluster.kept(OWNER_PASSWORD);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var superuser = new Properties();
        superuser.setProperty("user", "postgres");
        superuser.setProperty("password", cluster.superuserPassword());
        try (var connection = DriverManager.getConnection(url(port, "postgres"), superuser);
                var statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + OWNER + "'")) {
                statement.execute("CREATE ROLE %s LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION %s"
                        .formatted(OWNER, durability == Durability.RELAXED ? "CREATEDB" : "NOCREATEDB"));
            }
            statement.execute("SET log_min_error_statement = panic"); // the log is no place for a password
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(OWNER, password));
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(DATABASE, OWNER));
            }
        }
        cluster.keep(OWNER_PASSWORD, password);
        return password;
    }

    private static boolean exists(java.sql.Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    /// The driver answers nothing but SCRAM, in which the other side proves that it knows the password too: whoever
    /// takes the port after PostgreSQL's end does not learn it. Its errors come without the rows they are about.
    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?requireAuth=scram-sha-256&logServerErrorDetail=false"
                .formatted(port, database);
    }

    public String jdbcUrl() {
        return url(port, DATABASE);
    }

    /// The role that owns the database; not a superuser.
    public String username() {
        return OWNER;
    }

    public String password() {
        return password;
    }

    /// The process id of PostgreSQL's first process.
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Stops PostgreSQL within seconds; open connections are cut. Closing again does nothing.
    @Override
    public void close() {
        try (lock) {
            if (lock.isOpen() && process.isAlive()) {
                cluster.stop();
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
