package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Access tokens for the client of the environment.")
final class TokenCommand {
    private final Terminal terminal;

    TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Fetches an access token and prints it.")
    void fetch(
            @Mixin Terminal.Output output,
            @Option(names = "--resource", description = "The service it is for.") @Nullable String resource,
            @Option(names = "--scope") @Nullable String scope) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (resource != null) {
            parameters.put("resource", resource);
        }
        if (scope != null) {
            parameters.put("scope", scope);
        }
        JsonNode answer = terminal.server().clientToken(parameters);
        if (output.format != Terminal.Format.table) {
            terminal.show(output, answer);
        } else {
            terminal.line(answer.path("access_token").asString(""));
        }
    }
}
