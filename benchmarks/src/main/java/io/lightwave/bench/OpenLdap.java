package io.lightwave.bench;

import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import io.lightwave.system.Slapd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// OpenLDAP's slapd beside our server, when Debian's package is installed: mdb, indexed, with the same hashes of
/// passwords as ours, otherwise its defaults.
record OpenLdap(Slapd slapd) implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String ADMIN = "cn=admin,dc=example,dc=com";
    static final String PASSWORD = "bench";
    private static final String ABOVE = """
            dn: %1$s
            objectClass: dcObject
            objectClass: organization
            o: bench
            dc: example

            dn: ou=people,%1$s
            objectClass: organizationalUnit
            ou: people
            """.formatted(BASE);

    int port() {
        return slapd.port();
    }

    Cpu cpu() {
        return new Cpu(slapd.process().toHandle());
    }

    /// Starts one in an empty folder, or none when the package is not there.
    ///
    /// @param entries below [#ABOVE] to begin with; empty for none
    static Optional<OpenLdap> start(Path folder, Optional<Path> entries) throws IOException, InterruptedException {
        if (!Shell.has("slapd")) {
            return Optional.empty();
        }
        Slapd first = start(folder);
        Shell.run(
                        Map.of(),
                        ABOVE,
                        List.of("ldapadd", "-x", "-H", "ldap://127.0.0.1:" + first.port(), "-D", ADMIN, "-w", PASSWORD))
                .orThrow();
        if (entries.isEmpty()) {
            return Optional.of(new OpenLdap(first));
        }
        first.close();
        Shell.run(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin slapadd -q -f '%s' -l '%s'"
                                .formatted(folder.resolve("slapd.conf"), entries.get()))
                .orThrow();
        return Optional.of(new OpenLdap(start(folder)));
    }

    private static Slapd start(Path folder) throws IOException, InterruptedException {
        int port = PackagedServer.freePorts(1).getFirst();
        return Slapd.start(
                folder,
                "moduleload argon2 m=19456 t=2 p=1\npassword-hash {ARGON2}",
                """
                suffix "%s"
                rootdn "%s"
                rootpw %s
                index objectClass,uid,cn,sn,mail eq
                """.formatted(BASE, ADMIN, PASSWORD),
                port,
                "ldap://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
        slapd.close();
    }
}
