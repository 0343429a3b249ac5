package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Why did this workload get no identity? Of a platform's token, of a process on a node, or of a request"
                        + " that was refused: the nearest rules, and what of them does not hold.")
final class ExplainCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    Terminal.Output output = new Terminal.Output();

    @Mixin
    InTenant in = new InTenant();

    @ArgGroup(multiplicity = "1")
    Subject subject = new Subject();

    /// What is to be explained: one of the three.
    static final class Subject {
        @Option(names = "--token-file", description = "A file with the platform's token; it is not used up.")
        @Nullable
        Path token;

        @ArgGroup(exclusive = false)
        @Nullable
        OnNode process;

        @Option(names = "--reference", description = "The request id of a refusal in the audit trail.")
        @Nullable
        String reference;
    }

    /// A process on a node.
    static final class OnNode {
        @Option(names = "--node", required = true, description = "The node it runs on.")
        String node = "";

        @Option(
                names = "--selector",
                required = true,
                description = "What it has, for instance docker:label:app:shop; may be repeated.")
        List<String> selectors = List.of();
    }

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        JsonNode answer = ask();
        if (output.format != Terminal.Format.table) {
            terminal.show(output, answer);
            return;
        }
        String workload = answer.at("/workload/spiffeId").asString("");
        terminal.line(
                workload.isEmpty() ? "refused: " + answer.path("reason").asString("") : "recognised: " + workload);
        for (JsonNode rule : answer.path("closest")) {
            terminal.line("%s by rule %s: %s"
                    .formatted(
                            rule.at("/workload/name").asString("(deleted)"),
                            rule.at("/rule/id").asString(""),
                            rule.path("matches").asBoolean(false) ? "matches" : "does not match"));
            for (JsonNode difference : rule.path("differences")) {
                terminal.line("  %s %s: wanted %s, found %s"
                        .formatted(
                                difference.path("what").asString(""),
                                difference.path("detail").asString(""),
                                text(difference.path("wanted")),
                                text(difference.path("found"))));
            }
        }
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "nothing" : value.toString();
    }

    private JsonNode ask() {
        if (subject.reference != null) {
            return terminal.server()
                    .call("GET", in.path("workload-refusals/" + InTenant.encode(subject.reference)), null);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        if (subject.process != null) {
            body.put("node", subject.process.node);
            body.put("selectors", subject.process.selectors);
        } else if (subject.token != null) {
            body.put("token", read(subject.token));
        }
        return terminal.server().call("POST", in.path("workloads/explain"), body);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read " + file);
        }
    }
}
