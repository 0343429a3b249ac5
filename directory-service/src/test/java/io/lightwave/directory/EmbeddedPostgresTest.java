package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Path FOLDER = Path.of("target", "embedded-postgres-test");

    @BeforeAll
    static void emptyFolder() throws IOException {
        PostgresBinaries.deleteTree(FOLDER);
    }

    private static EmbeddedPostgres start() {
        return EmbeddedPostgres.start(FOLDER, EmbeddedPostgres.Durability.FULL);
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void nobody_gets_in_without_the_password() {
        try (var postgres = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), ""))
                    .hasMessageContaining("password");
            for (String user : List.of("postgres", "lightwave")) {
                assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), user, "postgres"))
                        .hasMessageContaining("password authentication failed");
            }
        }
    }

    @Test
    void it_listens_on_loopback_only_and_keeps_what_it_acknowledges() throws SQLException {
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(connection, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(connection, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(connection, "SHOW data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void the_server_s_role_owns_its_database_and_is_no_superuser() throws SQLException {
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, """
                    SELECT concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                    FROM pg_roles WHERE rolname = current_user""")).isEqualTo("f f f f f");
            assertThat(ask(connection, """
                    SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()""")).isEqualTo("lightwave");
            assertThatThrownBy(() -> ask(connection, "SELECT pg_read_file('/etc/passwd')"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void secrets_are_readable_by_this_user_only_and_not_in_the_log() throws IOException {
        try (var postgres = start()) {
            for (String name : List.of("password", "superuser-password")) {
                Path file = FOLDER.resolve(name);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                assertThat(Files.readString(FOLDER.resolve("postgresql.log")))
                        .doesNotContain(Files.readString(file).strip());
            }
            assertThat(FOLDER.resolve("initdb-password")).doesNotExist();
            assertThat(postgres.password()).hasSizeGreaterThanOrEqualTo(43);
        }
    }

    @Test
    void neither_its_log_nor_an_exception_repeats_what_a_row_holds() throws Exception {
        try (var postgres = start()) {
            try (var connection = connect(postgres);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE canary (secret text PRIMARY KEY)");
                try (var insert = connection.prepareStatement("INSERT INTO canary VALUES (?)")) {
                    insert.setString(1, "canary-3f9a");
                    insert.executeUpdate();
                    assertThatThrownBy(insert::executeUpdate)
                            .hasMessageContaining("duplicate key")
                            .hasMessageNotContaining("canary-3f9a");
                }
            }
            assertThat(Files.readString(FOLDER.resolve("postgresql.log")))
                    .contains("duplicate key")
                    .doesNotContain("canary-3f9a");
        }
    }

    @Test
    void it_runs_in_a_session_of_its_own_without_our_environment() throws IOException {
        try (var postgres = start()) {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(postgres.pid())));
            String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
            assertThat(session).isEqualTo(Long.toString(postgres.pid()));
            String status = Files.readString(Path.of("/proc/%d/status".formatted(postgres.pid())));
            assertThat(status).doesNotContainPattern("Uid:\\s+0\\s");
            assertThat(Files.readString(Path.of("/proc/%d/environ".formatted(postgres.pid()))))
                    .doesNotContain("HOME=");
        }
    }

    @Test
    void a_second_start_on_the_same_folder_is_refused_while_the_first_runs() {
        try (var postgres = start()) {
            assertThatThrownBy(EmbeddedPostgresTest::start).hasMessageContaining("in use by another server");
            assertThat(postgres.isAlive()).isTrue();
        }
    }

    @Test
    void closing_stops_it_although_connections_are_open() throws SQLException {
        var postgres = start();
        try (var open = connect(postgres)) {
            assertThat(open.isValid(1)).isTrue();
            postgres.close();
            postgres.close();
            assertThat(postgres.isAlive()).isFalse();
        }
    }

    @Test
    void committed_rows_survive_a_kill_of_postgresql() throws Exception {
        try (var postgres = start()) {
            try (var connection = connect(postgres);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS kept (n int)");
                statement.execute("INSERT INTO kept VALUES (1)");
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO kept VALUES (2)");
                kill(postgres.pid());
            }
        }
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, "SELECT string_agg(n::text, ',') FROM kept"))
                    .isEqualTo("1");
        }
    }

    @Test
    void a_postgresql_left_behind_by_a_killed_server_is_stopped_and_its_rows_are_there() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long orphan;
        try (var output = server.inputReader()) {
            orphan = Long.parseLong(output.readLine());
        } finally {
            kill(server.pid());
        }
        assertThat(ProcessHandle.of(orphan)).isPresent();
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(ask(connection, "SELECT n FROM orphaned")).isEqualTo("7");
            assertThat(postgres.pid()).isNotEqualTo(orphan);
            assertThat(Path.of("/proc/%d/fd/0".formatted(orphan))).doesNotExist(); // perhaps a zombie, but ended
        }
    }

    @Test
    void a_pid_file_that_names_a_foreign_process_does_not_keep_it_from_starting() throws IOException {
        start().close();
        Path pidFile = FOLDER.resolve("data", "postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n/elsewhere\n0\n5432\n\n127.0.0.1\n\nready\n");
        try (var postgres = start()) {
            assertThat(postgres.isAlive()).isTrue();
        }
    }

    @Test
    void a_start_that_fails_says_what_postgresql_said() throws IOException {
        start().close();
        Path control = FOLDER.resolve("data", "PG_VERSION");
        String version = Files.readString(control);
        Files.writeString(control, "11\n");
        try {
            assertThatThrownBy(EmbeddedPostgresTest::start)
                    .hasMessageContaining("PostgreSQL did not start")
                    .hasMessageContaining("incompatible with server");
        } finally {
            Files.writeString(control, version);
        }
    }

    @Test
    void a_folder_that_its_user_cannot_reach_is_named(@TempDir Path closed) {
        assumeThat(Files.isWritable(Path.of("/etc/passwd")))
                .as("root steps down")
                .isTrue();
        assertThatThrownBy(
                        () -> EmbeddedPostgres.start(closed.resolve("postgres"), EmbeddedPostgres.Durability.RELAXED))
                .hasMessageContaining("who must be able to search every folder above " + closed);
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
        process.onExit().get(2, TimeUnit.MINUTES);
    }

    /// A server that is killed while its PostgreSQL runs: prints PostgreSQL's process id and waits for its end.
    static final class KilledServer {
        private KilledServer() {}

        @SuppressWarnings("SystemOut")
        public static void main(String... arguments) throws Exception {
            var postgres = start();
            try (var connection = connect(postgres);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE orphaned AS SELECT 7 AS n");
            }
            System.out.println(postgres.pid());
            Thread.currentThread().join();
        }
    }
}
