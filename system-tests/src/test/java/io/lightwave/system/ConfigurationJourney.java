package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Configuration as files, by the packaged command line against the packaged server.
class ConfigurationJourney {
    private final Acme acme = Acme.shared();

    @TempDir
    Path folder;

    private Shell.Result lightwave(String... arguments) {
        return lightwave(Map.of(), arguments);
    }

    private Shell.Result lightwave(Map<String, String> changes, String... arguments) {
        return CommandLine.asOperator(acme.server, changes, arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void what_is_exported_changes_nothing_and_a_changed_line_is_shown_and_applied() throws IOException {
        var tenant = acme.tenant("kept-in-git.example");
        tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        "shop",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of("https://shop.example/callback"),
                        "tokenEndpointAuthMethod",
                        "none"));
        String exported = lightwave("export", "--tenant", tenant.name()).orThrow();
        String file = file("tenant.yaml", exported);
        assertThat(lightwave("plan", "-f", file).orThrow()).isEqualTo("no change\n");
        assertThat(lightwave("drift", "-f", file).exitCode()).isZero();

        file("tenant.yaml", exported.replace("shop.example/callback", "shop.example/other"));

        assertThat(lightwave("plan", "-f", file).orThrow())
                .contains(
                        "~ clients shop",
                        "- https://shop.example/callback",
                        "+ https://shop.example/other",
                        "0 to create, 1 to change, 0 to delete");
        assertThat(lightwave("drift", "-f", file).exitCode()).isEqualTo(2);
        assertThat(lightwave("apply", "-f", file).orThrow()).contains("0 created, 1 changed, 0 deleted");
        assertThat(acme.http.get(tenant.api("clients/shop"), acme.operator()).body())
                .contains("https://shop.example/other")
                .doesNotContain("callback");
        assertThat(lightwave("apply", "-f", file).orThrow()).isEqualTo("no change\n");
    }

    @Test
    void a_broken_file_is_named_with_line_and_field_and_changes_nothing() throws IOException {
        var tenant = acme.tenant("broken-file.example");
        String file = file("broken.yaml", """
                tenant: broken-file.example
                displayName: Broken
                resourceServers:
                  - name: ledger
                    uri: https://ledger.example
                clients:
                  - clientId: shop
                    grantTypes: [authorization_code]
                    redirectUris:
                      - https://shop.example/callback
                      - nonsense
                """);
        Shell.Result refused = lightwave("apply", "-f", file);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains(file + ":11: clients[0].redirectUris[1]:");
        assertThat(acme.http
                        .get(tenant.api("resource-servers"), acme.operator())
                        .body())
                .doesNotContain("ledger");
        assertThat(acme.http
                        .get("/api/v1/tenants/" + tenant.name(), acme.operator())
                        .body())
                .doesNotContain("Broken");
        Files.writeString(Path.of(file), "tenant: broken-file.example\nclient:\n  - clientId: shop\n");
        assertThat(lightwave("plan", "-f", file).output())
                .contains(file + ":2: client: there is no such field; did you mean clients?");
    }
}
