package io.lightwave.agent.command;

import io.lightwave.agent.signin.Context;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "context",
        mixinStandardHelpOptions = true,
        description = "Contexts: servers and tenants that somebody has signed in at.")
final class ContextCommand {
    private static final String[] COLUMNS = {"current", "name", "server", "tenant", "client", "person"};
    private final Terminal terminal;

    ContextCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the contexts.")
    void list(@Mixin Terminal.Output output) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        var items = answer.putArray("items");
        terminal.contexts().names().forEach(name -> items.add(describe(name)));
        terminal.show(output, answer, COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Uses a context from now on.")
    void use(@Parameters(paramLabel = "NAME") String name) {
        terminal.contexts().use(name);
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows one context, without its credentials.")
    void show(@Mixin Terminal.Output output, @Parameters(paramLabel = "NAME") String name) {
        terminal.show(output, describe(name), COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Forgets a context and asks no server: use logout to end its sign-in there too.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        terminal.contexts().remove(name);
    }

    private ObjectNode describe(String name) {
        Context context = terminal.contexts().require(name);
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("current", terminal.contexts().current().equals(Optional.of(name)) ? "*" : "");
        item.put("name", name);
        item.put("server", context.server().toString());
        item.put("tenant", context.tenant());
        item.put("client", context.clientId());
        item.put("person", context.session() != null);
        return item;
    }
}
