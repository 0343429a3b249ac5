package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Settings;
import io.lightwave.agent.signin.Context;
import io.lightwave.agent.signin.Contexts;
import io.lightwave.agent.signin.SignedIn;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Where a command reads from and writes to.
final class Terminal {

    /// How an answer is shown.
    enum Format {
        table,
        json,
        yaml
    }

    /// The option that every command with an answer has.
    static final class Output {
        @Option(
                names = {"-o", "--output"},
                defaultValue = "table",
                description = "Output format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        Format format = Format.table;
    }

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Contexts contexts;
    private @Nullable String named; // null unless the command line names a context
    private @Nullable Connection connection; // null until the first use

    Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.contexts = Contexts.of(environment);
    }

    Contexts contexts() {
        return contexts;
    }

    /// From now on this context counts, whatever the environment says.
    void use(String context) {
        named = context;
    }

    /// The context that counts: the named one, else the environment's, else the current one, unless the environment
    /// names a client or a server itself.
    Optional<String> contextName() {
        if (named != null) {
            return Optional.of(named);
        }
        if (isSet("LIGHTWAVE_CONTEXT")) {
            return Optional.of(environment.getOrDefault("LIGHTWAVE_CONTEXT", ""));
        }
        return isSet("LIGHTWAVE_CLIENT_ID") || isSet("LIGHTWAVE_SERVER") ? Optional.empty() : contexts.current();
    }

    private boolean isSet(String key) {
        return !environment.getOrDefault(key, "").isBlank();
    }

    Optional<Context> context() {
        return contextName().map(contexts::require);
    }

    Settings settings() {
        return context().map(Context::settings).orElseGet(() -> Settings.of(environment));
    }

    /// The tenant that is meant when none is named.
    Optional<String> tenant() {
        return context()
                .map(Context::tenant)
                .or(() ->
                        Optional.ofNullable(environment.get("LIGHTWAVE_TENANT")).filter(name -> !name.isBlank()));
    }

    Map<String, String> environment() {
        return environment;
    }

    void warn(String text) {
        err.println("lightwave: " + harmless(text));
    }

    /// Without what would speak to the terminal instead of being shown by it: texts come from whoever could give them
    /// to a server.
    static String harmless(String text) {
        return CONTROLS.matcher(text)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }

    /// False when whoever reads what is printed has gone.
    boolean isHeard() {
        return !out.checkError();
    }

    Connection server() {
        Connection current = connection;
        if (current == null) {
            current = context().flatMap(this::signedIn).orElseGet(() -> new Connection(settings()));
            connection = current;
        }
        return current;
    }

    private Optional<Connection> signedIn(Context context) {
        Settings settings = context.settings();
        return Optional.ofNullable(context.session())
                .map(session -> new Connection(
                        settings, new SignedIn(new Connection(settings), context, session, InstantSource.system())));
    }

    /// Writes what is no text of ours.
    void write(byte[] content) {
        out.write(content, 0, content.length);
        out.flush();
    }

    /// The next call signs in again.
    void connectAnew() {
        connection = null;
    }

    void line(String text) {
        out.println(harmless(text));
    }

    /// As it is.
    void text(String text) {
        out.print(text);
        out.flush();
    }

    String pretty(JsonNode value) {
        return PRETTY.writeValueAsString(value);
    }

    /// Shows changes of configuration.
    void changes(Output output, JsonNode outcome, String... verbs) {
        if (output.format == Format.json) {
            line(pretty(outcome));
        } else if (output.format == Format.yaml) {
            line(YamlText.of(outcome));
        } else {
            ChangeText.of(outcome, verbs).forEach(this::line);
        }
    }

    /// Shows one object, or the `items` of a list, with the given columns; without columns as YAML.
    void show(Output output, JsonNode answer, String... columns) {
        if (output.format == Format.json) {
            line(PRETTY.writeValueAsString(answer));
            return;
        }
        if (output.format == Format.yaml || columns.length == 0) {
            line(YamlText.of(answer));
            return;
        }
        JsonNode items = answer.has("items") ? answer.path("items") : answer.path("Resources");
        List<JsonNode> rows = new ArrayList<>();
        if (items.isArray()) {
            items.forEach(rows::add);
        } else if (!answer.has("totalResults")) {
            rows.add(answer);
        }
        table(rows, columns);
    }

    private void table(List<JsonNode> rows, String... columns) {
        List<String[]> cells = new ArrayList<>();
        cells.add(columns);
        for (JsonNode row : rows) {
            String[] values = new String[columns.length];
            for (int i = 0; i < columns.length; i++) {
                JsonNode value = row.path(columns[i]);
                String text = value.isValueNode() ? value.asString("") : value.isMissingNode() ? "" : value.toString();
                values[i] = harmless(text.replace("\n", "\\n").replace("\t", " "));
            }
            cells.add(values);
        }
        int[] widths = new int[columns.length];
        for (String[] row : cells) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                text.append(row[i]).repeat(" ", i == row.length - 1 ? 0 : widths[i] - row[i].length() + 2);
            }
            line(text.toString().stripTrailing());
        }
    }
}
