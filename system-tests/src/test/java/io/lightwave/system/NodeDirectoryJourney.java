package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// npm's `ldapts` uses a tenant's directory. The steps stand in `src/test/node/directory`.
class NodeDirectoryJourney {
    private final Acme acme = Acme.shared();

    @Test
    void ldapts_by_ldaps_and_start_tls() throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("node.example");
        Path program = Shell.npm("node/directory", "directory-client");

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
