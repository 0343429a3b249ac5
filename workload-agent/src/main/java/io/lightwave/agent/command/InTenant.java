package io.lightwave.agent.command;

import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The tenant that a command works in.
final class InTenant {
    @Option(
            names = {"-t", "--tenant"},
            required = true,
            description = "The tenant to work in, for instance acme.example.")
    String tenant = "";

    String path(String below) {
        return "/api/v1/tenants/%s/%s".formatted(tenant, below);
    }

    JsonNode enable(Terminal terminal, String below, boolean enabled) {
        return terminal.server().call("PATCH", path(below), Map.of("enabled", enabled));
    }
}
