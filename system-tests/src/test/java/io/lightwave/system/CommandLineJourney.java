package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The command line against a running server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineJourney {
    private final Acme acme = Acme.shared();

    @TempDir
    Path folder;

    @BeforeAll
    void the_operator_prepares() {
        assertThat(lightwave("tenant", "create", "shell.example").output()).contains("shell.example", "shown once");
    }

    private Shell.Result lightwave(String... arguments) {
        return lightwave(Map.of(), arguments);
    }

    private Shell.Result lightwave(Map<String, String> changes, String... arguments) {
        return CommandLine.asOperator(acme.server, changes, arguments);
    }

    @Test
    void the_audit_trail_is_listed_and_verified() {
        String tenant = acme.tenant("audited.example").name();
        assertThat(lightwave("audit", "list", "-t", tenant, "--action", "tenant.create")
                        .orThrow())
                .contains("tenant.create", "success");
        assertThat(lightwave("audit", "verify", "-t", tenant).orThrow()).contains("findings");
        var cut = lightwave("audit", "verify", "-t", tenant, "--anchor", "99:" + "0".repeat(64));
        assertThat(cut.exitCode()).isEqualTo(1);
        assertThat(cut.output()).contains("the trail ends before the anchor", "not as it was written");
    }

    @Test
    void signing_keys_are_listed_rotated_and_ended() {
        String tenant = acme.tenant("rotating.example").name();
        String before = lightwave("key", "list", "-t", tenant).orThrow();
        assertThat(before).contains("ES256", "RS256", "active").doesNotContain("published");
        assertThat(lightwave("key", "rotate", "-t", tenant, "--algorithm", "ES256")
                        .orThrow())
                .containsOnlyOnce("published");
        String active = before.lines()
                .filter(line -> line.startsWith("ES256"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
        assertThat(lightwave("key", "compromise", "-t", tenant, "--", active)
                        .orThrow()) // a key's id may begin with a hyphen
                .contains("compromised");
        assertThat(lightwave("key", "list", "-t", tenant).orThrow())
                .contains("compromised")
                .doesNotContain("published");
        assertThat(lightwave("key", "compromise", "-t", tenant, "unknown").exitCode())
                .isEqualTo(1);
        assertThat(lightwave("key", "rotate", "-t", tenant, "--algorithm", "none")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void creates_what_a_container_needs_and_fetches_its_files() throws IOException {
        Platform cluster = new Platform("https://cluster.example");
        Path jwks = Files.writeString(
                folder.resolve("jwks.json"), com.nimbusds.jose.util.JSONObjectUtils.toJSONString(cluster.jwks()));
        String tenant = "shell.example";
        lightwave(
                        "issuer",
                        "create",
                        "-t",
                        tenant,
                        cluster.issuer(),
                        "--kind",
                        "kubernetes",
                        "--jwks-file",
                        jwks.toString(),
                        "--node-suffix",
                        "prod",
                        "--agent-account",
                        "lightwave/agent")
                .orThrow();
        lightwave(
                        "workload",
                        "create",
                        "-t",
                        tenant,
                        "batch",
                        "--issuer",
                        cluster.issuer(),
                        "--claim",
                        "sub=system:serviceaccount:jobs:batch",
                        "--audience",
                        "ledger")
                .orThrow();
        assertThat(lightwave("workload", "list", "-t", tenant).orThrow()).contains("spiffe://shell.example/batch");
        Path evidence = Files.writeString(
                folder.resolve("evidence"),
                cluster.projectedToken("jobs", "batch", acme.server.url() + "/t/" + tenant));

        lightwave(
                        "fetch",
                        "-t",
                        tenant,
                        "--evidence-file",
                        evidence.toString(),
                        "--out",
                        folder.toString(),
                        "--resource",
                        "ledger")
                .orThrow();

        assertThat(folder.resolve("token")).isNotEmptyFile();
        assertThat(Shell.run("openssl", "pkey", "-in", folder.resolve("key.pem").toString(), "-noout")
                        .exitCode())
                .isZero();
        assertThat(Shell.run(
                                "openssl",
                                "verify",
                                "-CAfile",
                                folder.resolve("bundle.pem").toString(),
                                "-untrusted",
                                folder.resolve("chain.pem").toString(),
                                folder.resolve("chain.pem").toString())
                        .exitCode())
                .isZero();
        assertThat(lightwave("cert", "list", "-t", tenant).orThrow()).contains("spiffe://shell.example/batch");
    }

    @Test
    void an_authority_is_rotated_and_its_progress_shown() {
        String tenant = acme.tenant("succeeding.example").name();
        assertThat(lightwave("authority", "rotate", "-t", tenant, "--publish-for", "PT24H", "--consumer", "mesh")
                        .orThrow())
                .contains("published", "issuing-2");
        assertThat(lightwave("authority", "list", "-t", tenant).orThrow())
                .contains("issuing-1", "active", "issuing-2", "published");
        String rotation = lightwave("authority", "progress", "-t", tenant, "-o", "json")
                .orThrow()
                .replaceFirst("(?s).*\"id\" *: *\"([0-9a-f-]{36})\".*", "$1");
        assertThat(lightwave("authority", "acknowledge", "-t", tenant, rotation, "mesh")
                        .orThrow())
                .contains("draining");
        assertThat(lightwave("cert", "compromise", "-t", tenant, "--authority", "issuing-1")
                        .orThrow())
                .contains("issuing-1");
        assertThat(lightwave("authority", "list", "-t", tenant).orThrow()).contains("compromised");
        assertThat(lightwave("cert", "compromise", "-t", tenant).exitCode()).isEqualTo(2);
    }

    @Test
    void nodes_are_let_in_banned_and_evicted_and_a_missing_identity_is_explained() {
        var tenant = acme.tenant("explained.example");
        String token = lightwave("node", "join-token", "-t", tenant.name(), "node-1", "--expires-in", "PT5M")
                .orThrow();
        assertThat(token).matches("lwj_[A-Za-z0-9_-]{43}\n");
        assertThat(lightwave("node", "list", "-t", tenant.name()).orThrow()).doesNotContain("node-1");
        assertThat(lightwave("node", "ban", "-t", tenant.name(), "node-1").exitCode())
                .isEqualTo(1);
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        "shop",
                        "rules",
                        List.of(Map.of("node", "node-1", "selectors", List.of("docker:label:app:shop")))));
        assertThat(lightwave(
                                "workload",
                                "explain",
                                "-t",
                                tenant.name(),
                                "--node",
                                "node-1",
                                "--selector",
                                "docker:label:app:shopp")
                        .orThrow())
                .contains(
                        "refused: the node has not joined",
                        "shop by rule",
                        "docker:label:app:shop has another value: wanted \"docker:label:app:shop\", found"
                                + " [\"docker:label:app:shopp\"]");
        assertThat(lightwave("workload", "explain", "-t", tenant.name()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void answers_in_json_when_asked() {
        assertThat(lightwave("tenant", "list", "-o", "json").orThrow()).contains("\"items\"", "\"shell.example\"");
        assertThat(lightwave("token", "fetch").orThrow()).startsWith("eyJ");
    }

    @Test
    void changes_what_was_shown_only_if_it_is_the_same_still() {
        String tenant = acme.tenant("tagged.example").name();
        lightwave("group", "create", "-t", tenant, "displayName=builders").orThrow();
        for (List<String> thing : List.of(
                List.of("policy", "password", "minimumLength:=14"),
                List.of("group", "builders", "displayName=builders", "externalId=b"))) {
            String tag = tagOf(tenant, thing.get(0), thing.get(1));
            List<String> update = new ArrayList<>(List.of(thing.get(0), "update", "-t", tenant, thing.get(1)));
            update.addAll(thing.subList(2, thing.size()));
            update.addAll(List.of("--if-match", tag));
            assertThat(lightwave(update.toArray(String[]::new)).exitCode())
                    .as(thing.toString())
                    .isZero();
            Shell.Result late = lightwave(update.toArray(String[]::new));
            assertThat(late.exitCode()).as(late.output()).isEqualTo(1);
            assertThat(late.output()).contains(thing.get(0) + " show --tenant " + tenant + " --etag");
        }
        String stale = tagOf(tenant, "group", "builders");
        lightwave("group", "update", "-t", tenant, "builders", "externalId=c").orThrow();
        assertThat(lightwave("group", "delete", "-t", tenant, "builders", "--if-match", stale)
                        .exitCode())
                .isEqualTo(1);
        lightwave("group", "delete", "-t", tenant, "builders", "--if-match", "*")
                .orThrow();
    }

    private String tagOf(String tenant, String noun, String name) {
        String shown = lightwave(noun, "show", "-t", tenant, name, "--etag", "-o", "json")
                .orThrow();
        return JsonMapper.shared().readTree(shown).path("etag").asString();
    }

    @Test
    void says_what_went_wrong_by_message_and_exit_code() {
        assertThat(lightwave("tenant", "create", "shell.example").exitCode()).isEqualTo(1);
        assertThat(lightwave("no-such-command").exitCode()).isEqualTo(2);
        assertThat(lightwave(Map.of("LIGHTWAVE_SERVER", "https://localhost:1"), "tenant", "list")
                        .exitCode())
                .isEqualTo(3);
        assertThat(lightwave(Map.of("LIGHTWAVE_CLIENT_SECRET", "wrong"), "tenant", "list")
                        .exitCode())
                .isEqualTo(4);
        Shell.Result invalid = lightwave("tenant", "create", "NOT_A_DOMAIN");
        assertThat(invalid.exitCode()).isEqualTo(1);
        assertThat(invalid.output()).contains("name:");
    }
}
