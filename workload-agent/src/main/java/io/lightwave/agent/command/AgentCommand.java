package io.lightwave.agent.command;

import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.Settings;
import io.lightwave.agent.node.Admission;
import io.lightwave.agent.node.NodeAgent;
import io.lightwave.agent.workloadapi.HttpSocket;
import io.lightwave.agent.workloadapi.Identification;
import io.lightwave.agent.workloadapi.SecretDiscovery;
import io.lightwave.agent.workloadapi.UnixServer;
import io.lightwave.agent.workloadapi.WorkloadApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Makes this machine a node, and gives the processes on it their identities: the SPIFFE Workload"
                + " API on one Unix socket, plain HTTP on another.")
final class AgentCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// What callers do wrong is not for the log, where anybody could fill it. Held here, or they would be forgotten.
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.grpc.netty.shaded.io.netty"));

    private final Terminal terminal;

    @Option(names = "--server", description = "The server's URL (default: LIGHTWAVE_SERVER).")
    @Nullable
    String server;

    @Option(
            names = {"-t", "--tenant"},
            required = true,
            description = "The node's tenant.")
    String tenant = "";

    @Option(names = "--trust-bundle", description = "What the server is trusted by, in PEM.")
    @Nullable
    Path trustBundle;

    @Option(names = "--join-token-file", description = "A file with the join token.")
    @Nullable
    Path joinTokenFile;

    @Option(names = "--join-token", description = "The join token; other users of the machine can read it here.")
    @Nullable
    String joinToken;

    @Option(
            names = "--join-certificate",
            paramLabel = "FILE",
            description =
                    "Joins, and renews, by the certificate chain in this file (PEM, leaf first) of an authority that"
                            + " the tenant lets nodes join by, instead of a join token.")
    @Nullable
    Path joinCertificate;

    @Option(names = "--join-key", paramLabel = "FILE", description = "The key of --join-certificate (PKCS #8 in PEM).")
    @Nullable
    Path joinKey;

    @Option(
            names = "--socket",
            defaultValue = "/run/lightwave/agent.sock",
            description = "The socket of the Workload API (default: ${DEFAULT-VALUE}); agent-http.sock is beside it.")
    Path socket = Path.of("");

    @Option(names = "--data", description = "Keeps the node's key in this folder; without it, in memory.")
    @Nullable
    Path data;

    @Option(
            names = "--away",
            defaultValue = "PT24H",
            description = "How long to go on without the server, at most until each certificate and token expires"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration away = Duration.ZERO;

    @Option(
            names = "--docker-socket",
            defaultValue = "/var/run/docker.sock",
            description = "Docker's socket, which root must own (default: ${DEFAULT-VALUE}).")
    Path docker = Path.of("");

    @Option(
            names = "--podman-socket",
            defaultValue = "/run/podman/podman.sock",
            description = "The socket of root's Podman (default: ${DEFAULT-VALUE}).")
    Path podman = Path.of("");

    @Option(
            names = "--containerd-socket",
            defaultValue = "/run/containerd/containerd.sock",
            description = "containerd's socket, with its Container Runtime Interface (default: ${DEFAULT-VALUE}).")
    Path containerd = Path.of("");

    @Mixin
    KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin
    EnvoyOptions envoy = new EnvoyOptions();

    AgentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
        Settings settings = terminal.settings().at(server, trustBundle);
        var clock = InstantSource.system();
        var secrets = envoy.names(); // both before a join token is used up
        var attestation = new Attestation(docker, podman, containerd, kubernetes.pods());
        var options = new NodeAgent.Options(tenant, Optional.ofNullable(data), away);
        var ended = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        try (var agent = NodeAgent.start(new Connection(settings), options, admission(clock), clock)) {
            var identification = new Identification(attestation, agent.identities());
            try (var _ = new UnixServer(
                            socket,
                            List.of(
                                    new WorkloadApi(identification, clock),
                                    new SecretDiscovery(identification, secrets)));
                    var _ = new HttpSocket(socket.resolveSibling("agent-http.sock"), identification)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    ended.countDown();
                    await(closed);
                }));
                if (!agent.awaitFirst(PATIENCE)) {
                    terminal.warn("the server has not said yet what this node may give out; goes on asking");
                }
                terminal.line("ready: " + socket);
                await(ended);
            }
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot open the socket: " + e.getMessage());
        } finally {
            closed.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Admission admission(InstantSource clock) {
        var byCluster = kubernetes.admission();
        if (byCluster.isPresent() && (joinTokenFile != null || joinToken != null)) {
            throw new Failure(Failure.Kind.USAGE, "takes either a join token or --kubernetes-join");
        }
        if (joinCertificate != null || joinKey != null) {
            if (joinCertificate == null || joinKey == null) {
                throw new Failure(Failure.Kind.USAGE, "--join-certificate and --join-key go together");
            }
            if (byCluster.isPresent() || joinTokenFile != null || joinToken != null) {
                throw new Failure(Failure.Kind.USAGE, "takes either a certificate or a token");
            }
            Path certificate = joinCertificate;
            Path key = joinKey;
            return new Admission.Certificate(() -> own(certificate, key, clock.instant()));
        }
        return byCluster.orElseGet(() -> new Admission.JoinToken(this::token));
    }

    private static Admission.Certificate.Own own(Path certificate, Path key, Instant now) {
        try {
            var chain = PemText.certificates(Files.readString(certificate));
            var from = chain.getFirst().getNotBefore().toInstant();
            var to = chain.getFirst().getNotAfter().toInstant();
            if (now.isBefore(from) || now.isAfter(to)) {
                throw new Failure(
                        Failure.Kind.USAGE,
                        "the certificate to join by is good from %s to %s, and this machine's clock says %s"
                                .formatted(from, to, now.truncatedTo(ChronoUnit.SECONDS)));
            }
            String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            return new Admission.Certificate.Own(chain, PemText.privateKey(Files.readString(key), algorithm));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new Failure(Failure.Kind.USAGE, "cannot read the certificate or its key: " + unreadable.getMessage());
        }
    }

    private String token() {
        if (joinTokenFile != null) {
            try {
                return Files.readString(joinTokenFile).strip();
            } catch (IOException e) {
                throw new Failure(Failure.Kind.USAGE, "cannot read the join token: " + e.getMessage());
            }
        }
        if (joinToken == null) {
            throw new Failure(Failure.Kind.USAGE, "needs a join token (--join-token-file), or --kubernetes-join");
        }
        terminal.warn("a join token on the command line can be read by every user of this machine; use"
                + " --join-token-file");
        return joinToken;
    }
}
