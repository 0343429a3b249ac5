package io.lightwave.bench;

import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// OpenLDAP's slapd beside our server, when Debian's package is installed: mdb, indexed, otherwise its defaults.
final class Slapd implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String ADMIN = "cn=admin,dc=example,dc=com";
    static final String PASSWORD = "bench";

    private final Process process;
    final int port;

    private Slapd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    Cpu cpu() {
        return new Cpu(process.toHandle());
    }

    /// Starts one in an empty folder, or none when the package is not there.
    static Optional<Slapd> start(Path folder) throws IOException, InterruptedException {
        if (!Shell.has("slapd")) {
            return Optional.empty();
        }
        Path database = Files.createDirectories(folder.resolve("slapd"));
        Path configuration = folder.resolve("slapd.conf");
        Files.writeString(configuration, """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                loglevel 0
                database mdb
                suffix "%s"
                rootdn "%s"
                rootpw %s
                directory %s
                maxsize 4294967296
                index objectClass,uid,cn,sn,mail eq
                """.formatted(BASE, ADMIN, PASSWORD, database));
        int port = PackagedServer.freePorts(1).getFirst();
        String program = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v slapd")
                .output()
                .strip();
        Process process = new ProcessBuilder(
                        program, "-d", "0", "-f", configuration.toString(), "-h", "ldap://127.0.0.1:" + port + "/")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("slapd.log").toFile())
                .start();
        Slapd slapd = new Slapd(process, port);
        while (!listens(port)) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(Files.readString(folder.resolve("slapd.log")));
            }
        }
        Shell.run(
                        Map.of(),
                        "dn: %1$s\nobjectClass: dcObject\nobjectClass: organization\no: bench\ndc: example\n\n"
                                        .formatted(BASE)
                                + "dn: ou=people,%1$s\nobjectClass: organizationalUnit\nou: people\n".formatted(BASE),
                        List.of("ldapadd", "-x", "-H", "ldap://127.0.0.1:" + port, "-D", ADMIN, "-w", PASSWORD))
                .orThrow();
        return Optional.of(slapd);
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
