package io.lightwave.agent.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = "Says whether a server is what files of configuration say, for a job that watches it.",
        footer = {"", "Exit code 0 when it is, 2 when something is different."})
final class DriftCommand implements Callable<Integer> {
    private static final int DIFFERENT = 2;

    private final Terminal terminal;

    @Mixin
    private Terminal.Output output = new Terminal.Output();

    @Mixin
    private ConfigurationFiles files = new ConfigurationFiles();

    DriftCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode plan = files.send(terminal.server(), "plan", terminal.environment(), null);
        terminal.changes(output, plan, "missing", "different", "too many");
        return ChangeText.isEmpty(plan) ? 0 : DIFFERENT;
    }
}
