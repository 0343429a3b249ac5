package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.agent.connection.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lightwave apply --watch`, round by round.
class FolderWatchTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    /// What is told when each round ends so, a file having changed before it.
    private List<String> told(String... faults) throws IOException {
        Path file = Files.writeString(folder.resolve("acme.yaml"), "tenant: acme.example\n");
        var files = new ConfigurationFiles();
        files.paths = List.of(folder);
        var stream = new PrintStream(errors, true, StandardCharsets.UTF_8);
        var terminal = new Terminal(stream, stream, Map.of("HOME", folder.toString()));
        var rounds = List.of(faults).iterator();
        new FolderWatch(terminal, files, Duration.ofHours(1), Duration.ZERO).run(() -> {
            String fault = rounds.next();
            change(file);
            if (!rounds.hasNext()) {
                Thread.currentThread().interrupt();
            }
            if (!fault.isEmpty()) {
                throw new Failure(Failure.Kind.REFUSED, fault);
            }
        });
        return errors.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("will be tried again"))
                .toList();
    }

    private static void change(Path file) {
        try {
            Files.writeString(file, Files.readString(file) + "#");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_fault_that_repeats_is_told_once() throws IOException {
        assertThat(told("no such field", "no such field", "no such field")).containsExactly("lightwave: no such field");
    }

    @Test
    void another_fault_is_told_and_the_same_after_something_was_applied() throws IOException {
        assertThat(told("one", "other", "one", "", "", "one"))
                .containsExactly(
                        "lightwave: one",
                        "lightwave: other",
                        "lightwave: one",
                        "lightwave: applied again",
                        "lightwave: one");
    }
}
