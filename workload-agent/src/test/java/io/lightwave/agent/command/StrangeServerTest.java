package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.fixture.TestHttps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What comes of answers and words that nobody expects: a sentence and an exit code, and nothing that acts.
class StrangeServerTest {
    private static final String TOKEN = "{\"access_token\":\"t\"}";

    @TempDir
    Path folder;

    @TempDir
    Path store;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile String answer = "{}";
    private TestHttps server;

    @BeforeEach
    void the_server_listens() throws Exception {
        server = new TestHttps(store, exchange -> {
            boolean token = exchange.getRequestURI().getPath().endsWith("/oauth2/token");
            byte[] sent = exchange.getRequestBody().readAllBytes();
            if (!token) {
                asked.add(exchange.getRequestURI().getRawPath());
                bodies.add(JsonMapper.shared().readTree(sent));
            }
            byte[] body = (token ? TOKEN : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @AfterEach
    void the_server_ends() {
        server.close();
    }

    private int run(Map<String, String> further, String... arguments) {
        var environment = new HashMap<>(Map.of(
                "LIGHTWAVE_SERVER", server.address().toString(),
                "LIGHTWAVE_TRUST_BUNDLE", server.authorities().toString(),
                "LIGHTWAVE_CLIENT_ID", "c",
                "LIGHTWAVE_CLIENT_SECRET", "s",
                "HOME", folder.toString()));
        environment.putAll(further);
        return Commands.run(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void an_answer_that_is_no_json_is_no_answer() {
        answer = "<html>sign in to the hotel</html>";
        assertThat(run(Map.of(), "tenant", "list")).isEqualTo(3);
        assertThat(complained()).contains("is no Lightwave server").doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a b", "http://localhost", "https://", "nonsense"})
    void an_address_that_is_none_is_a_wrong_command_line(String address) {
        assertThat(run(Map.of("LIGHTWAVE_SERVER", address), "tenant", "list")).isEqualTo(2);
        assertThat(complained()).contains("must be an https URL").doesNotContain("Exception", "\tat ");
    }

    @Test
    void a_key_set_that_is_no_json_is_a_wrong_command_line() throws Exception {
        Path file = Files.writeString(folder.resolve("jwks"), "not json");
        assertThat(run(Map.of(), "issuer", "create", "https://i.example", "-t", "a.b", "--jwks-file", file.toString()))
                .isEqualTo(2);
        assertThat(complained()).contains("is not JSON").doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "client disable, /api/v1/tenants/a.b/clients/x%20y%2F..%3Fz%23",
        "node ban, /api/v1/tenants/a.b/nodes/x%20y%2F..%3Fz%23",
        "workload enable, /api/v1/tenants/a.b/workloads/x%20y%2F..%3Fz%23",
        "key compromise, /api/v1/tenants/a.b/keys/x%20y%2F..%3Fz%23/compromise",
        "cert revoke, /api/v1/tenants/a.b/certificates/x%20y%2F..%3Fz%23/revoke"
    })
    void a_name_stays_one_segment(String command, String path) {
        String[] words = command.split(" ", -1);
        assertThat(run(Map.of(), words[0], words[1], "-t", "a.b", "x y/..?z#"))
                .as(complained())
                .isZero();
        assertThat(asked).containsExactly(path);
    }

    @Test
    void what_a_terminal_would_obey_is_shown_instead() {
        answer = "{\"items\":[{\"name\":\"\\u001b]0;owned\\u0007\\u009bm\\nroot  https://x\",\"enabled\":true}]}";
        for (String format : List.of("table", "json", "yaml")) {
            assertThat(run(Map.of(), "tenant", "list", "-o", format)).isZero();
        }
        assertThat(said()).contains("owned").doesNotContain("\u001b", "\u0007", "\u009b");
        assertThat(said().lines().filter(line -> line.startsWith("root"))).isEmpty();
    }

    @Test
    void what_was_asked_for_as_yaml_is_yaml() {
        answer = "{\"token\":\"j\",\"node\":\"ON\"}";
        assertThat(run(Map.of(), "node", "join-token", "n", "-t", "a.b", "-o", "yaml"))
                .isZero();
        assertThat(said()).isEqualTo("token: j\nnode: \"ON\"\n");
        out.reset();
        assertThat(run(Map.of(), "token", "fetch", "-o", "yaml")).isZero();
        assertThat(said()).isEqualTo("access_token: t\n");
    }

    private String generated(String name, String value) {
        return "{\"tenants\":[],\"generated\":[{\"tenant\":\"a.b\",\"kind\":\"clients\",\"name\":\"%s\",\"field\":\"clientSecret\",\"value\":\"%s\"}]}"
                .formatted(name, value);
    }

    @Test
    void secrets_that_were_made_before_stay_in_their_file_and_are_nobody_else_s() throws Exception {
        Path file = Files.writeString(folder.resolve("acme.yaml"), "tenant: a.b\n");
        Path secrets = Files.writeString(folder.resolve("secrets.json"), "[]");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        String[] apply = {"apply", "-f", file.toString(), "--secrets-file", secrets.toString()};
        for (String made : List.of("one=1", "two=2", "one=3")) {
            answer = generated(made.substring(0, 3), made.substring(4));
            assertThat(run(Map.of(), apply)).as(complained()).isZero();
        }
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(secrets))
                        .valueStream()
                        .map(one ->
                                one.path("name").asString() + one.path("value").asString()))
                .containsExactly("two2", "one3");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rw-------");
    }

    @Test
    void nothing_is_applied_whose_secrets_could_not_be_kept() throws Exception {
        Path file = Files.writeString(folder.resolve("acme.yaml"), "tenant: a.b\n");
        Path other = Files.writeString(folder.resolve("notes.txt"), "mine");
        for (String place : List.of("/nowhere/secrets.json", folder.toString(), "/dev/null", other.toString())) {
            assertThat(run(Map.of(), "apply", "-f", file.toString(), "--secrets-file", place))
                    .as(place)
                    .isEqualTo(2);
        }
        assertThat(asked).isEmpty();
        assertThat(other).hasContent("mine");
    }

    @Test
    void a_secret_of_one_folder_is_not_sent_for_another() throws Exception {
        for (String tenant : List.of("a", "b")) {
            Path its = Files.createDirectories(folder.resolve(tenant));
            Files.writeString(
                    its.resolve("t.yaml"), "tenant: %s.b\nx: file:secret\ny: 'file:secret-2'\n".formatted(tenant));
            Files.writeString(its.resolve("secret"), tenant);
            Files.writeString(its.resolve("secret-2"), "the same");
        }
        answer = "{\"needs\":[\"file:secret-2\"]}";
        assertThat(run(Map.of(), "plan", "-f", folder.toString()))
                .as(complained())
                .isZero();
        assertThat(bodies.getLast().at("/secrets").toString()).isEqualTo("{\"file:secret-2\":\"the same\"}");
        answer = "{\"needs\":[\"file:secret\"]}";
        assertThat(run(Map.of(), "plan", "-f", folder.toString())).isEqualTo(2);
        assertThat(complained()).contains("is another file than in");
    }

    @Test
    void files_are_read_as_they_stand_together() throws Exception {
        int versions = 50;
        for (int version = 0; version < versions; version++) {
            Path its = Files.createDirectories(folder.resolve(".v" + version));
            for (int i = 0; i < 20; i++) {
                Files.writeString(its.resolve("f%02d.yaml".formatted(i)), "v" + version);
            }
        }
        Path mounted = folder.resolve("mounted");
        var files = new ConfigurationFiles();
        files.paths = List.of(mounted);
        Set<String> whole = new HashSet<>();
        for (int version = 0; version < versions; version++) {
            exchange(mounted, ".v" + version);
            whole.add(files.fingerprint());
        }
        var exchanging = Thread.ofPlatform().start(() -> {
            for (int version = 0; version < versions; version++) { // none comes back, as with a ConfigMap
                exchange(mounted, ".v" + version);
            }
        });
        while (exchanging.isAlive()) {
            try {
                assertThat(files.fingerprint()).isIn(whole);
            } catch (Failure changing) {
                assertThat(changing).hasMessageContaining("change all the time");
            }
        }
    }

    @Test
    void what_can_be_read_once_is_read_once() throws Exception {
        Path base = Files.writeString(folder.resolve("base.yaml"), "tenant: a.b\n");
        Path files = pipe("files", "tenant: c.d\nx: file:secret\n");
        pipe("secret", "swordfish");
        answer = "{\"needs\":[\"file:secret\"]}";
        assertThat(run(Map.of(), "apply", "-f", base.toString(), "-f", files.toString(), "--prune"))
                .as(complained())
                .isZero();
        assertThat(bodies)
                .hasSize(2)
                .allSatisfy(body ->
                        assertThat(body.at("/files/1/text").asString()).isEqualTo("tenant: c.d\nx: file:secret\n"));
        assertThat(bodies.getLast().at("/secrets/file:secret").asString()).isEqualTo("swordfish");
    }

    /// That gives the text to who opens it first, and nothing to whoever opens it after that.
    private Path pipe(String name, String text) throws Exception {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Thread.ofPlatform().daemon().start(() -> {
            try (OutputStream open = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
                exchange(pipe, "/dev/null");
                open.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return pipe;
    }

    private void exchange(Path mounted, String version) {
        try {
            Path next = folder.resolve(".next");
            Files.createSymbolicLink(next, folder.resolve(version));
            Files.move(next, mounted, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
