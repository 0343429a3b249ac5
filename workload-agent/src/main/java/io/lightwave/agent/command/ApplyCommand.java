package io.lightwave.agent.command;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {
            "Brings tenants to what files of configuration say: each tenant wholly or not at all.",
            "What the files do not name is left alone. Applying twice changes nothing."
        })
final class ApplyCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private Terminal.Output output = new Terminal.Output();

    @Mixin
    private ConfigurationFiles files = new ConfigurationFiles();

    @Option(
            names = "--plan-digest",
            paramLabel = "DIGEST",
            description = "Applies only what that plan showed, and nothing when something has changed since.")
    private @Nullable String digest;

    @Option(
            names = "--secrets-file",
            paramLabel = "FILE",
            description = {
                "Where to write secrets that the server makes for new clients and tenants, as JSON that only",
                "you can read, beside those that it has. Without it nobody sees them; others can be made later."
            })
    private @Nullable Path secretsFile;

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = "--watch",
            description = {
                "Goes on: applies again when the files change, as when a mounted ConfigMap does, and after each",
                "--interval; what fails is tried again, after a minute at the most. Ends by SIGTERM."
            })
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description =
                    "With --watch: when to apply although no file has changed (ISO 8601, default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofMinutes(5);

    @Override
    public void run() {
        if (watch) {
            new FolderWatch(terminal, files, interval, FolderWatch.LOOK).run(this::apply);
        } else {
            apply();
        }
    }

    private void apply() {
        if (secretsFile != null) {
            new SecretsFile(secretsFile).requireWritable(); // before anything is made that only it will have
        }
        JsonNode outcome = files.send(terminal.server(), "apply", terminal.environment(), digest);
        JsonNode generated = outcome.path("generated");
        ((tools.jackson.databind.node.ObjectNode) outcome).remove("generated");
        terminal.changes(output, outcome, "created", "changed", "deleted");
        if (!generated.isEmpty()) {
            keep(generated);
        }
    }

    private void keep(JsonNode generated) {
        if (secretsFile == null) {
            terminal.warn(
                    "%d new secrets were made that nobody has seen (%s %s of %s is the first): use --secrets-file next time, or make others"
                            .formatted(
                                    generated.size(),
                                    generated.path(0).path("kind").asString(""),
                                    generated.path(0).path("name").asString(""),
                                    generated.path(0).path("tenant").asString("")));
            return;
        }
        new SecretsFile(secretsFile).keep(generated);
    }
}
