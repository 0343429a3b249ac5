package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "client", mixinStandardHelpOptions = true, description = "OAuth clients of a tenant.")
final class ClientCommand {
    private static final String[] COLUMNS = {"clientId", "grantTypes", "tokenEndpointAuthMethod", "enabled"};
    private final Terminal terminal;

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Creates a client; shows its secret once.")
    void create(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(paramLabel = "CLIENT_ID") String clientId,
            @Option(names = "--grant-type", defaultValue = "client_credentials", split = ",") List<String> grantTypes,
            @Option(names = "--auth-method", defaultValue = "client_secret_basic") String authMethod,
            @Option(names = "--redirect-uri", split = ",") @Nullable List<String> redirectUris,
            @Option(names = "--audience", split = ",") @Nullable List<String> audiences) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", clientId);
        body.put("grantTypes", grantTypes);
        body.put("tokenEndpointAuthMethod", authMethod);
        if (redirectUris != null) {
            body.put("redirectUris", redirectUris);
        }
        if (audiences != null) {
            body.put("audiences", audiences);
        }
        terminal.show(
                output,
                terminal.server().call("POST", in.path("clients"), body),
                "clientId",
                "clientSecret",
                "grantTypes",
                "tokenEndpointAuthMethod");
    }

    @Command(mixinStandardHelpOptions = true, description = "Disables a client: its tokens end at once.")
    void disable(@Mixin Terminal.Output output, @Mixin InTenant in, @Parameters String client) {
        terminal.show(output, in.enable(terminal, "clients/" + client, false), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Enables a disabled client.")
    void enable(@Mixin Terminal.Output output, @Mixin InTenant in, @Parameters String client) {
        terminal.show(output, in.enable(terminal, "clients/" + client, true), COLUMNS);
    }

    @Command(
            name = "allow-login",
            mixinStandardHelpOptions = true,
            description = "Lets people of the tenant sign in at the command line: registers its public client, whose"
                    + " tokens are bound to a key. Disabling or deleting lightwave-cli takes it back.")
    void allowLogin(@Mixin Terminal.Output output, @Mixin InTenant in) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", LoginCommand.CLIENT_ID);
        body.put("clientName", "Lightwave command line");
        body.put("applicationType", "native");
        body.put("grantTypes", List.of("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"));
        body.put("tokenEndpointAuthMethod", "none");
        body.put("scopes", List.of("openid", "profile"));
        body.put("dpopBoundAccessTokens", true);
        terminal.show(output, terminal.server().call("POST", in.path("clients"), body), COLUMNS);
    }
}
