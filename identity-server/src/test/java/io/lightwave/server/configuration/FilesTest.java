package io.lightwave.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Configuration as files.
class FilesTest {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private Answer send(String what, Map<String, ?> further, String... texts) {
        var body = new TreeMap<String, Object>(further);
        body.put(
                "files",
                java.util.stream.IntStream.range(0, texts.length)
                        .mapToObj(i -> Map.of("name", "file%d.yaml".formatted(i + 1), "text", texts[i]))
                        .toList());
        return http.json("POST", "/api/v1/configuration/" + what, body, server.operator());
    }

    private JsonNode plan(String... texts) {
        return send("plan", Map.of(), texts).expect(200).json();
    }

    private JsonNode apply(String... texts) {
        return send("apply", Map.of(), texts).expect(200).json();
    }

    private JsonNode apply(Map<String, ?> further, String... texts) {
        return send("apply", further, texts).expect(200).json();
    }

    private static List<String> changes(JsonNode outcome) {
        return outcome.path("tenants")
                .valueStream()
                .flatMap(tenant -> tenant.path("changes").valueStream())
                .map(change -> "%s %s %s"
                        .formatted(
                                change.path("action").stringValue(),
                                change.path("kind").stringValue(),
                                change.path("name").stringValue()))
                .toList();
    }

    private String export(TestTenant tenant) {
        Answer answer = tenant.get("/configuration").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("application/yaml");
        return answer.body();
    }

    private static final String TWO = """
            tenant: files.example
            displayName: Files in git
            policies:
              password:
                minimumLength: 12
            resourceServers:
              - name: ledger
                uri: https://ledger.example
                scopes: [read, write]
            clients:
              - clientId: shop
                grantTypes: [authorization_code]
                redirectUris:
                  - https://shop.example/callback
                tokenEndpointAuthMethod: client_secret_basic
                audiences: [ledger]
                enabled: false
            """;

    @Test
    void a_file_makes_a_tenant_and_what_is_below_it_and_a_second_time_nothing() {
        JsonNode planned = plan(TWO);
        assertThat(planned.at("/tenants/0/missing").asBoolean()).isTrue();
        assertThat(changes(planned)).contains("create clients shop", "create resourceServers ledger");

        JsonNode applied = apply(TWO);

        assertThat(changes(applied))
                .containsExactly(
                        "change  ",
                        "change policies.password ",
                        "create resourceServers ledger",
                        "create clients shop");
        assertThat(applied.path("generated")
                        .valueStream()
                        .map(made -> made.path("field").stringValue()))
                .containsExactly("password", "clientSecret");
        TestTenant made = new TestTenant(server, "files.example", "");
        assertThat(made.get("/clients/shop").json().path("enabled").asBoolean(true))
                .isFalse();
        assertThat(made.get("").text("displayName")).isEqualTo("Files in git");
        assertThat(changes(apply(TWO))).isEmpty();
        assertThat(changes(plan(TWO))).isEmpty();
        assertThat(made.audit("action=configuration.apply"))
                .hasSize(1)
                .first()
                .satisfies(event ->
                        assertThat(event.path("reason").asString()).isEqualTo("created 2, changed 2, deleted 0"));
    }

    @Test
    void an_export_changes_nothing_and_one_changed_line_that() {
        TestTenant tenant = server.tenant("exported.example");
        tenant.client("billing", "https://b.example", "https://a.example");
        tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        "shop",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of("https://shop.example/callback"),
                        "clientName",
                        "Größe: \"shop\" # no",
                        "tokenEndpointAuthMethod",
                        "none"));
        tenant.create(
                "resource-servers", Map.of("name", "yes", "uri", "https://b.example", "scopes", List.of("b", "a")));

        String file = export(tenant);

        assertThat(file).contains("clientId: billing").doesNotContain("lightwave-console", "createdAt", "ecret:");
        assertThat(changes(plan(file))).isEmpty();
        JsonNode planned = plan(file.replace("shop.example/callback", "shop.example/other"));
        assertThat(changes(planned)).containsExactly("change clients shop");
        assertThat(planned.at("/tenants/0/changes/0/fields/0").toString())
                .isEqualTo(
                        "{\"field\":\"redirectUris\",\"from\":[\"https://shop.example/callback\"],\"to\":[\"https://shop.example/other\"]}");
        assertThat(tenant.get("/clients/shop").body()).contains("/callback");
        apply(file.replace("shop.example/callback", "shop.example/other"));
        assertThat(tenant.get("/clients/shop").body()).contains("/other").doesNotContain("/callback");
    }
}
