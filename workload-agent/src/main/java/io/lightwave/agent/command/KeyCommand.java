package io.lightwave.agent.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "key", mixinStandardHelpOptions = true, description = "Keys that a tenant signs tokens with.")
final class KeyCommand {
    private static final String[] COLUMNS = {"algorithm", "state", "updatedAt", "id"};
    private final Terminal terminal;

    KeyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the keys.")
    void list(@Mixin Terminal.Output output, @Mixin InTenant in) {
        terminal.show(output, terminal.server().call("GET", in.path("keys"), null), COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Begins a rotation: successors are published at once, and sign ten minutes later.")
    void rotate(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Option(names = "--algorithm", description = "Of this algorithm only, for instance ES256.") @Nullable
                    String algorithm) {
        terminal.show(
                output,
                terminal.server()
                        .call(
                                "POST",
                                in.path("keys/rotate"),
                                algorithm == null ? Map.of() : Map.of("algorithm", algorithm)),
                COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Ends a key that others may have, at once, with all that it signed.")
    void compromise(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "The key's id, as tokens name it (kid); behind -- if it begins with a hyphen.")
                    String id) {
        terminal.show(
                output,
                terminal.server().call("POST", in.path("keys/" + InTenant.encode(id) + "/compromise"), null),
                COLUMNS);
    }
}
