package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.connection.SigningRequest;
import io.lightwave.agent.files.AgentSource;
import io.lightwave.agent.files.Identity;
import io.lightwave.agent.files.IdentityFiles;
import io.lightwave.agent.files.RenewalHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = "Writes an access token, a certificate with its key and the trust anchors into files, once or for"
                + " as long as it runs: of the agent of this machine, or of the server with a platform's token.")
final class FetchCommand implements Runnable {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Terminal terminal;
    private @Nullable Certified certified; // null before the first

    private record Certified(String key, String chain, Instant renewAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    @ArgGroup(multiplicity = "1")
    From from = new From();

    /// Where the identity comes from: one of the two.
    static final class From {
        @Option(
                names = "--agent-socket",
                required = true,
                description = "The agent's agent-http.sock; the identity is that of the user that runs this command.")
        @Nullable
        Path agent;

        @ArgGroup(exclusive = false)
        @Nullable
        Evidence evidence;
    }

    /// A platform's token, which the server takes for a workload.
    static final class Evidence {
        @Option(
                names = {"-t", "--tenant"},
                required = true,
                description = "The workload's tenant.")
        String tenant = "";

        @Option(
                names = "--evidence-file",
                required = true,
                description = "The platform's token, for instance a Kubernetes projected token.")
        Path file = Path.of("");
    }

    @Option(
            names = "--out",
            required = true,
            description = "The folder for token, key.pem, chain.pem, identity.pem (both) and bundle.pem.")
    Path out = Path.of("");

    @Option(names = "--resource", description = "The service that the token is for.")
    @Nullable
    String resource;

    @Option(
            names = "--pkcs12-password-file",
            description = "Writes identity.p12 and bundle.p12 too, with the password in this file.")
    @Nullable
    Path password;

    @Option(names = "--owner", paramLabel = "USER[:GROUP]", description = "Whose the files are to be (needs root).")
    @Nullable
    String owner;

    @Option(names = "--renew", description = "Goes on and renews the files, at half of what is left at the latest.")
    boolean renew;

    @Option(
            names = "--longest-pause",
            defaultValue = "PT60S",
            description = "How often to ask the agent for something new at least (default: ${DEFAULT-VALUE}).")
    Duration longest = Duration.ZERO;

    @ArgGroup(exclusive = false)
    @Nullable
    Signalled signalled;

    /// Who gets a signal.
    static final class Signalled {
        @Option(names = "--signal", required = true, description = "A signal to send on renewal, for instance HUP.")
        String name = "";

        @Option(names = "--pid-file", required = true, description = "The file with the process id that gets it.")
        Path pidFile = Path.of("");
    }

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "After --: a program and its arguments to run on renewal, without a shell.")
    List<String> command = List.of();

    FetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Supplier<Identity> source = source();
        var files =
                new IdentityFiles(out, owner(), Optional.ofNullable(password).map(FetchCommand::read));
        var hook = hook();
        var identity = source.get();
        write(files, identity);
        terminal.line("token, key.pem, chain.pem, identity.pem and bundle.pem are in " + out);
        var pause = pause(identity);
        boolean owed = false; // a renewal that nobody could be told of
        while (renew && rest(pause)) {
            try {
                identity = source.get();
                pause = pause(identity);
                owed |= write(files, identity);
                if (owed) {
                    hook.run();
                    owed = false;
                }
            } catch (Failure | IOException failed) {
                terminal.warn(String.valueOf(failed.getMessage()));
                pause = Duration.ofSeconds(2).compareTo(longest) < 0 ? Duration.ofSeconds(2) : longest;
            }
        }
    }

    private Supplier<Identity> source() {
        var agent = from.agent;
        if (agent != null) {
            return new AgentSource(agent, resource == null ? "" : resource)::fetch;
        }
        var evidence = from.evidence;
        if (evidence == null) {
            throw new Failure(Failure.Kind.USAGE, "needs --agent-socket, or --tenant and --evidence-file");
        }
        return () -> fetch(terminal.server(), evidence);
    }

    private Optional<IdentityFiles.Owner> owner() {
        return Optional.ofNullable(owner).map(text -> {
            int colon = text.indexOf(':');
            return new IdentityFiles.Owner(
                    colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
        });
    }

    private RenewalHook hook() {
        try {
            return new RenewalHook(
                    Optional.ofNullable(signalled).map(who -> new RenewalHook.Signal(who.name, who.pidFile)), command);
        } catch (IllegalArgumentException malformed) {
            throw new Failure(Failure.Kind.USAGE, String.valueOf(malformed.getMessage()));
        }
    }

    private boolean write(IdentityFiles files, Identity identity) {
        try {
            return files.write(identity);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write: " + e);
        }
    }

    /// Half of what is left of certificate and token, whichever is less.
    private Duration pause(Identity identity) {
        var now = InstantSource.system().instant();
        var certificate = Duration.between(
                now,
                PemText.certificates(identity.chain()).getFirst().getNotAfter().toInstant());
        var life = certificate.compareTo(identity.tokenLife()) < 0 ? certificate : identity.tokenLife();
        var half = life.dividedBy(2);
        var bounded = from.agent == null || half.compareTo(longest) < 0 ? half : longest;
        return bounded.compareTo(SHORTEST) < 0 ? SHORTEST : bounded;
    }

    /// Whether to go on afterwards.
    private static boolean rest(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Identity fetch(Connection server, Evidence evidence) {
        String platformToken = read(evidence.file);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", platformToken);
        if (resource != null) {
            form.put("resource", resource);
        }
        var answer = server.form(evidence.tenant, "/oauth2/token", form, Map.of());
        var held = certified(server, evidence, platformToken);
        String anchors = server.text("/t/%s/ca/root.pem".formatted(evidence.tenant));
        return new Identity(
                answer.path("access_token").asString(""),
                Duration.ofSeconds(answer.path("expires_in").asLong(0)),
                held.key(),
                held.chain(),
                anchors,
                Map.of());
    }

    /// The certificate that is there until half of its life, then another with another key.
    private Certified certified(Connection server, Evidence evidence, String platformToken) {
        var now = InstantSource.system().instant();
        var held = certified;
        if (held == null || !now.isBefore(held.renewAt())) {
            SigningRequest request = SigningRequest.withNewKey();
            String chain = server.certificate(evidence.tenant, platformToken, request.pem());
            var end = PemText.certificates(chain).getFirst().getNotAfter().toInstant();
            held = new Certified(
                    request.privateKeyPem(),
                    chain,
                    now.plus(Duration.between(now, end).dividedBy(2)));
            certified = held;
        }
        return held;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read " + file);
        }
    }
}
