package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "user", mixinStandardHelpOptions = true, description = "People of a tenant.")
final class UserCommand {
    private static final String[] COLUMNS = {"userName", "displayName", "active", "id"};
    private final Terminal terminal;

    UserCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Creates a user.")
    void create(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(paramLabel = "USER_NAME") String userName,
            @Option(names = "--display-name") @Nullable String displayName,
            @Option(names = "--email") @Nullable String email,
            @Option(
                            names = "--password",
                            interactive = true,
                            arity = "0",
                            description = "Asks for the password (it is never taken from the command line).")
                    char @Nullable [] password) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:User"));
        body.put("userName", userName);
        if (displayName != null) {
            body.put("displayName", displayName);
        }
        if (email != null) {
            body.put("emails", List.of(Map.of("value", email, "primary", true)));
        }
        if (password != null) {
            body.put("password", new String(password));
        }
        terminal.show(output, terminal.server().call("POST", in.scim("Users"), body), COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Disables a user: passwords, sessions and tokens end at once.")
    void disable(@Mixin Terminal.Output output, @Mixin InTenant in, @Parameters(paramLabel = "USER") String user) {
        enable(output, in, user, false);
    }

    @Command(mixinStandardHelpOptions = true, description = "Enables a disabled user.")
    void enable(@Mixin Terminal.Output output, @Mixin InTenant in, @Parameters(paramLabel = "USER") String user) {
        enable(output, in, user, true);
    }

    private void enable(Terminal.Output output, InTenant in, String user, boolean enabled) {
        terminal.show(
                output,
                in.patch(
                        terminal,
                        InTenant.Resource.USER,
                        user,
                        Map.of("op", "replace", "value", Map.of("active", enabled))),
                COLUMNS);
    }
}
