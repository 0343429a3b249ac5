package io.lightwave.agent.command;

import io.lightwave.agent.command.Operation.Answer;
import io.lightwave.agent.command.Operation.Body;
import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs one [Operation].
final class OperationCommand implements Runnable {
    private static final String SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final int NEWEST = 50;
    private static final String POLICIES =
            "password, lockout, throttle, authentication, token, registration, appearance or audit.";

    private final Operation operation;
    private final Terminal terminal;
    private final Terminal.Output output = new Terminal.Output();
    private final InTenant in;
    private final CommandSpec spec;

    private OperationCommand(Operation operation, Terminal terminal) {
        this.operation = operation;
        this.terminal = terminal;
        this.in = new InTenant();
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    /// Adds each operation of the nouns that are meant to its noun's command, where that has no command of the name
    /// already.
    static void addTo(CommandLine root, Terminal terminal, Predicate<String> meant) {
        for (Operation operation : Operations.all()) {
            if (!meant.test(operation.noun())) {
                continue;
            }
            if (!root.getSubcommands().containsKey(operation.noun())) {
                root.addSubcommand(operation.noun(), new CommandLine(noun(operation.noun())));
            }
            CommandLine noun = Objects.requireNonNull(root.getSubcommands().get(operation.noun()));
            if (!noun.getSubcommands().containsKey(operation.verb())) {
                noun.addSubcommand(operation.verb(), new OperationCommand(operation, terminal).spec());
            }
        }
    }

    private static CommandSpec noun(String name) {
        CommandSpec noun = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        noun.usageMessage().description(Operations.NOUNS.getOrDefault(name, ""));
        return noun;
    }

    private CommandSpec spec() {
        spec.name(operation.verb()).mixinStandardHelpOptions(true);
        spec.usageMessage().description(operation.description());
        spec.addMixin("output", CommandSpec.forAnnotatedObject(output));
        if (operation.inTenant()) {
            spec.addMixin("in", CommandSpec.forAnnotatedObject(in));
        }
        int index = 0;
        for (String parameter : operation.parameters()) {
            spec.addPositional(PositionalParamSpec.builder()
                    .index(String.valueOf(index++))
                    .paramLabel(Operation.label(parameter))
                    .type(String.class)
                    .required(true)
                    .description(parameter.equals("policy") ? POLICIES : "Its id, or its name where it has one.")
                    .build());
        }
        for (String name : operation.query()) {
            option(
                    String.class,
                    name.equals("search") ? "Only those whose names contain it." : "Only with this " + name + ".",
                    optionOf(name));
        }
        switch (operation.answer()) {
            case PAGES, NEWEST, SCIM_PAGES -> option(Integer.class, "At most so many.", "--limit");
            case FILE -> option(Path.class, "The file to write; standard output without it.", "--out");
            case NOTHING, OBJECT, LIST -> {}
        }
        if (operation.showsEntityTag()) {
            spec.addOption(OptionSpec.builder("--etag")
                    .type(boolean.class)
                    .description("Shows its entity tag too, for --if-match.")
                    .build());
        }
        body(index);
        return spec;
    }

    private void body(int index) {
        if (operation.isConditional()) {
            option(String.class, "Only if this is its entity tag still; --etag shows it.", "--if-match");
        }
        switch (operation.body()) {
            case NONE -> {}
            case LDIF -> option(Path.class, "The file to read, - for standard input.", "-f", "--file");
            case JSON, USER, GROUP, REPLACEMENT -> {
                option(Path.class, "A file with the JSON object, - for standard input.", "-f", "--file");
                spec.addOption(OptionSpec.builder("--fields")
                        .type(boolean.class)
                        .description("Prints which fields there are, and does nothing else.")
                        .build());
                spec.addPositional(PositionalParamSpec.builder()
                        .index(index + "..*")
                        .arity("0..*")
                        .paramLabel("FIELD")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description("NAME=TEXT or NAME:=JSON; a name with dots leads into objects.")
                        .build());
            }
        }
    }

    private void option(Class<?> type, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(type)
                .paramLabel(type == Path.class ? "FILE" : type == Integer.class ? "NUMBER" : "TEXT")
                .description(description)
                .build());
    }

    private <T> @Nullable T given(String option, Class<T> type) {
        ArgSpec found = spec.findOption(option);
        return found == null ? null : type.cast(found.getValue());
    }

    @Override
    public void run() {
        if (isGiven("--fields")) {
            terminal.show(
                    output,
                    new ApiDescription(terminal.server().json("/api/openapi.json"))
                            .fields(operation.method(), address()),
                    "field",
                    "type",
                    "required",
                    "description");
            return;
        }
        try {
            answer(address());
        } catch (Failure failure) {
            throw failure.next().isPresent() ? failure : withNext(failure);
        }
    }

    private Failure withNext(Failure failure) {
        String there = operation.inTenant() ? " --tenant " + in.tenant : "";
        return switch (failure.status()) {
            case 400 ->
                operation.body() == Body.NONE || operation.body() == Body.LDIF
                        ? failure
                        : failure.trying("%s %s%s --fields".formatted(operation.noun(), operation.verb(), there));
            case 404 -> failure.trying("%s --help".formatted(operation.noun()));
            case 412 ->
                operation
                        .showing()
                        .map(shown -> failure.trying("%s %s%s --etag".formatted(shown.noun(), shown.verb(), there)))
                        .orElse(failure);
            default -> failure;
        };
    }

    private void answer(String address) {
        switch (operation.answer()) {
            case FILE -> write(terminal.server().bytes(address + query(address)));
            case PAGES, NEWEST -> show(terminal.server().list(address, query("?"), limit()));
            case SCIM_PAGES -> show(terminal.server().scimList(address, query("?"), limit()));
            case NOTHING, OBJECT, LIST -> show(call(address));
        }
    }

    private int limit() {
        Integer limit = given("--limit", Integer.class);
        if (limit == null) {
            return operation.answer() == Answer.NEWEST ? NEWEST : EVERYTHING;
        }
        if (limit < 1) {
            throw new Failure(Failure.Kind.USAGE, "--limit is a number from 1 on");
        }
        return limit;
    }

    private JsonNode call(String address) {
        String at = address + query(address);
        if (isGiven("--etag")) {
            return terminal.server().tagged(at);
        }
        Optional<String> version =
                Optional.ofNullable(given("--if-match", String.class)).map(OperationCommand::entityTag);
        if (operation.body() == Body.LDIF) {
            return terminal.server().send(operation.method(), at, "text/ldif", content(), version);
        }
        return terminal.server().call(operation.method(), at, bodyOf(), version);
    }

    /// As it is sent (RFC 9110 §8.8.3): a shell may have taken the quotes away.
    private static String entityTag(String text) {
        if (text.equals("*") || text.endsWith("\"")) {
            return text;
        }
        return text.startsWith("W/") ? "W/\"%s\"".formatted(text.substring(2)) : "\"%s\"".formatted(text);
    }

    private boolean isGiven(String option) {
        return Boolean.TRUE.equals(given(option, Boolean.class));
    }

    private byte[] content() {
        Path file = given("--file", Path.class);
        if (file == null) {
            throw new Failure(Failure.Kind.USAGE, "needs --file, or --file - for standard input");
        }
        return Fields.content(file);
    }

    private String address() {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < operation.parameters().size(); i++) {
            String text = spec.positionalParameters().get(i).getValue();
            arguments.add(InTenant.encode(identifier(operation.parameters().get(i), text)));
        }
        return operation.address(
                operation.inTenant() ? Optional.of(InTenant.encode(in.tenant)) : Optional.empty(), arguments);
    }

    private static String optionOf(String parameter) {
        return "--" + parameter.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private String identifier(String parameter, String text) {
        if (!operation.isScim()) {
            return text;
        }
        return switch (parameter) {
            case "user" -> in.id(terminal, InTenant.Resource.USER, text);
            case "group" -> in.id(terminal, InTenant.Resource.GROUP, text);
            default -> text;
        };
    }

    private String query(String before) {
        StringBuilder query = new StringBuilder();
        for (String name : operation.query()) {
            String value = given(optionOf(name), String.class);
            if (value != null) {
                query.append(query.isEmpty() && !before.equals("?") ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(InTenant.encode(value));
            }
        }
        return query.toString();
    }

    private @Nullable ObjectNode bodyOf() {
        if (operation.body() == Body.NONE) {
            return null;
        }
        List<String> fields = spec.positionalParameters().getLast().getValue();
        ObjectNode body = Fields.read(given("--file", Path.class), fields == null ? List.of() : fields);
        return switch (operation.body()) {
            case USER -> schema(body, SCHEMAS + "User");
            case GROUP -> schema(body, SCHEMAS + "Group");
            case REPLACEMENT -> {
                ObjectNode patch = schema(JsonNodeFactory.instance.objectNode(), PATCH);
                patch.putArray("Operations").addObject().put("op", "replace").set("value", body);
                yield patch;
            }
            case NONE, JSON, LDIF -> body;
        };
    }

    private static ObjectNode schema(ObjectNode body, String schema) {
        if (!body.has("schemas")) {
            body.putArray("schemas").add(schema);
        }
        return body;
    }

    private void show(JsonNode answer) {
        if (operation.answer() == Answer.NOTHING) {
            return;
        }
        List<String> columns = new ArrayList<>(operation.columns());
        if (isGiven("--etag") && !columns.isEmpty()) {
            columns.add("etag");
        }
        terminal.show(output, answer, columns.toArray(String[]::new));
    }

    private void write(byte[] content) {
        Path file = given("--out", Path.class);
        try {
            if (file == null) {
                terminal.write(content);
            } else {
                Files.write(file, content);
            }
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write " + file);
        }
    }
}
