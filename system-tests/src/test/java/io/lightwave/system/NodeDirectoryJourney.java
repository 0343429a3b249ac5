package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// npm's `ldapts` uses a tenant's directory. The steps stand in `src/test/node/directory`.
class NodeDirectoryJourney {
    private final Acme acme = Acme.shared();

    @Test
    void ldapts_by_ldaps_and_start_tls() throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("node.example");
        Path from = PackagedServer.home().resolve("system-tests/src/test/node/directory");
        Path program = Files.createDirectories(PackagedServer.home().resolve("system-tests/target/directory-client"));
        for (String file : new String[] {"package.json", "package-lock.json", "directory.mjs"}) {
            Files.copy(from.resolve(file), program.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Shell.Result installed = Shell.node(Map.of(), program, "npm ci --silent");
        assertThat(installed.exitCode()).as(installed.output()).isZero();

        Shell.Result said = Shell.node(
                Map.of(
                        "LDAP_PORT", String.valueOf(acme.server.port("LDAP")),
                        "LDAPS_PORT", String.valueOf(acme.server.port("LDAPS")),
                        "TRUST_ANCHOR", acme.server.trustAnchor().toString(),
                        "BIND_DN", "uid=admin,ou=people,dc=lightwave,dc=local",
                        "BIND_PASSWORD", PackagedServer.ADMIN_PASSWORD,
                        "SUFFIX", tenant.suffix()),
                program,
                "node directory.mjs");
        assertThat(said.output()).as(said.output()).isEqualTo("as expected\n");
    }
}
