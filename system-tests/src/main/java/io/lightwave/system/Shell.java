package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

    /// Runs a program to its end, at most five minutes.
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
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
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

    /// Whether a program of this name is on the path.
    public static boolean has(String program) {
        return run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program)
                        .exitCode()
                == 0;
    }
}
