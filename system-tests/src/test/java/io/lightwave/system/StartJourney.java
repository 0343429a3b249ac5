package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Starting, stopping and starting again.
class StartJourney {
    private Path folder;
    private PackagedServer server;

    @BeforeEach
    void a_folder_of_its_own() throws IOException {
        folder = Scratch.folder();
        server = PackagedServer.in(folder.resolve("data"));
    }

    @AfterEach
    void leave_nothing() {
        server.close();
        Shell.run("rm", "-rf", folder.toString());
    }

    private Http.Answer createTenant(String name) {
        Http http = new Http(server.url(), server.trustAnchor());
        return http.json("POST", "/api/v1/tenants", Map.of("name", name), operator(http));
    }

    private String[] operator(Http http) {
        return Acme.bearer(http.token(Acme.SYSTEM, server.bootstrapClient(), server.bootstrapSecret()));
    }

    @Test
    void a_backup_becomes_a_server_again_that_has_what_was_there_and_takes_no_token_from_before() throws IOException {
        server.start();
        Http http = new Http(server.url(), server.trustAnchor());
        assertThat(createTenant("kept.example").status()).isEqualTo(201);
        String[] before = operator(http);
        Path backup = folder.resolve("backup.zip");
        assertThat(launched("backup", backup).orThrow()).contains("It is of use only with master key");
        assertThat(createTenant("lost.example").status()).isEqualTo(201);
        server.stop();
        Path old = Files.move(server.data(), folder.resolve("old"));
        Files.createDirectory(server.data());

        assertThat(launched("restore", backup).output()).contains("master.key is missing");
        Files.copy(old.resolve("master.key"), server.data().resolve("master.key"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(launched("restore", backup).orThrow()).contains("What was done after that is lost");
        server.start();

        Http again = new Http(server.url(), server.trustAnchor());
        String[] now = operator(again);
        assertThat(again.get("/api/v1/tenants/kept.example", now).status()).isEqualTo(200);
        assertThat(again.get("/api/v1/tenants/lost.example", now).status()).isEqualTo(404);
        assertThat(again.get("/api/v1/tenants/kept.example", before).status()).isEqualTo(401);
        assertThat(ldapwhoami(PackagedServer.ADMIN_PASSWORD).exitCode()).isZero();
    }

    private Shell.Result launched(String command, Path file) {
        return Shell.run(
                Map.of("LW_BUILT", "yes"),
                "",
                List.of(
                        PackagedServer.home().resolve("lightwave").toString(),
                        command,
                        file.toString(),
                        "--data",
                        server.data().toString()));
    }

    @Test
    void a_second_start_by_the_launcher_keeps_everything_and_ignores_the_first_starts_keys() throws IOException {
        Path audit = folder.resolve("audit.jsonl");
        server.byLauncher().with("LIGHTWAVE_AUDIT_FILE", audit.toString()).start();
        assertThat(createTenant("kept.example").status()).isEqualTo(201);
        byte[] anchor = Files.readAllBytes(server.trustAnchor());
        assertThat(server.stop()).isIn(0, 143);
        assertThat(postgresProcesses()).isEmpty();

        server.with("LIGHTWAVE_ADMIN_PASSWORD", "another password entirely").start();

        Http http = new Http(server.url(), server.trustAnchor());
        assertThat(http.get("/api/v1/tenants/kept.example", operator(http)).status())
                .isEqualTo(200);
        assertThat(Files.readAllBytes(server.trustAnchor())).isEqualTo(anchor);
        assertThat(ldapwhoami(PackagedServer.ADMIN_PASSWORD).exitCode()).isZero();
        assertThat(server.process().info().arguments())
                .hasValueSatisfying(
                        arguments -> assertThat(arguments).anyMatch(argument -> argument.startsWith("-XX:AOTCache=")));
        assertThat(server.output())
                .as("nothing to worry about")
                .doesNotContain(" WARN ", "without an AOT cache", "[warning]");
        assertThat(audit)
                .as("the settings are the server's, not its training run's")
                .content()
                .contains("kept.example")
                .doesNotContain("training");
    }

    @Test
    void killed_and_started_again_it_has_lost_nothing_that_it_had_answered() {
        server.start();
        for (int i = 0; i < 3; i++) {
            assertThat(createTenant("t%d.example".formatted(i)).status()).isEqualTo(201);
        }
        server.kill();
        server.start();
        Http http = new Http(server.url(), server.trustAnchor());
        assertThat(http.get("/api/v1/tenants?limit=100", operator(http)).body())
                .contains("t0.example", "t1.example", "t2.example");
    }

    @Test
    void the_files_of_the_data_folder_have_the_permissions_of_the_contract() throws IOException {
        server.start();
        assertThat(mode("ca.pem")).isEqualTo("rw-r--r--");
        assertThat(mode("master.key")).isEqualTo("rw-------");
        assertThat(server.output()).doesNotContain(server.bootstrapSecret());
    }

    @Test
    void an_unknown_or_malformed_key_stops_the_start_and_is_named() {
        assertThatThrownBy(() -> server.with("LIGHTWAVE_COLOUR", "red").start())
                .hasMessageContaining("LIGHTWAVE_COLOUR");
        PackagedServer second = PackagedServer.in(folder.resolve("second")).with("LIGHTWAVE_HTTPS_PORT", "http");
        assertThatThrownBy(second::start).hasMessageContaining("LIGHTWAVE_HTTPS_PORT");
    }

    @Test
    void an_external_postgresql_serves_as_well() throws IOException {
        Path cluster = folder.resolve("external");
        String port = PackagedServer.freePorts(1).getFirst().toString();
        String user = "root".equals(System.getProperty("user.name")) ? "postgres" : System.getProperty("user.name");
        Shell.run(
                        Map.of(
                                "CLUSTER",
                                cluster.toString(),
                                "OWNER",
                                user,
                                "SOCKETS",
                                folder.toString(),
                                "PORT",
                                port),
                        """
                        set -eu
                        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
                        mkdir "$CLUSTER"; chown "$OWNER" "$CLUSTER"; chmod 777 "$SOCKETS"
                        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid "$OWNER" --regid "$OWNER" --clear-groups "$@"; else "$@"; fi; }
                        as "$bin/initdb" -D "$CLUSTER" -A trust -E UTF8 --no-sync >/dev/null
                        as "$bin/pg_ctl" -w -t 300 -D "$CLUSTER" -l "$CLUSTER/log" -o "-c listen_addresses=127.0.0.1 -p $PORT -k $SOCKETS" start
                        "$bin/psql" -h 127.0.0.1 -p $PORT -U "$OWNER" -d postgres -c "CREATE ROLE lightwave LOGIN PASSWORD 'external'"
                        "$bin/psql" -h 127.0.0.1 -p $PORT -U "$OWNER" -d postgres -c "CREATE DATABASE lightwave OWNER lightwave"
                        """,
                        List.of("sh"))
                .orThrow();
        try {
            Path masterKey = folder.resolve("master.key");
            Shell.run("sh", "-c", "umask 077; openssl rand -base64 32 >'%s'".formatted(masterKey))
                    .orThrow();
            server.with("LIGHTWAVE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:%s/lightwave".formatted(port))
                    .with("LIGHTWAVE_DATABASE_USERNAME", "lightwave")
                    .with("LIGHTWAVE_DATABASE_PASSWORD", "external")
                    .with("LIGHTWAVE_MASTER_KEY_FILE", masterKey.toString())
                    .start();
            assertThat(createTenant("outside.example").status()).isEqualTo(201);
            assertThat(folder.resolve("data/postgres")).doesNotExist();
        } finally {
            server.close();
            Shell.run(Map.of("CLUSTER", cluster.toString(), "OWNER", user), """
                    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
                    if [ "$(id -u)" = 0 ]; then setpriv --reuid "$OWNER" --regid "$OWNER" --clear-groups "$bin/pg_ctl" -m immediate -D "$CLUSTER" stop
                    else "$bin/pg_ctl" -m immediate -D "$CLUSTER" stop; fi
                    """, List.of("sh"));
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(server.data().resolve(file)));
    }

    private String postgresProcesses() {
        return Shell.run("sh", "-c", "ps -eo args | grep '[p]ostgres.*%s' || true".formatted(server.data()))
                .output()
                .strip();
    }

    private Shell.Result ldapwhoami(String password) {
        return Shell.run(
                Map.of("LDAPTLS_CACERT", server.trustAnchor().toString()),
                "",
                List.of(
                        "ldapwhoami",
                        "-x",
                        "-ZZ",
                        "-H",
                        "ldap://localhost:" + server.port("LDAP"),
                        "-D",
                        "uid=admin,ou=people,dc=lightwave,dc=local",
                        "-w",
                        password));
    }
}
