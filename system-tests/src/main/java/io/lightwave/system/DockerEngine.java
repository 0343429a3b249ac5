package io.lightwave.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Docker's engine as a process of its own, with all that it has in one folder. Only root can run it.
public final class DockerEngine implements AutoCloseable {
    private final Process process;
    private final Path folder;

    private DockerEngine(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts it, and returns when it answers.
    ///
    /// @param folder that is its own: closing deletes it; a short path, as sockets want it
    /// @throws IllegalStateException with its output when it does not answer
    public static DockerEngine start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin exec dockerd --iptables=false --bridge=none --data-root=%1$s/data"
                                        .formatted(folder)
                                + " --exec-root=%1$s/exec --pidfile=%1$s/pid -H unix://%2$s"
                                        .formatted(folder, socket(folder)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dockerd.log").toFile())
                .start();
        var engine = new DockerEngine(process, folder);
        for (int i = 0; i < 1800 && process.isAlive(); i++) {
            if (Shell.run(engine.environment(), "", List.of("docker", "info")).exitCode() == 0) {
                return engine;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        String said = Files.readString(folder.resolve("dockerd.log"));
        engine.close();
        throw new IllegalStateException("no engine:\n" + said);
    }

    /// Where an engine with this folder listens.
    public static Path socket(Path folder) {
        return folder.resolve("docker.sock");
    }

    /// Leads Docker's client to it.
    public Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + socket(folder));
    }

    /// @throws java.util.concurrent.CompletionException when it does not end within three minutes
    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(3, TimeUnit.MINUTES).join();
        Shell.run(
                "sh",
                "-c",
                "umount -l '%1$s'/data/overlay2/*/merged '%1$s'/exec/netns/* 2>/dev/null; rm -rf '%1$s'"
                        .formatted(folder));
    }
}
