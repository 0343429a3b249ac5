package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "workload",
        mixinStandardHelpOptions = true,
        description = "Workloads of a tenant.",
        subcommands = ExplainCommand.class)
final class WorkloadCommand {
    private static final String[] COLUMNS = {"name", "spiffeId", "audiences", "enabled", "id"};
    private final Terminal terminal;

    WorkloadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Creates a workload, with a rule when an issuer is named.")
    void create(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its name, for instance shop/payments") String name,
            @Option(names = "--issuer", description = "The trusted issuer of the rule.") @Nullable String issuer,
            @Option(names = "--claim", description = "claim=value that the evidence must have; may be repeated.")
                    @Nullable
                    Map<String, String> claims,
            @Option(names = "--audience", split = ",", description = "Resources it may ask tokens for.") @Nullable
                    List<String> audiences) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        if (issuer != null) {
            body.put("rules", List.of(Map.of("issuer", issuer, "claims", claims == null ? Map.of() : claims)));
        }
        if (audiences != null) {
            body.put("audiences", audiences);
        }
        terminal.show(output, terminal.server().call("POST", in.path("workloads"), body), COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Disables a workload: its tokens end, its certificates are held.")
    void disable(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its id or one-segment name.") String workload) {
        terminal.show(output, in.enable(terminal, "workloads/" + InTenant.encode(workload), false), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Enables a disabled workload.")
    void enable(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "Its id or one-segment name.") String workload) {
        terminal.show(output, in.enable(terminal, "workloads/" + InTenant.encode(workload), true), COLUMNS);
    }
}
