package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A client that lives in a browser only, at an origin of its own, in a real Chromium: the steps stand in
/// `admin-ui/e2e`.
class BrowserApplicationJourney {
    private static final String PASSWORD = "correct horse battery";

    @Test
    void a_single_page_application_signs_people_in_and_no_other_origin_reads_anything() {
        Acme acme = Acme.shared();
        Acme.TenantOfTest gallery = acme.tenant("gallery.example");
        gallery.person("frida", PASSWORD, Map.of());
        List<String> origins = PackagedServer.freePorts(2).stream()
                .map(port -> "http://localhost:" + port)
                .toList();
        gallery.create(
                "clients",
                Map.of(
                        "clientId",
                        "paintings",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of(origins.getFirst() + "/callback"),
                        "tokenEndpointAuthMethod",
                        "none"));

        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_ISSUER",
                        gallery.issuer(),
                        "LIGHTWAVE_CA",
                        acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_USER",
                        "frida",
                        "LIGHTWAVE_PASSWORD",
                        PASSWORD,
                        "LIGHTWAVE_CLIENT",
                        "paintings",
                        "LIGHTWAVE_ORIGIN",
                        origins.getFirst(),
                        "LIGHTWAVE_STRANGER",
                        origins.getLast()),
                PackagedServer.home().resolve("admin-ui"),
                "npm run --silent e2e:spa");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
