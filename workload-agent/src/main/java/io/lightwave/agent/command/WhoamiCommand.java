package io.lightwave.agent.command;

import io.lightwave.agent.connection.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(name = "whoami", mixinStandardHelpOptions = true, description = "Shows as whom, and where, commands work.")
final class WhoamiCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    Terminal.Output output = new Terminal.Output();

    WhoamiCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Settings settings = terminal.settings();
        boolean person =
                terminal.context().filter(context -> context.session() != null).isPresent();
        var answer = JsonNodeFactory.instance.objectNode();
        answer.put("context", terminal.contextName().orElse("(environment)"));
        answer.put("server", settings.server().toString());
        answer.put("tenant", settings.tenant());
        if (person) {
            JsonNode said = terminal.server()
                    .call("GET", "/t/%s/oauth2/userinfo".formatted(InTenant.encode(settings.tenant())), null);
            answer.put(
                    "user",
                    said.path("preferred_username").asString(said.path("name").asString("")));
            answer.put("subject", said.path("sub").asString(""));
            terminal.show(output, answer, "context", "server", "tenant", "user", "subject");
        } else {
            answer.put("client", settings.clientId().orElse(""));
            terminal.server().authenticate();
            terminal.show(output, answer, "context", "server", "tenant", "client");
        }
    }
}
