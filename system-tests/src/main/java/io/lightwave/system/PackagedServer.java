package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packaged server as a process of its own, on free ports and in its own data folder.
public final class PackagedServer implements AutoCloseable {
    /// The system administrator's password on every server that this class starts.
    public static final String ADMIN_PASSWORD = "correct horse battery staple";

    static final String BOOTSTRAP_CLIENT = "bootstrap";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PATIENCE_WITH_TRAINING = Duration.ofMinutes(15);
    private static final Set<Integer> GIVEN = new HashSet<>(); // ports, most of which are bound only later
    private static final String JAVA_OPTIONS = "LIGHTWAVE_JAVA_OPTIONS"; // of the launcher, which is no setting

    private final Path home;
    private final Path data;
    private final String bootstrapSecret = HexFormat.of().formatHex(new java.security.SecureRandom().generateSeed(32));
    private final Map<String, String> environment = new TreeMap<>();
    private boolean byLauncher;
    private @Nullable Process process; // null before the first start

    private PackagedServer(Path home, Path data) {
        this.home = home;
        this.data = data;
        List<Integer> ports = freePorts(6);
        environment.put("LIGHTWAVE_HTTPS_PORT", ports.get(0).toString());
        environment.put("LIGHTWAVE_MTLS_PORT", ports.get(1).toString());
        environment.put("LIGHTWAVE_HTTP_PORT", ports.get(2).toString());
        environment.put("LIGHTWAVE_LDAP_PORT", ports.get(3).toString());
        environment.put("LIGHTWAVE_LDAPS_PORT", ports.get(4).toString());
        environment.put("LIGHTWAVE_MANAGEMENT_PORT", ports.get(5).toString());
        environment.put("LIGHTWAVE_PUBLIC_URL", "https://localhost:" + ports.get(0));
        environment.put("LIGHTWAVE_PKI_URL", "http://localhost:" + ports.get(2));
        environment.put("LIGHTWAVE_ADMIN_PASSWORD", ADMIN_PASSWORD);
        environment.put("LIGHTWAVE_BOOTSTRAP_CLIENT_ID", BOOTSTRAP_CLIENT);
        environment.put("LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET", bootstrapSecret);
    }

    /// The checkout whose build is under test.
    public static Path home() {
        String home = System.getProperty("lightwave.home");
        return Path.of(home == null ? ".." : home).toAbsolutePath().normalize();
    }

    /// Prepares a server over a data folder, which is made if missing; nothing runs yet.
    public static PackagedServer in(Path data) {
        return new PackagedServer(home(), data);
    }

    /// One more setting, or another value for one; before the start.
    public PackagedServer with(String key, String value) {
        environment.put(key, value);
        return this;
    }

    /// Opens a Unix socket too, on which whoever runs this is the system administrator; before the start.
    public PackagedServer withLdapi() {
        return with("LIGHTWAVE_LDAPI_SOCKET", ldapi().toString())
                .with("LIGHTWAVE_LDAPI_ADMINISTRATORS", System.getProperty("user.name"));
    }

    /// The Unix socket of the directory, if it has one.
    public Path ldapi() {
        return data.resolve("ldapi");
    }

    /// Starts it as users do, by `./lightwave start`: with the AOT cache, whose training run the first start waits for,
    /// and the full compiler. Otherwise the JVM is started for a short life.
    public PackagedServer byLauncher() {
        byLauncher = true;
        return this;
    }

    /// Starts the process and waits until it says that it is ready.
    ///
    /// @throws IllegalStateException with the end of its output when it ends instead
    public PackagedServer start() {
        try {
            Files.createDirectories(data);
            List<String> command = command();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().keySet().removeIf(key -> key.startsWith("LIGHTWAVE_") && !key.equals(JAVA_OPTIONS));
            builder.environment().putAll(environment);
            builder.environment().put("LW_BUILT", "yes"); // what is packaged is what is tested
            process = builder.start();
            awaitReady();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (byLauncher) {
            command.addAll(List.of(home.resolve("lightwave").toString(), "start"));
        } else {
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-jar",
                    home.resolve("identity-server/target/lightwave/lightwave.jar")
                            .toString()));
        }
        command.addAll(List.of("--data", data.toString()));
        return command;
    }

    /// Waits for `/health/ready`.
    private void awaitReady() throws IOException {
        URI ready = URI.create("http://127.0.0.1:" + environment.get("LIGHTWAVE_MANAGEMENT_PORT") + "/health/ready");
        try (HttpClient http = HttpClient.newHttpClient()) {
            long deadline = System.nanoTime() + (byLauncher ? PATIENCE_WITH_TRAINING : PATIENCE).toNanos();
            while (System.nanoTime() < deadline) {
                if (answers(http, ready)) {
                    return;
                }
                if (process().waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the server ended at its start:\n" + output());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("the server was not ready in time:\n" + output());
    }

    private static boolean answers(HttpClient http, URI ready) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    public String url() {
        return environment.get("LIGHTWAVE_PUBLIC_URL") + "";
    }

    /// The port of one of the `LIGHTWAVE_…_PORT` settings, for instance `LDAP`.
    public int port(String name) {
        return Integer.parseInt(environment.get("LIGHTWAVE_" + name + "_PORT") + "");
    }

    /// The system tenant's trust anchor.
    public Path trustAnchor() {
        return data.resolve("ca.pem");
    }

    public Path data() {
        return data;
    }

    public String bootstrapClient() {
        return BOOTSTRAP_CLIENT;
    }

    public String bootstrapSecret() {
        return bootstrapSecret;
    }

    public Process process() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        return running;
    }

    /// The server's standard output and error so far.
    public String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return data.resolve("server.out");
    }

    /// SIGTERM, then waits for the end.
    ///
    /// @return the exit code
    public int stop() {
        process().destroy();
        return awaitEnd();
    }

    /// SIGKILL.
    public void kill() {
        process().destroyForcibly();
        awaitEnd();
    }

    private int awaitEnd() {
        try {
            if (!process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process().destroyForcibly();
                throw new IllegalStateException("the server did not end on SIGTERM:\n" + output());
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process().isAlive()) {
            stop();
        }
    }

    /// Ports that nobody listens on, below those that the system gives to outgoing connections, and that were not given
    /// to anybody in this run.
    public static synchronized List<Integer> freePorts(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    ports.add(socket.getLocalPort());
                }
            } catch (BindException _) {
                // taken: another one then
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(ports);
    }
}
