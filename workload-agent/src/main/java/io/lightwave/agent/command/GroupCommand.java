package io.lightwave.agent.command;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "group", mixinStandardHelpOptions = true, description = "Groups of people.")
final class GroupCommand {
    private final Terminal terminal;

    GroupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Puts users into a group.")
    void add(
            @Mixin InTenant in,
            @Parameters(paramLabel = "GROUP", description = "Its id or name.") String group,
            @Parameters(paramLabel = "USER", arity = "1..*", description = "Their ids or names.") List<String> users) {
        List<Map<String, String>> members = users.stream()
                .map(user -> Map.of("value", in.id(terminal, InTenant.Resource.USER, user)))
                .toList();
        in.patch(terminal, InTenant.Resource.GROUP, group, Map.of("op", "add", "path", "members", "value", members));
    }

    @Command(mixinStandardHelpOptions = true, description = "Takes a user out of a group.")
    void remove(
            @Mixin InTenant in,
            @Parameters(paramLabel = "GROUP", description = "Its id or name.") String group,
            @Parameters(paramLabel = "USER", description = "Its id or name.") String user) {
        String id = in.id(terminal, InTenant.Resource.USER, user);
        in.patch(
                terminal,
                InTenant.Resource.GROUP,
                group,
                Map.of("op", "remove", "path", "members[value eq \"%s\"]".formatted(id)));
    }
}
