package io.lightwave.bench;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;

/// `./lightwave bench [NAME]`: measures the packaged server as users run it, and prints a table. Machines are noisy:
/// the figure to quote is CPU time per operation, the median of interleaved rounds, and ratios within one run.
public final class Bench {
    private static final Set<String> NAMES = Set.of(
            "apply",
            "start",
            "token",
            "certificates",
            "burst",
            "ldap",
            "idle",
            "saml",
            "sign-in",
            "workloads",
            "agent",
            "lists");
    private static final int CONNECTIONS = 16;
    private static final int BROWSERS = 4;
    private static final int MANY_BROWSERS = 200;
    private static final int LDAP_CONNECTIONS = 8;
    private static final int MANY_LDAP_CONNECTIONS = 32;
    private static final int MOST_ADDED = 100_000; // more are imported
    private static final int PASSWORDS = 64;
    private static final double WARM_SECONDS = 25;
    private static final long SETTLING = 2_000; // milliseconds for connections to end
    private static final int SEARCHES_WHEN_COLD = 20;
    private static final double ROUND_SECONDS = 5;
    private static final int ROUNDS = 3;
    private static final String ACTIVE = "\"active\":true";
    private static final int LISTED = 100_000;
    private static final int FRESH_TOKENS = 60_000;
    private static final int REGISTERED = 1_001;
    private static final String TENANT = "bench.example";

    private final Table table = new Table();
    private final Path folder;

    private Bench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        if (!name.isEmpty() && !NAMES.contains(name)) {
            System.err.println("lightwave: no benchmark of that name; there are: " + new java.util.TreeSet<>(NAMES));
            System.exit(2);
        }
        Path folder = Files.createTempDirectory("lightwave-bench");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Bench bench = new Bench(folder);
        try {
            if (name.isEmpty() || name.equals("start")) {
                bench.start();
            }
            if (name.isEmpty() || name.equals("token")) {
                bench.token();
            }
            if (name.isEmpty() || name.equals("certificates")) {
                bench.certificates(Integer.getInteger("lightwave.bench.certificates", 1_000_000));
            }
            if (name.isEmpty() || name.equals("burst")) {
                bench.burst(Integer.getInteger("lightwave.bench.connections", 10_000));
            }
            if (name.isEmpty() || name.equals("ldap")) {
                bench.ldap(Integer.getInteger("lightwave.bench.entries", 100_000));
            }
            if (name.isEmpty() || name.equals("idle")) {
                bench.idle(Integer.getInteger("lightwave.bench.connections", 10_000));
            }
            if (name.isEmpty() || name.equals("apply")) {
                bench.apply(Integer.getInteger("lightwave.bench.clients", 1_000));
            }
            if (name.isEmpty() || name.equals("lists")) {
                bench.lists(
                        Integer.getInteger("lightwave.bench.tenants", 10_000),
                        Integer.getInteger("lightwave.bench.entries", 1_000_000));
            }
            if (name.isEmpty() || name.equals("saml")) {
                bench.saml();
            }
            if (name.isEmpty() || name.equals("sign-in")) {
                bench.signIn();
            }
            if (name.isEmpty() || name.equals("workloads")) {
                bench.workloads(
                        Integer.getInteger("lightwave.bench.workloads", 100_000),
                        Integer.getInteger("lightwave.bench.agents", 5_000),
                        Integer.getInteger("lightwave.bench.seconds", 330));
            }
            if (name.isEmpty() || name.equals("agent")) {
                bench.agent();
            }
            bench.table.print();
        } finally {
            Shell.run("rm", "-rf", folder.toString());
        }
    }

    private void start() {
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        PackagedServer server = PackagedServer.in(folder.resolve("start")).byLauncher();
        double firstWall = startOnce(server, new ArrayList<>());
        table.add("first start with a new database, to ready", firstWall, "s", "goal 12");
        server.stop();
        double resident = 0;
        for (int round = 0; round < ROUNDS; round++) {
            wall.add(startOnce(server, cpu));
            resident = new Cpu(server.process().toHandle()).residentMebibytes();
            server.stop();
        }
        table.add("start on existing data, to ready", median(wall), "s", "goal 6");
        table.add("start on existing data, CPU with the database", median(cpu), "s", "goal 10");
        table.add("resident memory of the server, idle", resident, "MiB", "goal 350");
    }

    private static double startOnce(PackagedServer server, List<Double> cpu) {
        long begin = System.nanoTime();
        server.start();
        double wall = (System.nanoTime() - begin) / 1e9;
        Cpu used = new Cpu(server.process().toHandle());
        cpu.add(used.ofProcess() + used.ofDescendants());
        return wall;
    }

    private void agent() throws Exception {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("agent")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            new AgentLoads(server, http, TENANT, () -> operator(http, server), table, folder).measure();
        }
    }

    private void apply(int clients) throws Exception {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("apply")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            new ApplyLoads(server, http, TENANT, () -> operator(http, server), table).measure(clients);
        }
    }

    private void lists(int tenants, int people) throws Exception {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("lists")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            ListLoads loads = new ListLoads(server, http, TENANT, () -> operator(http, server), people, table);
            loads.record(tenants);
            Path file = folder.resolve("people.ldif");
            new LdapLoad(0, "", "", "ou=people,dc=bench,dc=example", people).write(file, "");
            Http.Answer imported =
                    http.file("/api/v1/tenants/" + TENANT + "/ldif", "text/ldif", file, operator(http, server));
            if (imported.status() != 200) {
                throw new IllegalStateException(imported.status() + " " + imported.body());
            }
            Files.delete(file);
            loads.measure();
        }
    }

    private void token() throws Exception {
        try (PackagedServer server = PackagedServer.in(folder.resolve("token"))
                .with("LIGHTWAVE_LDAP_CLEAR_BIND_ON_LOOPBACK", "true")
                .byLauncher()
                .start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            Http.Answer client = http.json(
                    "POST",
                    "/api/v1/tenants/" + TENANT + "/clients",
                    Map.of(
                            "clientId",
                            "load",
                            "grantTypes",
                            List.of("client_credentials"),
                            "tokenEndpointAuthMethod",
                            "client_secret_basic"),
                    operator(http, server));
            String basic = Http.basic("load", client.text("clientSecret"));
            String token = http.token(TENANT, "load", client.text("clientSecret"));
            String form = "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n".formatted(basic);
            int port = server.port("HTTPS");
            String base = "/t/" + TENANT + "/oauth2";
            HttpLoad tokens = new HttpLoad(
                    http.tls(),
                    port,
                    "POST",
                    base + "/token",
                    form,
                    List.of("grant_type=client_credentials"),
                    "\"access_token\":\"");
            HttpLoad introspections = new HttpLoad(
                    http.tls(), port, "POST", base + "/introspect", form, List.of("token=" + token), ACTIVE);
            // more than the server remembers signatures of, so that each is verified
            List<String> fresh = new ArrayList<>();
            for (int i = 0; i < FRESH_TOKENS; i++) {
                fresh.add("token=" + http.token(TENANT, "load", client.text("clientSecret")));
            }
            HttpLoad others = new HttpLoad(http.tls(), port, "POST", base + "/introspect", form, fresh, ACTIVE);
            HttpLoad keys = new HttpLoad(http.tls(), port, "GET", base + "/jwks", "", List.of(""), "\"keys\":[");
            Cpu cpu = new Cpu(server.process().toHandle());
            for (HttpLoad load : List.of(tokens, introspections, others, keys)) {
                load.run(CONNECTIONS, WARM_SECONDS);
            }
            measure("client_credentials, ES256, TLS", tokens, cpu, "goal 0.25; Keycloak 26.7 3.2-3.6 (+0.25)");
            measure("introspection of one ES256 token again, TLS", introspections, cpu, "goal 0.20; Keycloak 26.7 2.3");
            measure("introspection of ES256 tokens not seen before, TLS", others, cpu, "Keycloak 26.7 2.3");
            measure("JWKS, TLS", keys, cpu, "goal 0.06; Keycloak 26.7 0.6");
            others(new TokenLoads(server, http, TENANT, operator(http, server)), server, cpu);
            table.add("resident memory of the server after the load", cpu.residentMebibytes(), "MiB", "");
        }
    }

    private void certificates(int recorded) throws Exception {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("certificates")).byLauncher().start()) {
            server.stop();
            double withoutRecords = startOnce(server, new ArrayList<>());
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            CertificateLoads loads = new CertificateLoads(server, http, TENANT, () -> operator(http, server));
            HttpLoad enrolling = loads.enrolling();
            HttpLoad asking = loads.asking();
            Cpu cpu = new Cpu(server.process().toHandle());
            for (HttpLoad load : List.of(asking, enrolling, enrolling)) { // what is measured first comes last
                load.run(CONNECTIONS, WARM_SECONDS);
            }
            measure("certificate by bearer, P-256, TLS, durable", enrolling, cpu, "goal 0.6");
            measure("OCSP answer from cache, plain HTTP", asking, cpu, "goal 0.2");
            List<Double> rate = new ArrayList<>();
            List<Double> late = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Latencies latencies = enrolling.timed(CONNECTIONS, ROUND_SECONDS);
                rate.add(latencies.total() / ROUND_SECONDS);
                late.add(latencies.percentile(0.99));
            }
            table.add("certificates a second, %d connections".formatted(CONNECTIONS), median(rate), "/s", "goal 1500");
            table.add("the same, 99 of 100 within", median(late), "ms", "goal 50");
            List<Double> lists = new ArrayList<>();
            loads.record(LISTED, true);
            double first = loads.secondsForRevocationList(LISTED);
            for (int round = 0; round < ROUNDS; round++) {
                lists.add(loads.secondsForRevocationList(LISTED));
            }
            table.add(
                    "CRL of %d entries after a revocation".formatted(LISTED),
                    median(lists),
                    "s",
                    String.format(Locale.ROOT, "goal 2; the first of the process %.2f", first));
            loads.record(recorded, false);
            for (CertificateLoads.Search search : CertificateLoads.Search.values()) {
                List<Double> millis = loads.millisecondsToFind(search, SEARCHES_WHEN_COLD);
                table.add(
                        "search of %d certificates by %s".formatted(recorded, search.parameter()),
                        median(millis),
                        "ms",
                        String.format(Locale.ROOT, "goal 20; the longest %.1f", Collections.max(millis)));
            }
            server.stop();
            table.add(
                    "start with %d certificates".formatted(recorded),
                    startOnce(server, new ArrayList<>()),
                    "s",
                    String.format(Locale.ROOT, "goal: as without, which took %.1f", withoutRecords));
        }
    }

    /// What costs more than a secret and a signature.
    private void others(TokenLoads loads, PackagedServer server, Cpu cpu) throws Exception {
        HttpLoad keyed = loads.byKeyWithProof();
        HttpLoad evidence = loads.byEvidence();
        CodeFlow flow = loads.people();
        HttpLoad refreshing = loads.refreshing(flow, CONNECTIONS);
        HttpLoad userinfo = loads.userinfo(flow);
        for (HttpLoad load : List.of(keyed, evidence, refreshing, userinfo)) {
            load.run(CONNECTIONS, WARM_SECONDS);
        }
        measure("client_credentials by private_key_jwt with DPoP, TLS", keyed, cpu, "goal 0.6");
        measure("client_credentials by a cluster's token, TLS", evidence, cpu, "goal 0.4");
        measure("refresh with rotation, durable, TLS", refreshing, cpu, "");
        measure("userinfo with one token again, TLS", userinfo, cpu, "");
        flow.repeat(BROWSERS, WARM_SECONDS);
        double hash = hashCost(server, cpu);
        double before = cpu.ofProcess() + cpu.ofDescendants();
        int flows = flow.repeat(BROWSERS, ROUNDS * ROUND_SECONDS);
        double each = (cpu.ofProcess() + cpu.ofDescendants() - before) * 1000 / flows;
        table.add(
                "code flow with password, pages, new TLS connections",
                each,
                "CPU ms",
                String.format(Locale.ROOT, "the hash and %.2f ms; goal the hash and 3", each - hash));
    }

    /// Tokens are asked for every twentieth of a second on each connection, so that their load is next to none.
    private void signIn() throws Exception {
        try (PackagedServer server = PackagedServer.in(folder.resolve("sign-in"))
                .with("LIGHTWAVE_LDAP_CLEAR_BIND_ON_LOOPBACK", "true")
                .byLauncher()
                .start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            TokenLoads loads = new TokenLoads(server, http, TENANT, operator(http, server));
            CodeFlow flow = loads.people();
            HttpLoad tokens = loads.paced(50);
            Cpu cpu = new Cpu(server.process().toHandle());
            long before = 0;
            for (int reading = 0; reading < 2; reading++) { // the compilers are not done at the first
                before += flow.repeatKept(BROWSERS, 4 * WARM_SECONDS).total(); // hashes leave room for few a second
                before += codeFlow(server, flow, cpu, before);
            }
            tokens.run(LDAP_CONNECTIONS, WARM_SECONDS / 2);
            table.add(
                    "token request while nobody signs in, 99 of 100",
                    tokens.timed(LDAP_CONNECTIONS, ROUND_SECONDS).percentile(0.99),
                    "ms",
                    "");
            var signingIn = new FutureTask<>(() -> flow.repeatKept(MANY_BROWSERS, (1 + ROUNDS) * ROUND_SECONDS));
            Thread.ofPlatform().start(signingIn);
            Latencies arriving = tokens.timed(LDAP_CONNECTIONS, ROUND_SECONDS);
            Latencies meanwhile = tokens.timed(LDAP_CONNECTIONS, ROUNDS * ROUND_SECONDS);
            Latencies flows = signingIn.get();
            table.add(
                    "token request in the first %.0f s of %d people who come at once, 99 of 100"
                            .formatted(ROUND_SECONDS, MANY_BROWSERS),
                    arriving.percentile(0.99),
                    "ms",
                    "their handshakes, and the load itself, on the same processors");
            table.add(
                    "token request while %d people sign in, 99 of 100".formatted(MANY_BROWSERS),
                    meanwhile.percentile(0.99),
                    "ms",
                    "goal 100");
            table.add(
                    "sign-ins a second meanwhile",
                    flows.total() / ((1 + ROUNDS) * ROUND_SECONDS),
                    "/s",
                    "the load itself on the same processors; %d were told to come again in a while"
                            .formatted(flow.turnedAway()));
        }
    }

    /// @param earlier how many flows there were before
    /// @return how many more there are now
    private long codeFlow(PackagedServer server, CodeFlow flow, Cpu cpu, long earlier) throws Exception {
        List<Double> hashes = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        List<Double> database = new ArrayList<>();
        List<Double> compilers = new ArrayList<>();
        long all = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double hash = hashCost(server, cpu);
            double before = cpu.ofProcess();
            double databaseBefore = cpu.ofDescendants();
            double compilersBefore = cpu.ofCompilers();
            long flows = flow.repeatKept(BROWSERS, ROUND_SECONDS).total();
            hashes.add(hash);
            database.add((cpu.ofDescendants() - databaseBefore) * 1000 / flows);
            compilers.add((cpu.ofCompilers() - compilersBefore) * 1000 / flows);
            beside.add((cpu.ofProcess() - before) * 1000 / flows + database.getLast() - hash);
            all += flows;
        }
        table.add("the hash of a password, by simple binds", median(hashes), "CPU ms", "");
        table.add(
                "code flow with password beside the hash, kept connections, after %d".formatted(earlier),
                median(beside),
                "CPU ms",
                "goal 3; four pages and requests, the token, the database");
        table.add("of it the database's", median(database), "CPU ms", "");
        table.add("of it the compilers'", median(compilers), "CPU ms", "which end when the server is warm");
        return all;
    }

    /// A simple bind is a hash and little more. As many at a time as browsers, since hashes beside each other, which
    /// share what processors have of memory, cost more each.
    private static double hashCost(PackagedServer server, Cpu cpu) throws Exception {
        String name = "uid=alice,ou=people,dc=" + TENANT.replace(".", ",dc=");
        double before = cpu.ofProcess() + cpu.ofDescendants();
        var binding = new ArrayList<FutureTask<Void>>();
        for (int i = 0; i < BROWSERS; i++) {
            var one = new FutureTask<Void>(() -> {
                try (var connection = new LDAPConnection("localhost", server.port("LDAP"))) {
                    for (int bind = 0; bind < PASSWORDS / BROWSERS; bind++) {
                        connection.bind(name, TokenLoads.PASSWORD);
                    }
                }
                return null;
            });
            Thread.ofPlatform().start(one);
            binding.add(one);
        }
        for (var one : binding) {
            one.get();
        }
        return (cpu.ofProcess() + cpu.ofDescendants() - before) * 1000 / PASSWORDS;
    }

    /// Containers that start together: each opens a connection and asks for one token.
    private void burst(int connections) throws IOException, InterruptedException {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("burst")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            Http.Answer client = http.json(
                    "POST",
                    "/api/v1/tenants/" + TENANT + "/clients",
                    Map.of("clientId", "load", "grantTypes", List.of("client_credentials")),
                    operator(http, server));
            String form = "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    .formatted(Http.basic("load", client.text("clientSecret")));
            String path = "/t/" + TENANT + "/oauth2/token";
            String body = "grant_type=client_credentials";
            int port = server.port("HTTPS");
            new HttpLoad(http.tls(), port, "POST", path, form, List.of(body), "\"access_token\":\"")
                    .run(CONNECTIONS, WARM_SECONDS);
            new Burst(http.tls(), port, path, form, body, connections / 10).run(); // handshakes are warm too
            Cpu cpu = new Cpu(server.process().toHandle());
            Cpu own = new Cpu(ProcessHandle.current());
            Burst burst = new Burst(http.tls(), port, path, form, body, connections);
            double before = cpu.ofProcess();
            double databaseBefore = cpu.ofDescendants();
            double compilersBefore = cpu.ofCompilers();
            double collectorBefore = cpu.ofCollector();
            double ownBefore = own.ofProcess();
            Burst.Result result = burst.run();
            double database = cpu.ofDescendants() - databaseBefore;
            double compilers = cpu.ofCompilers() - compilersBefore;
            double collector = cpu.ofCollector() - collectorBefore;
            double used = cpu.ofProcess() - before + database;
            double usedByLoad = own.ofProcess() - ownBefore;
            String what = "%d token requests on new TLS connections".formatted(connections);
            String errors = result.errors().isEmpty()
                    ? "no error"
                    : result.errors().size() + " errors, the first: "
                            + result.errors().getFirst();
            table.add(
                    what + ", answered",
                    result.milliseconds().size(),
                    "",
                    String.format(
                            Locale.ROOT,
                            "%d turned away, %s; begun within %.2f s",
                            result.busy(),
                            errors,
                            result.opened()));
            table.add(what + ", median", result.percentile(0.5) / 1000, "s", "");
            table.add(what + ", 99 of 100", result.percentile(0.99) / 1000, "s", "goal 8, the load's own CPU apart");
            table.add(
                    what + ", each",
                    used * 1000 / connections,
                    "CPU ms",
                    String.format(
                            Locale.ROOT,
                            "of it compilers %.2f, collector %.2f, database %.2f; the load itself %.2f s on the same processors",
                            compilers * 1000 / connections,
                            collector * 1000 / connections,
                            database * 1000 / connections,
                            usedByLoad));
            table.add("resident memory of the server after them", cpu.residentMebibytes(), "MiB", "");
        }
    }

    private void saml() throws Exception {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("saml")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            SamlLoads loads = new SamlLoads(server, http, TENANT, operator(http, server), folder);
            CodeFlow flow = new TokenLoads(server, http, TENANT, operator(http, server)).people();
            loads.register(0, 1);
            String cookie = flow.signedIn();
            Cpu cpu = new Cpu(server.process().toHandle());
            loads.signOn(cookie).run(CONNECTIONS, WARM_SECONDS);
            String what = "SAML sign-on, signed twice, encrypted, %d registered, TLS";
            measure(what.formatted(1), loads.signOn(cookie), cpu, "goal 3 to sign and encrypt");
            loads.register(1, REGISTERED);
            loads.signOn(cookie).run(CONNECTIONS, WARM_SECONDS / 2);
            measure(what.formatted(REGISTERED), loads.signOn(cookie), cpu, "goal: no more than with 1");
            measure(what.formatted(REGISTERED) + ", again", loads.signOn(cookie), cpu, "");
            SamlLoads.Grants grants = loads.grants();
            String exchanged = "token by a SAML assertion of its own, RSA-2048, %s, durable, TLS";
            grants.plain().run(CONNECTIONS, WARM_SECONDS);
            grants.encrypted().run(CONNECTIONS, WARM_SECONDS);
            measure(exchanged.formatted("signed"), grants.plain(), cpu, "goal 1 to validate");
            measure(exchanged.formatted("signed, encrypted"), grants.encrypted(), cpu, "goal 1 to validate");
        }
    }

    private void measure(String what, HttpLoad load, Cpu cpu, String comparison) throws InterruptedException {
        List<Double> server = new ArrayList<>();
        List<Double> database = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double serverBefore = cpu.ofProcess();
            double databaseBefore = cpu.ofDescendants();
            long requests = load.run(CONNECTIONS, ROUND_SECONDS);
            server.add((cpu.ofProcess() - serverBefore) * 1000 / requests);
            database.add((cpu.ofDescendants() - databaseBefore) * 1000 / requests);
        }
        table.add(
                what,
                median(server) + median(database),
                "CPU ms",
                String.format(Locale.ROOT, "of it database %.3f; %s", median(database), comparison));
    }

    private void ldap(int entries) throws IOException, InterruptedException {
        try (PackagedServer server = PackagedServer.in(folder.resolve("ldap"))
                .with("LIGHTWAVE_LDAP_CLEAR_BIND_ON_LOOPBACK", "true")
                .byLauncher()
                .start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            LdapLoad ours = new LdapLoad(
                    server.port("LDAP"),
                    "uid=admin,ou=people,dc=lightwave,dc=local",
                    PackagedServer.ADMIN_PASSWORD,
                    "ou=people,dc=bench,dc=example",
                    entries);
            boolean imports = entries > MOST_ADDED;
            Optional<OpenLdap> slapd = imports ? importing(http, server, ours) : adding(ours);
            Cpu cpu = new Cpu(server.process().toHandle());
            ours.warm(LDAP_CONNECTIONS);
            for (int connections : new int[] {LDAP_CONNECTIONS, MANY_LDAP_CONNECTIONS}) {
                compare(
                        "LDAP equality search, warm, %d entries".formatted(entries),
                        connections,
                        cpu,
                        ours,
                        slapd,
                        (load, seconds, begin) -> load.search(connections, seconds, begin));
            }
            table.add("resident memory of the server, entries warm", cpu.residentMebibytes(), "MiB", "");
            compare(
                    "LDAP modification, durable",
                    LDAP_CONNECTIONS,
                    cpu,
                    ours,
                    slapd,
                    (load, seconds, begin) -> load.modify(LDAP_CONNECTIONS, seconds, begin));
            ours.passwords(PASSWORDS);
            if (slapd.isPresent()) {
                theirs(slapd.get(), entries).passwords(PASSWORDS);
            }
            compare(
                    "LDAP simple bind, Argon2id of the same cost",
                    LDAP_CONNECTIONS,
                    cpu,
                    ours,
                    slapd,
                    (load, seconds, begin) -> load.bind(LDAP_CONNECTIONS, seconds, PASSWORDS, begin));
            slapd.ifPresent(OpenLdap::close);
            server.stop();
            coldCache(server.start());
        }
    }

    private Optional<OpenLdap> adding(LdapLoad ours) throws IOException, InterruptedException {
        fill("Lightwave", ours);
        Optional<OpenLdap> slapd = OpenLdap.start(folder, Optional.empty());
        if (slapd.isPresent()) {
            fill("slapd", theirs(slapd.get(), ours.users()));
        }
        return slapd;
    }

    private Optional<OpenLdap> importing(Http http, PackagedServer server, LdapLoad ours)
            throws IOException, InterruptedException {
        Path file = folder.resolve("entries.ldif");
        ours.write(file, "");
        long begin = System.nanoTime();
        Http.Answer imported =
                http.file("/api/v1/tenants/" + TENANT + "/ldif", "text/ldif", file, operator(http, server));
        if (imported.status() != 200) {
            throw new IllegalStateException(imported.status() + " " + imported.body());
        }
        table.add(
                "%d entries imported, Lightwave, online".formatted(ours.users()),
                (System.nanoTime() - begin) / 1e9,
                "s",
                "");
        new LdapLoad(0, "", "", "ou=people," + OpenLdap.BASE, ours.users()).write(file, "");
        begin = System.nanoTime();
        Optional<OpenLdap> slapd = OpenLdap.start(folder, Optional.of(file));
        table.add(
                "%d entries imported, slapadd -q, offline".formatted(ours.users()),
                (System.nanoTime() - begin) / 1e9,
                "s",
                "");
        Files.delete(file);
        return slapd;
    }

    private static LdapLoad theirs(OpenLdap peer, int users) {
        return new LdapLoad(peer.port(), OpenLdap.ADMIN, OpenLdap.PASSWORD, "ou=people," + OpenLdap.BASE, users);
    }

    private interface Scenario {
        Latencies run(LdapLoad load, double seconds, Runnable begin) throws InterruptedException;
    }

    /// What rounds of a scenario have cost one of the two.
    private record Side(List<Double> cpu, List<Double> rate, List<Double> late) {
        Side() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void round(LdapLoad load, Cpu process, Scenario scenario) throws InterruptedException {
            double[] before = {0};
            Latencies latencies =
                    scenario.run(load, ROUND_SECONDS, () -> before[0] = process.ofProcess() + process.ofDescendants());
            cpu.add((process.ofProcess() + process.ofDescendants() - before[0]) * 1000 / latencies.total());
            rate.add(latencies.total() / ROUND_SECONDS);
            late.add(latencies.percentile(0.999));
        }
    }

    /// Rounds of both sides in turn.
    private void compare(
            String what, int connections, Cpu cpu, LdapLoad ours, Optional<OpenLdap> slapd, Scenario scenario)
            throws InterruptedException {
        Side mine = new Side();
        Side other = new Side();
        scenario.run(ours, WARM_SECONDS, () -> {});
        for (int round = 0; round < ROUNDS; round++) {
            mine.round(ours, cpu, scenario);
            if (slapd.isPresent()) {
                other.round(theirs(slapd.get(), ours.users()), slapd.get().cpu(), scenario);
            }
        }
        String on = ", %d connections".formatted(connections);
        add(what + on, "CPU ms each", mine.cpu(), other.cpu());
        add(what + on, "a second", mine.rate(), other.rate());
        add(what + on + ", 999 of 1000 within", "ms", mine.late(), other.late());
    }

    private void add(String what, String unit, List<Double> mine, List<Double> theirs) {
        table.add(
                what,
                median(mine),
                unit,
                theirs.isEmpty()
                        ? "slapd is not installed"
                        : String.format(
                                Locale.ROOT,
                                "slapd in this run %.3f, ratio %.2f",
                                median(theirs),
                                median(mine) / median(theirs)));
    }

    /// The first searches after a start on the data that is there, each on what nobody has asked for yet.
    private void coldCache(PackagedServer server) {
        LdapLoad load = new LdapLoad(
                server.port("LDAP"),
                "uid=admin,ou=people,dc=lightwave,dc=local",
                PackagedServer.ADMIN_PASSWORD,
                "ou=people,dc=bench,dc=example",
                SEARCHES_WHEN_COLD);
        List<Double> millis = load.firstSearches();
        table.add("first search after a start", millis.getFirst(), "ms", "goal 50");
        table.add("those behind it", median(millis), "ms", "median of " + millis.size());
    }

    /// Stacks of threads that wait are several times as large until what they are in has been
    /// compiled: hence the rounds before.
    private void idle(int connections) throws IOException, InterruptedException {
        try (PackagedServer server =
                PackagedServer.in(folder.resolve("idle")).byLauncher().start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            for (int round = 0; round < ROUNDS; round++) {
                new IdleConnections(connections, server.port("LDAP"), Optional.empty()).close();
                Thread.sleep(SETTLING);
            }
            new IdleConnections(connections / 4, server.port("LDAPS"), Optional.of(http.tls())).close();
            Thread.sleep(SETTLING);
            idle("in clear", "goal 2", connections, server, server.port("LDAP"), Optional.empty());
            idle("under TLS", "goal 40", connections, server, server.port("LDAPS"), Optional.of(http.tls()));
        }
    }

    private void idle(
            String how, String goal, int connections, PackagedServer server, int port, Optional<SSLContext> tls)
            throws IOException, InterruptedException {
        ProcessHandle process = server.process().toHandle();
        long live = IdleConnections.liveBytes(process);
        double resident = new Cpu(process).residentMebibytes();
        try (var _ = new IdleConnections(connections, port, tls)) {
            double more = (IdleConnections.liveBytes(process) - live) / 1024.0 / connections;
            table.add(
                    "heap of an idle LDAP connection " + how,
                    more,
                    "KiB",
                    goal + "; %d of them".formatted(connections));
            table.add(
                    "resident memory, the same",
                    (new Cpu(process).residentMebibytes() - resident) * 1024 / connections,
                    "KiB",
                    "of the process; the kernel's buffers are not in it");
        }
        Thread.sleep(SETTLING);
    }

    private void fill(String server, LdapLoad load) throws InterruptedException {
        long begin = System.nanoTime();
        load.fill(LDAP_CONNECTIONS);
        table.add(
                "%d entries added over LDAP, %s".formatted(load.users(), server),
                (System.nanoTime() - begin) / 1e9,
                "s",
                "durable, %d connections".formatted(LDAP_CONNECTIONS));
    }

    /// @param seconds of quiet, more than the five minutes after which each agent comes in anew
    private void workloads(int workloads, int agents, int seconds) throws Exception {
        Path data = folder.resolve("workloads");
        try (PackagedServer server = PackagedServer.in(data)
                .with("LIGHTWAVE_JAVA_OPTIONS", "-Xmx%dm".formatted(WorkloadLoads.heapFor(agents)))
                .byLauncher()
                .start()) {
            Http http = new Http(server.url(), server.trustAnchor());
            prepareTenant(http, server);
            try (var loads = new WorkloadLoads(server, http, TENANT, () -> operator(http, server), table)) {
                loads.register(workloads, agents);
                var without = loads.idle((int) WARM_SECONDS);
                long heap = loads.live();
                loads.connect(agents);
                loads.report(without, loads.idle(seconds), workloads, heap);
                loads.starts(Files.createDirectory(folder.resolve("a")));
                loads.registrations();
                loads.bans();
            }
        }
    }

    private static void prepareTenant(Http http, PackagedServer server) {
        Http.Answer created = http.json("POST", "/api/v1/tenants", Map.of("name", TENANT), operator(http, server));
        if (created.status() != 201) {
            throw new IllegalStateException(created.status() + " " + created.body());
        }
    }

    private static String[] operator(Http http, PackagedServer server) {
        return new String[] {
            "Authorization",
            "Bearer " + http.token("lightwave.local", server.bootstrapClient(), server.bootstrapSecret())
        };
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
