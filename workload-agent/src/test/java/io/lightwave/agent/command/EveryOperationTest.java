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
import java.util.ArrayList;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the API can do, the command line can: docs/command-line.md names a command for each operation of the OpenAPI
/// description, and each of these commands makes that request.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+ /[^`]+)` \\| `lightwave ([^`]+)` \\|");
    private static final Set<String> NO_COMMANDS = Set.of(
            "POST /t/{tenant}/scim/v2/Users/.search", // what `user list --filter` asks by GET
            "POST /t/{tenant}/scim/v2/Groups/.search", // what `group list --filter` asks by GET
            "POST /t/{tenant}/scim/v2/.search", // what these ask, of both
            "GET /console/session", // of browsers
            "POST /console/logout"); // of browsers

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> conditions = new CopyOnWriteArrayList<>();
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
        conditions.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        conditions.addAll(exchange.getRequestHeaders().getOrDefault("If-Match", List.of()));
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("ETag", "\"7\"");
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

    private static JsonNode document() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(HOME.resolve("identity-server/src/main/resources/openapi.json")));
    }

    static Set<String> described() throws IOException {
        return document().path("paths").properties().stream()
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

    static Stream<String> issuers() throws IOException {
        return Pattern.compile("(?m)^lightwave (issuer create (?:.*\\\\\n)*.*)$")
                .matcher(Files.readString(HOME.resolve("docs/operations.md")))
                .results()
                .map(command -> command.group(1).replace("\\\n", " "));
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void issuers_are_trusted_as_the_manual_of_operations_has_it(String command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command.split(" +", -1)));
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).endsWith("-file")) {
                words.set(i, Files.writeString(folder.resolve("file"), "{}").toString());
            }
        }
        said(words.toArray(String[]::new));
        assertThat(asked).contains("POST /api/v1/tenants/shop.example/trusted-issuers");
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
    void what_has_entity_tags_shows_and_takes_them() throws IOException { // RFC 9110 §13.1.1
        JsonNode paths = document().path("paths");
        for (Row row : rows().toList()) {
            String[] words = row.command().split(" ", -1);
            String[] parts = row.operation().split(" ", 2);
            JsonNode operation = paths.path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
            String help = words[1].startsWith("-") ? said(words[0], "--help") : said(words[0], words[1], "--help");
            assertThat(help.contains("--if-match="))
                    .as(row.command())
                    .isEqualTo(operation.path("parameters").toString().matches(".*[iI]f-?Match.*"));
            assertThat(help.contains("  --etag"))
                    .as(row.command())
                    .isEqualTo(parts[0].equals("GET")
                            && !parts[1].endsWith("/Me") // is shown to whom it is about, and changed as a user
                            && operation
                                    .path("responses")
                                    .path("200")
                                    .path("headers")
                                    .has("ETag"));
        }
    }

    @Test
    void a_limit_is_taken_only_where_the_operation_has_one() throws IOException {
        JsonNode paths = document().path("paths");
        for (Row row : rows().toList()) {
            String[] words = row.command().split(" ", -1);
            String[] parts = row.operation().split(" ", 2);
            JsonNode operation = paths.path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
            String help = words[1].startsWith("-") ? said(words[0], "--help") : said(words[0], words[1], "--help");
            if (help.contains("--limit=")) {
                assertThat(operation.path("parameters").toString())
                        .as(row.command())
                        .containsPattern("parameters/limit|\"count\"");
            }
        }
    }

    @Test
    void what_was_shown_is_changed_if_it_is_the_same_still() {
        String[] show = {"client", "show", "-t", "acme.example", "billing"};
        assertThat(JsonMapper.shared()
                        .readTree(said(words(show, "--etag", "-o", "json")))
                        .path("etag"))
                .isEqualTo(JsonNodeFactory.instance.stringNode("\"7\""));
        assertThat(said(words(show, "--etag"))).containsPattern("enabled +etag");
        assertThat(said(words(show, "-o", "json"))).doesNotContain("etag");
        String[] update = {"client", "update", "-t", "acme.example", "billing", "enabled:=true", "--if-match"};
        for (String tag : List.of("\"7\"", "7", "W/\"7\"", "W/7", "*")) {
            said(words(update, tag));
        }
        assertThat(conditions).containsExactly("\"7\"", "\"7\"", "W/\"7\"", "W/\"7\"", "*");
    }

    private static String[] words(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
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
