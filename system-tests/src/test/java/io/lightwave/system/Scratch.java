package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Folders of the journeys, which go when the run has ended. Their paths are short, since sockets stand in some, and
/// other users may read them, as the database and Apache are.
final class Scratch {
    private static final List<Runnable> ENDS = new ArrayList<>();
    private static final List<String> FOLDERS = new ArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Scratch::end));
    }

    private Scratch() {}

    static Path folder() {
        try {
            Path folder = Files.createTempDirectory("lwj");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            synchronized (FOLDERS) {
                FOLDERS.add(folder.toString());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file in a folder of its own, which is not there yet.
    static Path file(String name) {
        return folder().resolve(name);
    }

    /// What is to end before the folders go.
    static void atEnd(Runnable end) {
        synchronized (ENDS) {
            ENDS.add(end);
        }
    }

    private static void end() {
        synchronized (ENDS) {
            ENDS.forEach(Runnable::run);
        }
        synchronized (FOLDERS) {
            List<String> command = new ArrayList<>(List.of("rm", "-rf", "--"));
            command.addAll(FOLDERS);
            Shell.run(command.toArray(String[]::new)).orThrow();
        }
    }
}
