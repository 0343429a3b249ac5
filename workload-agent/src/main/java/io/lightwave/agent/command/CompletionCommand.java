package io.lightwave.agent.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = CompletionCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Prints what makes a shell complete this command line: source <(lightwave completion bash).")
final class CompletionCommand implements Runnable {
    static final String NAME = "completion";

    /// Shells that are known.
    enum Shell {
        bash,
        /// Reads what bash reads, by its `bashcompinit`, which the script calls.
        zsh
    }

    private final Terminal terminal;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(description = "${COMPLETION-CANDIDATES}.")
    Shell shell = Shell.bash;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.line(AutoComplete.bash("lightwave", spec.root().commandLine()));
    }
}
