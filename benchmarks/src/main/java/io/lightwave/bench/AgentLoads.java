package io.lightwave.bench;

import io.lightwave.system.Agent;
import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One real agent of one machine: what it costs with a hundred containers, of which one is new each second, and when
/// many start at once. A container is a process that keeps its stream of the Workload API (SPIFFE Workload API §5.1).
final class AgentLoads {
    private static final int CONTAINERS = 100;
    private static final int SECONDS = 60;
    private static final int STARTS = 5;
    private static final int AT_ONCE = 10_000;
    private static final int WITHIN_SECONDS = 10;
    private static final int CONNECTIONS = 400; // the agent lets one container, which all of them are here, have 500

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final Supplier<String[]> operator;
    private final Table table;
    private final Path folder;

    AgentLoads(PackagedServer server, Http http, String tenant, Supplier<String[]> operator, Table table, Path folder) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator;
        this.table = table;
        this.folder = folder;
    }

    void measure() throws Exception {
        String uid = Shell.run("id", "-u").orThrow().strip();
        var rule = Map.of("node", "real", "selectors", List.of("unix:uid:" + uid));
        created("workloads", Map.of("name", "started", "rules", List.of(rule)));
        double[] starts = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            Agent next = agent();
            long begin = System.nanoTime();
            try (Agent _ = next.start()) {
                starts[i] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(starts);
        table.add("start of an agent, to ready", starts[STARTS / 2], "s", "goal 1.5");
        try (Agent agent = agent().start()) {
            containers(agent, new Cpu(ProcessHandle.of(agent.pid()).orElseThrow()));
            manyAtOnce(agent);
        }
    }

    private Http.Answer created(String collection, Map<String, Object> what) {
        Http.Answer made =
                http.json("POST", "/api/v1/tenants/%s/%s".formatted(tenant, collection), what, operator.get());
        if (made.status() != 201) {
            throw new IllegalStateException(made.status() + " " + made.body());
        }
        return made;
    }

    private Agent agent() throws IOException {
        String token = created("join-tokens", Map.of("node", "real")).text("token");
        Path file = Files.writeString(folder.resolve("token"), token);
        return Agent.in(folder, server, tenant, "--join-token-file", file.toString())
                .byLauncher();
    }

    private void containers(Agent agent, Cpu cpu) throws Exception {
        Path request = Files.write(folder.resolve("request"), new byte[5]); // an empty message of gRPC
        Deque<Process> running = new ArrayDeque<>();
        try {
            while (running.size() < CONTAINERS) {
                running.add(container(agent, request));
            }
            double before = cpu.ofProcess();
            long begin = System.nanoTime();
            for (int i = 1; i <= SECONDS; i++) {
                running.add(container(agent, request));
                running.remove().destroy();
                Thread.sleep(Math.max(0, i * 1000L - (System.nanoTime() - begin) / 1_000_000));
            }
            double spent = (cpu.ofProcess() - before) * 1e9 / (System.nanoTime() - begin);
            table.add("agent, %d containers, one new a second".formatted(CONTAINERS), spent * 100, "% core", "goal 5");
            table.add("resident memory of the agent", cpu.residentMebibytes(), "MiB", "goal 128");
        } finally {
            running.forEach(Process::destroy);
        }
    }

    /// Returns when it has its SVID.
    private static Process container(Agent agent, Path request) throws IOException {
        Process process = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--no-buffer",
                        "--http2-prior-knowledge",
                        "--unix-socket",
                        agent.socket().toString(),
                        "--header",
                        "Content-Type: application/grpc",
                        "--header",
                        "TE: trailers",
                        "--header",
                        "workload.spiffe.io: true",
                        "--data-binary",
                        "@" + request,
                        "http://localhost/SpiffeWorkloadAPI/FetchX509SVID")
                .start();
        if (process.getInputStream().read() != 0) { // not compressed, and nothing else but a message begins so
            process.destroy();
            throw new IllegalStateException("no SVID came: " + agent.output());
        }
        return process;
    }

    private void manyAtOnce(Agent agent) throws InterruptedException {
        var latencies = new Latencies();
        var served = new AtomicInteger();
        var connections = new Semaphore(CONNECTIONS);
        long begin = System.nanoTime();
        try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                long due = begin + i * (WITHIN_SECONDS * 1_000_000_000L / AT_ONCE);
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                connections.acquire();
                starting.execute(() -> {
                    try {
                        if (certificate(agent.httpSocket()).contains("-----END PRIVATE KEY-----")) {
                            served.incrementAndGet();
                        }
                    } catch (IOException refused) {
                        return; // which the number of those that were served says
                    } finally {
                        connections.release();
                    }
                    synchronized (latencies) {
                        latencies.add(System.nanoTime() - due);
                    }
                });
            }
        }
        table.add(
                "%d that start within %d s, served".formatted(AT_ONCE, WITHIN_SECONDS),
                served.get(),
                "",
                String.format(
                        Locale.ROOT,
                        "goal all; 99 of 100 within %.0f ms, all after %.1f s",
                        latencies.percentile(0.99),
                        (System.nanoTime() - begin) / 1e9));
    }

    private static String certificate(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(
                    "GET /certificate HTTP/1.0\r\nHost: agent\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
