package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Clients and providers at origins of their own, one that lives in a browser only and ones at another site, in a real
/// Chromium: the steps stand in `admin-ui/e2e`.
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

    @Test
    void an_application_and_a_provider_of_another_site_post_their_forms_to_us_and_we_ours() {
        Acme acme = Acme.shared();
        Acme.TenantOfTest studio = acme.tenant("studio.example");
        String there = "https://%s:%d"
                .formatted(Acme.ELSEWHERE, PackagedServer.freePorts(1).getFirst());
        studio.create(
                "clients",
                Map.of(
                        "clientId",
                        "sculptures",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of(there + "/callback"),
                        "tokenEndpointAuthMethod",
                        "none"));
        studio.create(
                "identity-providers",
                Map.of(
                        "name", "elsewhere",
                        "displayName", "Elsewhere Ltd",
                        "issuer", there,
                        "clientId", "lightwave",
                        "clientSecret", "a secret of both sides",
                        "userNameClaim", "sub",
                        "justInTime", true,
                        "responseMode", "form_post"));

        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_ISSUER", studio.issuer(),
                        "LIGHTWAVE_CA", acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_CLIENT", "sculptures",
                        "THERE", there,
                        "THERE_KEY", Acme.POST.key().toString(),
                        "THERE_CERTIFICATE", Acme.POST.certificate().toString()),
                PackagedServer.home().resolve("admin-ui"),
                "npm run --silent e2e:across-sites");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
