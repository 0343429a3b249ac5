package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        Path configuration = folder.resolve("slapd.conf");
        Path log = folder.resolve("slapd.log");
        Files.writeString(configuration, """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                loglevel 0
                database mdb
                directory %s
                maxsize 4294967296
                """.formatted(Files.createDirectories(folder.resolve("slapd"))) + directives);
        int port = PackagedServer.freePorts(1).getFirst();
        String program = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v slapd")
                .orThrow()
                .strip();
        Process process = new ProcessBuilder(
                        program, "-d", "0", "-f", configuration.toString(), "-h", "ldap://127.0.0.1:" + port + "/")
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

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
