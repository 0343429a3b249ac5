package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "node", mixinStandardHelpOptions = true, description = "Nodes: machines that run workloads.")
final class NodeCommand {
    private static final String[] COLUMNS = {"name", "enabled", "joined", "joinedAt", "id"};
    private final Terminal terminal;

    NodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "join-token",
            mixinStandardHelpOptions = true,
            description = "Makes a join token, which lets one agent in once, and prints it.")
    void joinToken(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(paramLabel = "NODE", description = "The node that joins, for instance node-1.") String node,
            @Option(
                            names = "--expires-in",
                            paramLabel = "DURATION",
                            description = "How long it may wait, for instance PT10M (the default).")
                    @Nullable
                    String expiresIn,
            @Option(
                            names = "--address-range",
                            paramLabel = "CIDR",
                            description = "Where the node must ask from, for instance 192.0.2.0/24.")
                    @Nullable
                    String addressRange) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("node", node);
        if (expiresIn != null) {
            body.put("expiresIn", expiresIn);
        }
        if (addressRange != null) {
            body.put("addressRange", addressRange);
        }
        var made = terminal.server().call("POST", in.path("join-tokens"), body);
        if (output.format != Terminal.Format.table) {
            terminal.show(output, made);
        } else {
            terminal.line(made.path("token").asString(""));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Bans a node: what it has ends within seconds, and no token lets it in.")
    void ban(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its id or name.") String node) {
        terminal.show(output, in.enable(terminal, "nodes/" + InTenant.encode(node), false), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Lifts the ban of a node.")
    void unban(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its id or name.") String node) {
        terminal.show(output, in.enable(terminal, "nodes/" + InTenant.encode(node), true), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Forgets a node's key: it has to join anew.")
    void evict(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its id or name.") String node) {
        terminal.show(
                output,
                terminal.server().call("POST", in.path("nodes/" + InTenant.encode(node) + "/evict"), null),
                COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Deletes a node for good.")
    void delete(@Mixin InTenant in, @Parameters(description = "Its id or name.") String node) {
        terminal.server().call("DELETE", in.path("nodes/" + InTenant.encode(node)), null);
    }
}
