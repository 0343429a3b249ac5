package io.lightwave.agent.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Tells others that the files are new: a signal to the process of a PID file, or a program with its arguments as they
/// are, without a shell. The program gets none of our own settings.
public final class RenewalHook {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SIGNAL = Pattern.compile("[A-Z0-9+]{2,10}");
    private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

    private final Optional<Signal> signal;
    private final List<String> command;

    /// @param name as `HUP`
    /// @param pidFile read anew each time
    public record Signal(String name, Path pidFile) {
        public Signal {
            if (!SIGNAL.matcher(name).matches()) {
                throw new IllegalArgumentException("not a signal's name, as HUP is");
            }
        }
    }

    /// @param command empty for none
    public RenewalHook(Optional<Signal> signal, List<String> command) {
        this.signal = signal;
        this.command = List.copyOf(command);
    }

    /// @throws IOException when it could not be done, or was not done well
    public void run() throws IOException {
        if (signal.isPresent()) {
            String pid = Files.readString(signal.get().pidFile()).strip();
            if (!PID.matcher(pid).matches()) {
                throw new IOException("no process id in " + signal.get().pidFile());
            }
            execute(List.of("kill", "-s", signal.get().name(), pid));
        }
        if (!command.isEmpty()) {
            execute(command);
        }
    }

    private static void execute(List<String> command) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(key -> key.startsWith("LIGHTWAVE_"));
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new IOException(command.getFirst() + " ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
