package io.lightwave.bench;

import io.lightwave.system.Shell;
import io.lightwave.system.Slapd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// OpenLDAP's slapd beside our server, when Debian's package is installed: mdb, indexed, otherwise its defaults.
record OpenLdap(Slapd slapd) implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String ADMIN = "cn=admin,dc=example,dc=com";
    static final String PASSWORD = "bench";

    int port() {
        return slapd.port();
    }

    Cpu cpu() {
        return new Cpu(slapd.process().toHandle());
    }

    /// Starts one in an empty folder, or none when the package is not there.
    static Optional<OpenLdap> start(Path folder) throws IOException, InterruptedException {
        if (!Shell.has("slapd")) {
            return Optional.empty();
        }
        var peer = new OpenLdap(Slapd.start(folder, """
                suffix "%s"
                rootdn "%s"
                rootpw %s
                index objectClass,uid,cn,sn,mail eq
                """.formatted(BASE, ADMIN, PASSWORD)));
        Shell.run(
                        Map.of(),
                        "dn: %1$s\nobjectClass: dcObject\nobjectClass: organization\no: bench\ndc: example\n\n"
                                        .formatted(BASE)
                                + "dn: ou=people,%1$s\nobjectClass: organizationalUnit\nou: people\n".formatted(BASE),
                        List.of("ldapadd", "-x", "-H", "ldap://127.0.0.1:" + peer.port(), "-D", ADMIN, "-w", PASSWORD))
                .orThrow();
        return Optional.of(peer);
    }

    @Override
    public void close() {
        slapd.close();
    }
}
