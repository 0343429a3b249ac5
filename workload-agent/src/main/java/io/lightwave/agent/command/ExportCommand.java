package io.lightwave.agent.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a tenant's configuration as YAML to standard output, to be kept in git.",
            "Secrets are not in it; applying it to the same tenant changes nothing."
        })
final class ExportCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private InTenant in = new InTenant();

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.text(terminal.server().download(in.path("configuration")));
    }
}
