package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// OpenLDAP's slapd as a process of its own, with one database on mdb in an empty folder.
public final class Slapd implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private Slapd(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// Starts it, and returns when it listens.
    ///
    /// @param directives of the database, as slapd.conf(5) has them; `suffix` and `rootdn` among them
    /// @throws IllegalStateException with its output when it does not
    public static Slapd start(Path folder, String directives) throws IOException, InterruptedException {
        int port = PackagedServer.freePorts(1).getFirst();
        return start(folder, "", directives, port, "ldap://127.0.0.1:" + port + "/");
    }

    /// Starts one that listens there.
    ///
    /// @param directives of the whole server
    /// @param port of loopback that is among those it listens at
    /// @param urls as its option `-h` has them
    public static Slapd start(Path folder, String directives, String database, int port, String urls)
            throws IOException, InterruptedException {
        Path configuration = folder.resolve("slapd.conf");
        Path log = folder.resolve("slapd.log");
        Files.writeString(
                configuration, """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                loglevel 0
                %s
                database mdb
                directory %s
                maxsize 4294967296
                """.formatted(directives, Files.createDirectories(folder.resolve("slapd"))) + database);
        String program = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v slapd")
                .orThrow()
                .strip();
        Process process = new ProcessBuilder(program, "-d", "0", "-f", configuration.toString(), "-h", urls)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Shell.awaitPort(process, port, log);
        return new Slapd(process, port, log);
    }

    public Process process() {
        return process;
    }

    public int port() {
        return port;
    }

    /// What it has said so far.
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws java.util.concurrent.CompletionException when it does not end within two minutes
    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
    }
}
