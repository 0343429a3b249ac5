package io.lightwave.bench;

import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Files of configuration with many clients, applied to one tenant as `lightwave apply` does: one request, one
/// transaction.
final class ApplyLoads {
    private static final double GOAL = 10;

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final Supplier<String[]> operator;
    private final Table table;

    ApplyLoads(PackagedServer server, Http http, String tenant, Supplier<String[]> operator, Table table) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator;
        this.table = table;
    }

    void measure(int clients) {
        apply("first_", 20, _ -> "first", 20); // the server has seen such files before
        String goal = clients == 1_000 ? "goal %.0f".formatted(GOAL) : "";
        run("apply %,d new clients", clients, _ -> "new", clients, goal);
        run("apply %,d clients again, none changed", clients, _ -> "new", 0, "");
        run("apply %,d clients, ten changed", clients, i -> i < 10 ? "changed" : "new", 10, "");
        run("apply %,d clients, all changed", clients, _ -> "other", clients, goal);
    }

    private void run(String what, int clients, IntFunction<String> name, int changes, String comparison) {
        Cpu cpu = new Cpu(server.process().toHandle());
        double before = cpu.ofProcess() + cpu.ofDescendants();
        long begin = System.nanoTime();
        apply("client-", clients, name, changes);
        double wall = (System.nanoTime() - begin) / 1e9;
        double used = cpu.ofProcess() + cpu.ofDescendants() - before;
        table.add(what.formatted(clients), wall, "s", comparison);
        table.add(what.formatted(clients) + ", CPU", used, "s", "of server and database");
    }

    private void apply(String prefix, int clients, IntFunction<String> name, int changes) {
        String text = "tenant: " + tenant + "\nclients:\n"
                + IntStream.range(0, clients)
                        .mapToObj(i -> """
                                  - clientId: %s%d
                                    clientName: %s
                                    grantTypes: [authorization_code, refresh_token]
                                    redirectUris: ["https://shop%d.example/callback"]
                                    tokenEndpointAuthMethod: client_secret_basic
                                    scopes: [openid, profile]
                                """.formatted(prefix, i, name.apply(i), i))
                        .collect(Collectors.joining());
        Http.Answer answer = http.json(
                "POST",
                "/api/v1/configuration/apply",
                Map.of("files", List.of(Map.of("name", "clients.yaml", "text", text))),
                operator.get());
        JsonNode made = answer.json().at("/tenants/0/changes");
        if (answer.status() != 200 || made.size() != changes) {
            throw new IllegalStateException(
                    "answered %d, %d changes: %.500s".formatted(answer.status(), made.size(), answer.body()));
        }
    }
}
