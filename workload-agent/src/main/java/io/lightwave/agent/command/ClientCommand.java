package io.lightwave.agent.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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
        terminal.show(output, in.enable(terminal, "clients/" + InTenant.encode(client), false), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Enables a disabled client.")
    void enable(@Mixin Terminal.Output output, @Mixin InTenant in, @Parameters String client) {
        terminal.show(output, in.enable(terminal, "clients/" + InTenant.encode(client), true), COLUMNS);
    }

    @Command(
            name = "token-preview",
            mixinStandardHelpOptions = true,
            description = "Shows what the client's tokens would say, and where each claim comes from; issues nothing.")
    void tokenPreview(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(paramLabel = "CLIENT") String client,
            @Option(names = "--user", description = "Whose tokens; without it, the client's own.") @Nullable
                    String user,
            @Option(names = "--grant-type") @Nullable String grantType,
            @Option(names = "--scope", split = ",", description = "Without it, all that the client may ask for.")
                    @Nullable
                    List<String> scopes,
            @Option(names = "--resource", description = "The resource server, by URI or name.") @Nullable
                    String resource) {
        Map<String, Object> body = new LinkedHashMap<>();
        putIfGiven(body, "user", user);
        putIfGiven(body, "grantType", grantType);
        putIfGiven(body, "scopes", scopes);
        putIfGiven(body, "resource", resource);
        JsonNode preview =
                terminal.server().call("POST", in.path("clients/" + InTenant.encode(client) + "/token-preview"), body);
        if (output.format != Terminal.Format.table) {
            terminal.show(output, preview);
            return;
        }
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = claims.putArray("items");
        addRows(rows, "access token", preview.at("/accessToken/claims"));
        addRows(rows, "ID token", preview.at("/idToken/claims"));
        addRows(rows, "userinfo", preview.path("userInfo"));
        terminal.show(output, claims, "in", "name", "value", "from", "field");
        sayLength("access token", preview.path("accessToken"));
        sayLength("ID token", preview.path("idToken"));
    }

    private static void putIfGiven(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static void addRows(ArrayNode rows, String in, JsonNode claims) {
        for (JsonNode claim : claims) {
            ObjectNode row = rows.addObject().put("in", in);
            claim.properties().forEach(member -> row.set(member.getKey(), member.getValue()));
        }
    }

    private void sayLength(String what, JsonNode token) {
        if (token.has("bytes")) {
            terminal.line("%s: %s, %d bytes%s"
                    .formatted(
                            what,
                            token.path("algorithm")
                                    .asString(token.path("format").asString("")),
                            token.path("bytes").asInt(0),
                            token.path("tooLong").asBoolean(false) ? ", more than every proxy lets through" : ""));
        }
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
