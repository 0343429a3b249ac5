package io.lightwave.bench;

import io.lightwave.system.Agent;
import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Many registered workloads, and many agents that listen: what they cost one server that has nothing else to do, and
/// how soon they hear of what changes. Agents are simulated (the push stream, and no fetching) but for one, which is
/// real.
final class WorkloadLoads implements AutoCloseable {
    private static final String MODEL = "the-model-of-others";
    private static final int JOINING_AT_ONCE = 8;
    private static final int REGISTRATIONS = 200;
    private static final int BANS = 100;
    private static final int STARTS = 200;
    private static final int WARM_STARTS = 20;
    private static final int BYTES_OF_CONNECTION = 160 << 10; // as the server reckons, of half of its heap
    private static final double LEAST_TOLD = 0.01;
    private static final int LEAST_HEAP = 320; // MiB, as it is started

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final Supplier<String[]> operator;
    private final Table table;
    private final AtomicLong events = new AtomicLong();
    private final List<SimulatedAgent> agents = new ArrayList<>();

    WorkloadLoads(PackagedServer server, Http http, String tenant, Supplier<String[]> operator, Table table) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator;
        this.table = table;
    }

    /// MiB of heap that a server needs for so many agents, each of which keeps a connection: three
    /// quarters of those that there may be.
    static long heapFor(int agents) {
        return Math.max(LEAST_HEAP, (long) agents * BYTES_OF_CONNECTION * 2 * 4 / 3 / (1 << 20) + 64);
    }

    /// One workload by an operator's request, and the others by SQL like it, each with a rule: for node `n0` to `n…` in
    /// turn.
    void register(int workloads, int nodes) throws IOException, SQLException {
        long begin = System.nanoTime();
        Http.Answer made = http.json(
                "POST",
                "/api/v1/tenants/" + tenant + "/workloads",
                Map.of("name", MODEL, "audiences", List.of()),
                operator.get());
        if (made.status() != 201) {
            throw new IllegalStateException(made.status() + " " + made.body());
        }
        try (var connection = ServerDatabase.connect(server, "lightwave");
                var entries = connection.prepareStatement("""
                        with model as (select * from entry where tenant_id = ? and id = ?::uuid),
                        made as (
                            insert into entry (tenant_id, id, parent_id, rdn, rdn_norm, kind, enabled, epoch, version,
                                attributes, created_at, created_by, modified_at, modified_by)
                            select tenant_id, gen_random_uuid(), parent_id, replace(rdn, '%1$s', 'w' || n),
                                   replace(rdn_norm, '%1$s', 'w' || n), kind, enabled, epoch, version,
                                   replace(attributes::text, '%1$s', 'w' || n)::jsonb, created_at, created_by, modified_at,
                                   modified_by
                              from model, generate_series(1, ?) n
                            returning tenant_id, id, substring(rdn from 'w[0-9]+$') as name)
                        insert into entry_value (tenant_id, attribute, value, entry_id)
                        select v.tenant_id, v.attribute, replace(v.value, '%1$s', made.name), made.id
                          from made, model join entry_value v on v.tenant_id = model.tenant_id and v.entry_id = model.id
                        """.formatted(MODEL));
                var settings = connection.prepareStatement("""
                        insert into workload (tenant_id, id, audiences, federates_with, version, updated_at)
                        select tenant_id, id, '{}', '{}', 0, now() from entry where tenant_id = ? and kind = 'WORKLOAD'
                        on conflict do nothing""");
                var rules = connection.prepareStatement("""
                        insert into workload_node_rule (tenant_id, id, workload_id, node, selectors, hint, unchecked, created_at)
                        select tenant_id, gen_random_uuid(), id, 'n' || (row_number() over (order by id)) % ?,
                               array['unix:uid:' || row_number() over (order by id)], '', false, now()
                          from workload where tenant_id = ?""");
                var statement = connection.createStatement()) {
            entries.setString(1, tenant);
            entries.setString(2, made.text("id"));
            entries.setInt(3, workloads - 1);
            entries.executeUpdate();
            settings.setString(1, tenant);
            settings.executeUpdate();
            rules.setInt(1, nodes);
            rules.setString(2, tenant);
            int registered = rules.executeUpdate();
            if (registered != workloads) {
                throw new IllegalStateException("%d rules".formatted(registered));
            }
            for (String table : List.of("entry", "entry_value", "workload", "workload_node_rule")) {
                statement.execute("vacuum analyze " + table);
            }
        }
        table.add("%d workloads registered, by SQL".formatted(workloads), seconds(begin), "s", "");
    }

    /// Joins so many agents; returns when each has heard what it may give out.
    void connect(int count) throws Exception {
        long begin = System.nanoTime();
        var place = new SimulatedAgent.Place(http, tenant, server.port("MTLS"), server.trustAnchor());
        String[] headers = operator.get();
        try (var joining = Executors.newFixedThreadPool(JOINING_AT_ONCE)) {
            var joined = new ArrayList<Future<SimulatedAgent>>();
            for (int i = 0; i < count; i++) {
                String name = "n" + i;
                joined.add(joining.submit(() -> SimulatedAgent.join(name, place, token(name, headers), events)));
            }
            for (Future<SimulatedAgent> one : joined) {
                agents.add(one.get());
            }
        }
        for (int looks = 0; events.get() < count; looks++) {
            if (looks > 600) {
                throw new IllegalStateException("only %d agents have heard anything".formatted(events.get()));
            }
            Thread.sleep(100);
        }
        table.add("%d agents joined and connected".formatted(count), seconds(begin), "s", "the load's CPU is in it");
    }

    private String token(String node, String[] headers) {
        Http.Answer made =
                http.json("POST", "/api/v1/tenants/" + tenant + "/join-tokens", Map.of("node", node), headers);
        if (made.status() != 201) {
            throw new IllegalStateException(made.status() + " " + made.body());
        }
        return made.text("token");
    }

    /// @param cpu seconds of the server and its database
    /// @param transactions of the database
    /// @param touched how often each table was read or written, by its name
    record Idle(double cpu, double transactions, Map<String, Double> touched) {}

    /// What the server does in a while in which nobody asks anything of it, each second.
    Idle idle(int seconds) throws Exception {
        var cpu = new Cpu(server.process().toHandle());
        double cpuBefore = cpu.ofProcess() + cpu.ofDescendants();
        long before = transactions();
        var touchedBefore = touched();
        long begin = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        double passed = seconds(begin);
        double spent = (cpu.ofProcess() + cpu.ofDescendants() - cpuBefore) / passed;
        long after = transactions();
        Map<String, Double> each = new TreeMap<>();
        touched().forEach((name, times) -> each.put(name, (times - touchedBefore.getOrDefault(name, 0L)) / passed));
        return new Idle(spent, (after - before) / passed, each);
    }

    /// Scans of each table and its indexes, and rows that were written, since the server began.
    private Map<String, Long> touched() throws IOException, SQLException {
        Map<String, Long> all = new TreeMap<>();
        try (var connection = ServerDatabase.connect(server, "lightwave");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del
                          from pg_stat_user_tables""")) {
            while (rows.next()) {
                all.put(rows.getString(1), rows.getLong(2));
            }
        }
        return all;
    }

    /// Bytes that live on the server's heap.
    long live() {
        return IdleConnections.liveBytes(server.process().toHandle());
    }

    /// By PostgreSQL's own statistics, of all sessions but ours, which is another database's.
    private long transactions() throws IOException, SQLException, InterruptedException {
        Thread.sleep(2_000); // sessions report what they did within a second
        try (var connection = ServerDatabase.connect(server, "postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select xact_commit + xact_rollback from pg_stat_database where datname = 'lightwave'""")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Of both whiles.
    ///
    /// @param heapWithout bytes that lived on the heap before there were agents
    void report(Idle without, Idle with, int workloads, long heapWithout) {
        String beside = String.format(Locale.ROOT, "goal 30; without agents %.1f", without.cpu() * 100);
        table.add(
                "steady state, %d agents, %d workloads".formatted(agents.size(), workloads),
                with.cpu() * 100,
                "% core",
                beside);
        table.add(
                "SQL transactions of an idle agent",
                (with.transactions() - without.transactions()) * 60 / agents.size(),
                "/min",
                String.format(
                        Locale.ROOT,
                        "goal 0; a second in all %.1f, without %.1f",
                        with.transactions(),
                        without.transactions()));
        with.touched().forEach((name, times) -> {
            double more = (times - without.touched().getOrDefault(name, 0.0)) * 60 / agents.size();
            if (more > LEAST_TOLD) {
                table.add("of them, looks at and changes of " + name, more, "/min", "of an idle agent");
            }
        });
        table.add(
                "heap of an agent that listens",
                (live() - heapWithout) / 1024.0 / agents.size(),
                "KiB",
                "its place in the caches included");
        table.add(
                "resident memory of the server",
                new Cpu(server.process().toHandle()).residentMebibytes(),
                "MiB",
                "heap of at most %d MiB".formatted(heapFor(agents.size())));
    }

    /// From an operator's request for one more workload to the agent's hearing of it.
    void registrations() throws Exception {
        var all = new ArrayList<Double>();
        String[] headers = operator.get();
        for (int i = 0; i < REGISTRATIONS; i++) {
            var agent = agents.get(i * 7 % agents.size());
            String name = "late" + i;
            agent.expect(event -> event.contains("/" + name + "\""));
            long begin = System.nanoTime();
            Http.Answer made = http.json(
                    "POST",
                    "/api/v1/tenants/" + tenant + "/workloads",
                    Map.of(
                            "name",
                            name,
                            "rules",
                            List.of(Map.of("node", agent.name(), "selectors", List.of("unix:uid:1")))),
                    headers);
            if (made.status() != 201) {
                throw new IllegalStateException(made.status() + " " + made.body());
            }
            all.add((agent.cameAt() - begin) / 1e6);
        }
        percentiles("registration to visible at its agent", all, "goal 1000");
    }

    /// From an operator's request that bans a node to its agent's being told that it is none any more.
    void bans() throws Exception {
        var all = new ArrayList<Double>();
        String[] headers = operator.get();
        for (int i = 0; i < Math.min(BANS, agents.size() / 2); i++) {
            var agent = agents.get(agents.size() - 1 - i);
            agent.expect(event -> event.startsWith("event: farewell"));
            long begin = System.nanoTime();
            Http.Answer changed = http.json(
                    "PATCH",
                    "/api/v1/tenants/%s/nodes/%s".formatted(tenant, agent.name()),
                    Map.of("enabled", false),
                    headers);
            if (changed.status() != 200) {
                throw new IllegalStateException(changed.status() + " " + changed.body());
            }
            all.add((agent.cameAt() - begin) / 1e6);
        }
        percentiles("ban of a node to effective at its agent", all, "goal 2000");
    }

    /// A process that starts and asks the real agent for its certificate, to its end: a container's first question,
    /// without the engine's own start.
    void starts(Path folder) throws IOException {
        String uid = Shell.run("id", "-u").orThrow().strip();
        http.json(
                "POST",
                "/api/v1/tenants/" + tenant + "/workloads",
                Map.of(
                        "name",
                        "started",
                        "rules",
                        List.of(Map.of("node", "real", "selectors", List.of("unix:uid:" + uid)))),
                operator.get());
        Path token = Files.writeString(folder.resolve("token"), token("real", operator.get()));
        var all = new ArrayList<Double>();
        try (var agent = Agent.in(folder, server, tenant, "--join-token-file", token.toString())
                .start()) {
            for (int i = -WARM_STARTS; i < STARTS; i++) {
                long begin = System.nanoTime();
                String answer = agent.curl("/certificate").output();
                if (i >= 0) {
                    all.add((System.nanoTime() - begin) / 1e6);
                    if (!answer.contains("-----END PRIVATE KEY-----")) {
                        throw new IllegalStateException(answer);
                    }
                }
            }
        }
        percentiles("process start to first SVID, warm agent (curl)", all, "goal 100 and 1000");
    }

    private void percentiles(String what, List<Double> milliseconds, String goal) {
        Collections.sort(milliseconds);
        int size = milliseconds.size();
        table.add(what + ", p50", milliseconds.get(size / 2), "ms", goal);
        table.add(
                what + ", p99",
                milliseconds.get(Math.min(size - 1, size * 99 / 100)),
                "ms",
                String.format(Locale.ROOT, "of %d; the longest %.1f", size, milliseconds.getLast()));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() {
        agents.forEach(SimulatedAgent::close);
    }
}
