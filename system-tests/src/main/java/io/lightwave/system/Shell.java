package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Runs other people's programs.
public final class Shell {
    private Shell() {}

    /// What a program answered: its exit code, and its standard output and error as one text.
    public record Result(int exitCode, String output) {
        /// The output, when it ended well.
        ///
        /// @throws IllegalStateException with the output when it did not
        public String orThrow() {
            if (exitCode != 0) {
                throw new IllegalStateException("exit code " + exitCode + ":\n" + output);
            }
            return output;
        }
    }

    public static Result run(String... command) {
        return run(Map.of(), "", List.of(command));
    }

    /// Runs a program to its end, at most fifteen minutes.
    ///
    /// @param environment added to ours
    /// @param input its standard input
    public static Result run(Map<String, String> environment, String input, List<String> command) {
        try {
            Path out = Files.createTempFile("shell", ".out");
            Path in = Files.createTempFile("shell", ".in");
            try {
                Files.writeString(in, input);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(15, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("did not end: " + command);
                }
                return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
                Files.delete(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Runs a shell's line in a folder with the Node that the console is built with, which Maven fetched.
    public static Result node(Map<String, String> environment, Path folder, String line) {
        Path programs = PackagedServer.home().resolve("admin-ui/toolchain/node_modules/.bin");
        return run(
                environment,
                "",
                List.of("sh", "-c", "PATH='%s':$PATH && cd '%s' && %s".formatted(programs, folder, line)));
    }

    /// Starts a program for Node in its folder, which goes on beside us.
    ///
    /// @param log where its output goes
    public static Process nodeProcess(Map<String, String> environment, Path folder, String program, Path log)
            throws IOException {
        Path node = PackagedServer.home().resolve("admin-ui/toolchain/node_modules/.bin/node");
        ProcessBuilder builder = new ProcessBuilder(node.toString(), program)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Starts a program whose output is read while it goes on; it is ended after fifteen minutes, so that nobody reads
    /// for ever.
    public static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        CompletableFuture.delayedExecutor(15, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return process;
    }

    /// The first line that a program says; one that says nothing for fifteen minutes is ended.
    ///
    /// @return null when it ended instead
    public static @Nullable String firstLine(Process process) throws IOException {
        var said = new AtomicBoolean();
        CompletableFuture.delayedExecutor(15, TimeUnit.MINUTES).execute(() -> {
            if (!said.get()) {
                process.destroyForcibly();
            }
        });
        String line = process.inputReader().readLine();
        said.set(true);
        return line;
    }

    /// Copies a folder of a program for Node, without what is below it, and lets npm put beside it what
    /// it needs.
    ///
    /// @param source below `system-tests/src/test`
    /// @param name of the copy
    /// @return the copy
    /// @throws IllegalStateException with npm's output when that fails
    public static Path npm(String source, String name) throws IOException {
        Path tests = PackagedServer.home().resolve("system-tests");
        Path copy = Files.createDirectories(tests.resolve("target").resolve(name));
        try (var files = Files.list(tests.resolve("src/test").resolve(source))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        node(Map.of(), copy, "npm ci --silent").orThrow();
        return copy;
    }

    /// Returns when a program that was just started listens on a port of the loopback.
    ///
    /// @param log where its output goes
    /// @throws IllegalStateException with its output when it ends instead, or does not within two minutes
    public static void awaitPort(Process process, int port, Path log) throws IOException, InterruptedException {
        for (int i = 0; i < 2400; i++) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("it ended:\n" + Files.readString(log));
                }
            }
        }
        process.destroy();
        throw new IllegalStateException("it does not listen on %d:\n%s".formatted(port, Files.readString(log)));
    }

    /// Whether a program of this name is on the path.
    public static boolean has(String program) {
        return run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program)
                        .exitCode()
                == 0;
    }
}
