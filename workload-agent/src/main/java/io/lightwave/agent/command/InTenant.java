package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.lang.reflect.Field;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The tenant that a command works in.
final class InTenant {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// What SCIM has of a tenant.
    enum Resource {
        USER("Users", "userName"),
        GROUP("Groups", "displayName");

        private final String path;
        private final String name;

        Resource(String path, String name) {
            this.path = path;
            this.name = name;
        }
    }

    @Option(
            names = {"-t", "--tenant"},
            description = "The tenant to work in, for instance acme.example; else that of the context.")
    String tenant = "";

    /// Of the option, where there is one, when the command line has not set it.
    ///
    /// @param fallback empty when there is nothing to fall back on, which is an error
    static void complete(CommandLine command, Optional<String> fallback) {
        OptionSpec option = command.getCommandSpec().findOption("--tenant");
        if (option == null
                || !(option.userObject() instanceof Field field && field.getDeclaringClass() == InTenant.class)
                || !"".equals(option.getValue())) {
            return;
        }
        option.setValue(fallback.orElseThrow(() -> new ParameterException(
                command, "Missing required option: '--tenant=<tenant>' (or sign in: lightwave login)")));
    }

    String path(String below) {
        return "/api/v1/tenants/%s/%s".formatted(encode(tenant), below);
    }

    /// @param below of SCIM
    String scim(String below) {
        return "/t/%s/scim/v2/%s".formatted(encode(tenant), below);
    }

    JsonNode enable(Terminal terminal, String below, boolean enabled) {
        return terminal.server().call("PATCH", path(below), Map.of("enabled", enabled));
    }

    /// Changes a user or a group by one operation (RFC 7644 §3.5.2).
    ///
    /// @param idOrName of it
    JsonNode patch(Terminal terminal, Resource resource, String idOrName, Map<String, Object> operation) {
        return terminal.server()
                .call(
                        "PATCH",
                        scim(resource.path + "/" + id(terminal, resource, idOrName)),
                        Map.of("schemas", List.of(PATCH), "Operations", List.of(operation)));
    }

    /// SCIM knows ids only; for a name it is asked first.
    String id(Terminal terminal, Resource resource, String idOrName) {
        if (ID.matcher(idOrName).matches()) {
            return idOrName;
        }
        String filter = resource.name + " eq " + JsonNodeFactory.instance.stringNode(idOrName);
        JsonNode found = terminal.server()
                .call("GET", scim(resource.path + "?filter=" + encode(filter)), null)
                .path("Resources");
        if (found.size() != 1) {
            String what = resource == Resource.USER ? "user" : "group";
            throw new Failure(Failure.Kind.REFUSED, "there is no %s '%s'".formatted(what, idOrName))
                    .trying("%s list --tenant %s".formatted(what, tenant));
        }
        return found.path(0).path("id").asString("");
    }

    /// As a segment of a path.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
