package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Passkeys in a real Chromium with its virtual authenticators: the steps stand in `admin-ui/e2e`.
class PasskeyJourney {
    private static final String PASSWORD = "correct horse battery";

    @Test
    void a_person_makes_a_passkey_signs_in_with_it_and_no_clone_of_it_does() {
        Acme acme = Acme.shared();
        Acme.TenantOfTest harbour = acme.tenant("harbour.example");
        harbour.person("ada", PASSWORD, Map.of());

        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_ISSUER",
                        harbour.issuer(),
                        "LIGHTWAVE_CA",
                        acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_USER",
                        "ada",
                        "LIGHTWAVE_PASSWORD",
                        PASSWORD),
                PackagedServer.home().resolve("admin-ui"),
                "npm run --silent e2e:passkeys");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
