package io.lightwave.agent.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Shows what applying files of configuration would change, and changes nothing.",
        footer = {"", "Exit code 0, also when something is different; see drift."})
final class PlanCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private Terminal.Output output = new Terminal.Output();

    @Mixin
    private ConfigurationFiles files = new ConfigurationFiles();

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        JsonNode plan = files.send(terminal.server(), "plan", terminal.environment(), null);
        terminal.changes(output, plan, "to create", "to change", "to delete");
        if (!ChangeText.isEmpty(plan) && output.format == Terminal.Format.table) {
            terminal.line("apply exactly this: lightwave apply --plan-digest %s"
                    .formatted(plan.path("digest").asString("")));
        }
    }
}
