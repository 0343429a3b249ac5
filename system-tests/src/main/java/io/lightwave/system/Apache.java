package io.lightwave.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Debian's Apache as a process of its own, on the loopback; what it serves stands in `pages`.
public final class Apache implements AutoCloseable {
    private static final List<String> MODULES = List.of("mpm_event", "authn_core", "authz_core", "authz_user");

    private final Process process;
    private final Path folder;

    private Apache(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts it, and returns when it listens. Started by root, it serves as `www-data`, who must be able to read
    /// what it serves.
    ///
    /// @param folder for its configuration and what it says; `pages` stands in it already
    /// @param modules beyond those of authentication and authorization, by the names of Debian's files
    /// @param directives of its site
    /// @throws IllegalStateException with its output when it does not
    public static Apache start(Path folder, int port, List<String> modules, String directives)
            throws IOException, InterruptedException {
        boolean root = System.getProperty("user.name").equals("root");
        String loaded = Stream.concat(MODULES.stream(), modules.stream())
                .map(module -> "LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so\n".formatted(module))
                .collect(Collectors.joining());
        Path configuration = Files.writeString(
                folder.resolve("apache.conf"),
                """
                ServerRoot "%1$s"
                ServerName localhost
                Listen 127.0.0.1:%2$d
                PidFile "%1$s/apache.pid"
                DefaultRuntimeDir "%1$s"
                ErrorLog "%1$s/error.log"
                Mutex posixsem
                DocumentRoot "%1$s/pages"
                """.formatted(folder, port) + (root ? "User www-data\nGroup www-data\n" : "") + loaded + directives);
        Path log = folder.resolve("apache.out");
        Process process = new ProcessBuilder("/usr/sbin/apache2", "-DFOREGROUND", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Shell.awaitPort(process, port, log);
        return new Apache(process, folder);
    }

    /// What it has said so far.
    public String output() throws IOException {
        Path errors = folder.resolve("error.log");
        return Files.readString(folder.resolve("apache.out")) + (Files.exists(errors) ? Files.readString(errors) : "");
    }

    /// @throws java.util.concurrent.CompletionException when it does not end within two minutes
    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
    }
}
