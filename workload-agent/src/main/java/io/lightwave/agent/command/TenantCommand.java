package io.lightwave.agent.command;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "tenant", mixinStandardHelpOptions = true, description = "Tenants of the installation.")
final class TenantCommand {
    private static final String[] COLUMNS = {"name", "issuer", "enabled", "createdAt"};
    private final Terminal terminal;

    TenantCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Creates a tenant; shows its administrator's password once.")
    void create(
            @Mixin Terminal.Output output,
            @Parameters(description = "A DNS domain, for instance acme.example") String name) {
        var tenant = terminal.server().call("POST", "/api/v1/tenants", Map.of("name", name));
        terminal.show(output, tenant, COLUMNS);
        var administrator = tenant.path("administrator");
        if (output.format == Terminal.Format.table && administrator.has("password")) {
            terminal.line("administrator %s, password %s (shown once)"
                    .formatted(
                            administrator.path("userName").asString(""),
                            administrator.path("password").asString("")));
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Disables a tenant: nothing of it authenticates any more.")
    void disable(@Mixin Terminal.Output output, @Parameters String name) {
        enable(output, name, false);
    }

    @Command(mixinStandardHelpOptions = true, description = "Enables a disabled tenant.")
    void enable(@Mixin Terminal.Output output, @Parameters String name) {
        enable(output, name, true);
    }

    private void enable(Terminal.Output output, String name, boolean enabled) {
        terminal.show(
                output,
                terminal.server().call("PATCH", "/api/v1/tenants/" + InTenant.encode(name), Map.of("enabled", enabled)),
                COLUMNS);
    }
}
