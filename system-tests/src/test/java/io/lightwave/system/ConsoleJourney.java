package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The console in a real Chromium: the steps stand in `admin-ui/e2e`. Its pictures are kept, and the README shows one.
class ConsoleJourney {
    @Test
    void an_operator_signs_in_creates_a_tenant_and_sees_it_by_mouse_and_by_keyboard() {
        Acme acme = Acme.shared();
        Path console = PackagedServer.home().resolve("admin-ui");
        Path pictures = PackagedServer.home().resolve("system-tests/target/screenshots");

        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_URL",
                        acme.server.url(),
                        "LIGHTWAVE_CA",
                        acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_TENANT",
                        Acme.SYSTEM,
                        "LIGHTWAVE_ADMIN_USER",
                        "admin",
                        "LIGHTWAVE_ADMIN_PASSWORD",
                        PackagedServer.ADMIN_PASSWORD,
                        "SCREENSHOT_DIR",
                        pictures.toString()),
                console,
                "npm run --silent e2e");

        assertThat(said.exitCode()).as(said.output()).isZero();
        assertThat(pictures.resolve("overview.png")).isNotEmptyFile();
    }
}
