package io.lightwave.server.start;

import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.settings.InvalidSettingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// First and later starts on one database and one data folder.
class StartTest {
    private static final String PUBLIC_URL = "https://localhost:8443";

    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabase.fresh();

    private TestServer start(String... keysAndValues) {
        return start(folder, keysAndValues);
    }

    private TestServer start(Path data, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        settings.put("LIGHTWAVE_DATA", data.toString());
        settings.put("LIGHTWAVE_DATABASE_URL", database.url());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return TestServer.start(settings);
    }

    @Test
    void a_later_start_keeps_everything_and_looks_at_no_setting_of_the_first() {
        String key;
        try (TestServer first = start()) {
            first.tenant("kept.example").client("kept");
            key = first.http().get("/t/kept.example/oauth2/jwks").body();
        }
        try (TestServer second =
                start("LIGHTWAVE_ADMIN_PASSWORD", "another password", "LIGHTWAVE_BOOTSTRAP_CLIENT_ID", "another")) {
            assertThat(second.http().get("/t/kept.example/oauth2/jwks").body()).isEqualTo(key);
            assertThat(second.http()
                            .get("/api/v1/tenants/kept.example/clients/kept", second.operator())
                            .status())
                    .isEqualTo(200);
            assertThat(second.system().get("/clients/another").status()).isEqualTo(404);
        }
    }

    @Test
    void what_is_fixed_at_the_first_start_cannot_change_later() {
        start().close();
        assertThatThrownBy(() -> start("LIGHTWAVE_PUBLIC_URL", "https://id.example"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("LIGHTWAVE_PUBLIC_URL")
                .hasMessageContaining("https://localhost:");
        assertThatThrownBy(() -> start("LIGHTWAVE_SYSTEM_TENANT", "other.local"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("LIGHTWAVE_SYSTEM_TENANT");
    }

    @Test
    void another_master_key_stops_the_start() throws IOException {
        start().close();
        Path other = Files.writeString(folder.resolve("other"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assertThatThrownBy(() -> start("LIGHTWAVE_MASTER_KEY_FILE", other.toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("master key");
    }

    @Test
    void generated_secrets_work_and_are_for_the_owner_only_and_the_password_s_file_goes_with_its_change()
            throws Exception {
        try (TestServer server = start("LIGHTWAVE_ADMIN_PASSWORD", "", "LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET", "")) {
            assertThat(mode("bootstrap-client")).isEqualTo("rw-------");
            assertThat(mode("initial-admin-password")).isEqualTo("rw-------");
            assertThat(mode("ca.pem")).isEqualTo("rw-r--r--");
            String[] pair =
                    Files.readString(folder.resolve("bootstrap-client")).strip().split(":", -1);
            Answer token = server.http()
                    .form(
                            "/t/lightwave.local/oauth2/token",
                            Map.of("grant_type", "client_credentials", "client_id", pair[0], "client_secret", pair[1]));
            assertThat(token.status()).as(token.body()).isEqualTo(200);

            var system = new TenantId("lightwave.local");
            Subjects subjects = server.running().context().getBean(Subjects.class);
            var admin = subjects.byName(system, SubjectKind.USER, "admin").orElseThrow();
            try (WatchService watch = folder.getFileSystem().newWatchService()) {
                folder.register(watch, ENTRY_DELETE);
                subjects.setPassword(system, admin.id(), Password.of("one of my own choice"));
                assertThat(watch.poll(120, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(folder.resolve("initial-admin-password")).doesNotExist();
        }
    }

    @Test
    void of_two_first_starts_at_the_same_time_one_keeps_secrets_and_they_are_those_that_work(@TempDir Path elsewhere)
            throws IOException {
        String[] generated = {
            "LIGHTWAVE_ADMIN_PASSWORD", "", "LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET", "", "LIGHTWAVE_PUBLIC_URL", PUBLIC_URL
        };
        CompletableFuture<TestServer> one =
                CompletableFuture.supplyAsync(() -> start(folder, generated), Thread::startVirtualThread);
        CompletableFuture<TestServer> two =
                CompletableFuture.supplyAsync(() -> start(elsewhere, generated), Thread::startVirtualThread);
        try (TestServer here = one.join();
                TestServer there = two.join()) {
            for (String secret : List.of("bootstrap-client", "initial-admin-password")) {
                assertThat(Stream.of(folder, elsewhere).filter(at -> Files.exists(at.resolve(secret))))
                        .as(secret)
                        .hasSize(1);
            }
            Path kept = Files.exists(folder.resolve("bootstrap-client")) ? folder : elsewhere;
            String[] pair =
                    Files.readString(kept.resolve("bootstrap-client")).strip().split(":", -1);
            for (TestServer server : List.of(here, there)) {
                server.http()
                        .at(URI.create("https://localhost:"
                                + server.settings().listeners().https()))
                        .form(
                                "/t/lightwave.local/oauth2/token",
                                Map.of(
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        pair[0],
                                        "client_secret",
                                        pair[1]))
                        .expect(200);
            }
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }

    @Test
    void a_server_that_has_ended_answers_no_more_and_its_ports_are_free() {
        TestServer server = start();
        int port = server.settings().listeners().https();
        server.close();
        try (TestServer again = start("LIGHTWAVE_HTTPS_PORT", Integer.toString(port))) {
            assertThat(again.settings().listeners().https()).isEqualTo(port);
            assertThat(again.http().get("/t/lightwave.local/oauth2/jwks").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void plans_that_the_database_keeps_from_the_first_start_are_those_for_many_entries() throws SQLException {
        try (TestServer server = start();
                Connection connection =
                        server.running().context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE by_id (text, uuid) AS SELECT * FROM entry WHERE tenant_id = $1 AND id = $2");
            try (ResultSet plan =
                    statement.executeQuery("EXPLAIN EXECUTE by_id ('a', '00000000-0000-0000-0000-000000000000')")) {
                plan.next();
                assertThat(plan.getString(1)).startsWith("Index Scan using entry_pkey");
            }
            statement.execute("DEALLOCATE by_id; RESET plan_cache_mode");
        }
    }

    @Test
    void what_a_module_adds_is_made_although_another_module_has_higher_numbers() throws SQLException {
        start().close();
        change("DROP TABLE access_rule; DELETE FROM flyway_schema_history WHERE version = '20261125160'");
        try (TestServer server = start()) {
            assertThat(server.system().get("/access-rules").status()).isEqualTo(200);
        }
    }

    @Test
    void a_newer_server_s_database_is_refused_and_left_alone() throws SQLException {
        start().close();
        change("""
                INSERT INTO flyway_schema_history
                SELECT installed_rank + 1, '99991231999', 'from the future', type, 'V99991231999__from_the_future.sql', 1,
                    installed_by, now(), 1, true
                FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1""");
        assertThatThrownBy(this::start)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("this version cannot take over the database")
                .hasMessageContaining("99991231999");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
