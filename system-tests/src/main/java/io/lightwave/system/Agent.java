package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The packaged agent as a process of its own, with its sockets in one folder.
public final class Agent implements AutoCloseable {
    private static final List<String> JAVA = List.of(
            CommandLine.java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx64m",
            "-jar",
            CommandLine.jar());

    private final Path folder;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private List<String> program = JAVA;
    private @Nullable Process process; // null before the first start

    private Agent(Path folder) {
        this.folder = folder;
    }

    /// @param folder for sockets and output; a short path, as sockets want it
    public static Agent in(Path folder, PackagedServer server, String tenant, String... more) {
        var agent = new Agent(folder);
        agent.arguments.addAll(List.of(
                "agent",
                "--server",
                server.url(),
                "--tenant",
                tenant,
                "--trust-bundle",
                server.trustAnchor().toString(),
                "--socket",
                folder.resolve("agent.sock").toString()));
        agent.arguments.addAll(List.of(more));
        return agent;
    }

    /// Starts it as users do, by `./lightwave agent`: with what its training run has left, if the launcher has built
    /// it.
    public Agent byLauncher() {
        program = List.of(PackagedServer.home().resolve("lightwave").toString());
        return this;
    }

    /// More of its environment; before the start.
    public Agent with(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    /// Starts it and waits until it says that it is ready.
    ///
    /// @throws IllegalStateException with its output when it ends instead, or says nothing for fifteen minutes
    public Agent start() {
        try {
            var command = Stream.concat(program.stream(), arguments.stream()).toList();
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().keySet().removeIf(key -> key.startsWith("LIGHTWAVE_"));
            builder.environment().putAll(environment);
            process = builder.start();
            String line = Shell.firstLine(process);
            if (line == null || !line.startsWith("ready")) {
                throw new IllegalStateException("the agent ended with " + process.waitFor() + ": " + output());
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path log() {
        return folder.resolve("agent.out");
    }

    public String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path socket() {
        return folder.resolve("agent.sock");
    }

    public Path httpSocket() {
        return folder.resolve("agent-http.sock");
    }

    /// What `curl` gets of the plain HTTP socket; the last line is the status.
    public Shell.Result curl(String target) {
        return Shell.run(
                "curl",
                "--silent",
                "--max-time",
                "60",
                "--write-out",
                "\n%{http_code}",
                "--unix-socket",
                httpSocket().toString(),
                "http://agent" + target);
    }

    public long pid() {
        Process running = process;
        return running == null ? -1 : running.pid();
    }

    @Override
    public void close() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(2, TimeUnit.MINUTES)) {
                running.destroyForcibly();
                throw new IllegalStateException("the agent did not end on SIGTERM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
