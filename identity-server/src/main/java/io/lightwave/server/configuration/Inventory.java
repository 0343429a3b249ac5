package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import io.lightwave.token.ConsoleTokens;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tenant has, as the API shows it.
final class Inventory {
    /// Made with the tenant or at the first start, and no part of what is configured.
    private static final Set<String> CLIENTS_OF_THE_SERVER = Set.of(ConsoleTokens.CLIENT_ID);

    /// @param id by which the API finds it; empty where a tenant has exactly one
    /// @param shown what a file could say of it
    /// @param view everything that the API shows of it
    record Stored(Kind kind, String name, String id, ObjectNode shown, JsonNode view) {
        /// Below the tenant's path.
        String path() {
            return kind.path().isEmpty() ? "" : "/" + kind.path() + (id.isEmpty() ? "" : "/" + id);
        }

        /// Part of every tenant: it can be changed, and not be deleted.
        boolean isBuiltIn() {
            return id.isEmpty() || view.path("builtIn").asBoolean(false);
        }
    }

    private final Differences differences;

    Inventory(Differences differences) {
        this.differences = differences;
    }

    /// Those of one kind, by name.
    ///
    /// @throws ApiCalls.RefusedCallException when the caller may not read them
    Map<String, Stored> of(ApiCalls calls, TenantId tenant, Kind kind) {
        var found = new LinkedHashMap<String, Stored>();
        if (kind.isSingle()) {
            Stored only = stored(kind, calls.in(tenant, "GET", kind.path().isEmpty() ? "" : "/" + kind.path(), null));
            found.put(only.name(), only);
        } else {
            calls.list(tenant, "/" + kind.path(), view -> {
                Stored one = stored(kind, view);
                if (isConfigured(one)) {
                    found.put(one.name(), one);
                }
            });
        }
        return found;
    }

    /// Nodes of clusters come and go with their machines, unless they are banned.
    private static boolean isConfigured(Stored one) {
        return switch (one.kind()) {
            case CLIENT -> !CLIENTS_OF_THE_SERVER.contains(one.name());
            case NODE ->
                !one.view().has("cluster") || !one.view().path("enabled").asBoolean(true);
            default -> true;
        };
    }

    /// Those users, groups or nodes of these names that there are.
    Map<String, Stored> named(ApiCalls calls, TenantId tenant, Kind kind, Set<String> names) {
        var found = new LinkedHashMap<String, Stored>();
        names.forEach(name -> calls.named(tenant, kind, name).ifPresent(view -> found.put(name, stored(kind, view))));
        return found;
    }

    Stored stored(Kind kind, JsonNode view) {
        return new Stored(
                kind,
                kind.isSingle() ? "" : view.path(kind.key()).asString(""),
                kind.isSingle() ? "" : view.path("id").asString(""),
                kind == Kind.WORKLOAD
                        ? WorkloadRules.withoutIds(differences.settable(kind, view))
                        : differences.settable(kind, view),
                view);
    }
}
