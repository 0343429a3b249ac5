package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.lightwave.agent.fixture.TestHttps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What the API can do, the command line can: docs/command-line.md names a command for each operation of the OpenAPI
/// description, and each of these commands makes that request.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+ /[^`]+)` \\| `lightwave ([^`]+)` \\|");
    private static final Set<String> NO_COMMANDS = Set.of(
            "POST /t/{tenant}/scim/v2/Users/.search", // what `user list --filter` asks by GET
            "POST /t/{tenant}/scim/v2/Groups/.search", // what `group list --filter` asks by GET
            "GET /console/session", // of browsers
            "POST /console/logout"); // of browsers

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private TestHttps server;

    @TempDir
    Path folder;

    @BeforeAll
    void the_server_listens(@TempDir Path store) throws Exception {
        server = new TestHttps(store, this::answer);
    }

    @AfterAll
    void the_server_ends() {
        server.close();
    }

    @BeforeEach
    void nothing_was_asked() {
        asked.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        exchange.getRequestBody().readAllBytes();
        byte[] body = "{\"access_token\":\"t\",\"items\":[]}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    record Row(String operation, String command) {
        @Override
        public String toString() {
            return command;
        }
    }

    static Stream<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(HOME.resolve("docs/command-line.md")))
                .results()
                .map(row -> new Row(row.group(1), row.group(2)));
    }

    static Set<String> described() throws IOException {
        var document = JsonMapper.shared()
                .readTree(Files.readString(HOME.resolve("identity-server/src/main/resources/openapi.json")));
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .filter(method -> !method.equals("parameters"))
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .collect(Collectors.toSet());
    }

    @Test
    void the_table_names_a_command_for_each_described_operation() throws IOException {
        Set<String> named = rows().map(Row::operation).collect(Collectors.toSet());
        assertThat(named).doesNotContainAnyElementsOf(NO_COMMANDS);
        assertThat(Stream.concat(named.stream(), NO_COMMANDS.stream()))
                .containsExactlyInAnyOrderElementsOf(described());
    }

    /// What a command prints that ends well.
    private String said(String... arguments) {
        var said = new ByteArrayOutputStream();
        var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Commands.run(
                Map.of(
                        "LIGHTWAVE_SERVER",
                        server.address().toString(),
                        "LIGHTWAVE_TRUST_BUNDLE",
                        server.authorities().toString(),
                        "LIGHTWAVE_CLIENT_ID",
                        "operator",
                        "LIGHTWAVE_CLIENT_SECRET",
                        "secret"),
                stream,
                stream,
                arguments);
        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        return text;
    }

    @Test
    void the_completion_and_the_help_of_nouns_know_every_command() throws IOException {
        String completion = said("completion", "bash");
        Map<String, List<String>> verbs = rows().map(row -> row.command().split(" ", -1))
                .filter(words -> words.length > 1 && words[1].matches("[a-z].*"))
                .collect(Collectors.groupingBy(
                        words -> words[0], Collectors.mapping(words -> words[1], Collectors.toList())));
        for (var noun : verbs.entrySet()) {
            String help = said(noun.getKey(), "--help");
            for (String verb : noun.getValue()) {
                assertThat(help).containsPattern("(?m)^ +" + verb + "\\b");
                assertThat(completion)
                        .contains("_picocli_lightwave_%s_%s()"
                                .formatted(noun.getKey().replace("-", ""), verb.replace("-", "")));
            }
        }
    }

    @Test
    void a_command_line_may_stand_in_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "schema show -t acme.example");
        said("@" + file);
        assertThat(asked).anyMatch(request -> request.startsWith("GET "));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_command_makes_the_request(Row row) throws IOException {
        Path file = Files.writeString(folder.resolve("FILE"), "{}");
        String[] arguments = Stream.of(row.command().split(" ", -1))
                .map(word -> word.equals("FILE") ? file.toString() : word)
                .toArray(String[]::new);

        said(arguments);

        String[] parts = row.operation().replaceAll("[{][^}]+[}]", "{}").split("[{][}]", -1);
        String shape = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining("[^/]+"));
        assertThat(asked).anyMatch(request -> request.matches(shape));
    }
}
