package io.lightwave.workload.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class WorkloadsTest {
    private static final Platform CLUSTER = new Platform("https://cluster.example");
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
        acme.trusts(CLUSTER, "kubernetes");
        acme.trusts(new Platform("https://github.example"), "github");
        acme.trusts(new Platform("https://gitlab.example"), "gitlab");
        acme.trusts(new Platform("https://oidc.example"), "oidc");
        acme.trusts(new Platform("https://gcp.example"), "gcp");
        acme.trusts(new Platform("https://azure.example"), "azure");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void is_made_read_changed_and_deleted() {
        var made = acme.post("workloads", """
                {"name":"shop/payments","audiences":["billing","https://ledger.example/api"],
                 "rules":[{"issuer":"https://cluster.example","claims":{"sub":"system:serviceaccount:shop:payments"}}]}""");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var json = made.json();
        String id = json.get("id").asString();
        assertThat(made.header("Location")).isEqualTo(acme.api("workloads/" + id));
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "spiffeId",
                        "enabled",
                        "rules",
                        "audiences",
                        "federatesWith",
                        "createdAt",
                        "updatedAt");
        assertThat(json.get("spiffeId").asString()).isEqualTo("spiffe://acme.example/shop/payments");
        assertThat(json.get("rules").get(0).propertyNames()).containsExactlyInAnyOrder("id", "issuer", "claims");
        assertThat(acme.get("workloads/" + id).json()).isEqualTo(json);

        var changed = acme.patch("workloads/" + id, "{\"audiences\":[\"ledger\"]}", "If-Match", made.header("ETag"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("audiences").toString()).isEqualTo("[\"ledger\"]");
        assertThat(acme.patch("workloads/" + id, "{}", "If-Match", made.header("ETag"))
                        .status())
                .isEqualTo(412);
        String either = made.header("ETag") + ", " + changed.header("ETag");
        assertThat(acme.patch("workloads/" + id, "{}", "If-Match", either).status())
                .isEqualTo(200);
        assertThat(acme.patch("workloads/" + id, "{}", "If-Match", "*").status())
                .isEqualTo(200);
        assertThat(acme.patch("workloads/" + id, "{\"enabled\":false}")
                        .json()
                        .get("enabled")
                        .asBoolean())
                .isFalse();
        assertThat(acme.delete("workloads/" + id).status()).isEqualTo(204);
        assertThat(acme.get("workloads/" + id).status()).isEqualTo(404);
        assertThat(acme.post("workloads", "{\"name\":\"shop/payments\"}").status())
                .isEqualTo(409);
        for (String action : List.of("create", "update", "disable", "delete")) {
            assertThat(acme.audited("workload." + action))
                    .contains("SUCCESS user:operator@acme.example: workload:shop/payments");
        }
    }

    @Test
    void a_name_of_one_segment_can_stand_for_the_id() {
        var made = acme.post("workloads", "{\"name\":\"plain\"}").json();
        assertThat(made.get("rules")).isEmpty();
        assertThat(made.get("audiences")).isEmpty();
        assertThat(acme.get("workloads/plain").json()).isEqualTo(made);
        assertThat(acme.get("workloads/PLAIN").status()).isEqualTo(404);
    }

    /// Threat T6: a name is a path of a SPIFFE ID or it is refused; nothing is normalised.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "./a",
                "a b",
                "a%2fb",
                "a\\\\b",
                "ä",
                "a*",
                "a?b",
                "a#b",
                "a:b",
                "a@b",
                "spiffe://acme.example/a",
                "a\\u0000",
                "a\\n",
                "5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11"
            })
    void t6_a_name_that_is_no_spiffe_path_is_400(String name) {
        var answer = acme.post("workloads", "{\"name\":\"%s\"}".formatted(name));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo("name");
    }

    @Test
    void a_name_is_required_and_taken_once() {
        assertThat(acme.post("workloads", "{}").json().get("field").asString()).isEqualTo("name");
        assertThat(acme.post("workloads", "{\"name\":\"taken\"}").status()).isEqualTo(201);
        assertThat(acme.post("workloads", "{\"name\":\"taken\"}").status()).isEqualTo(409);
        assertThat(globex.post("workloads", "{\"name\":\"taken\"}").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a b\"]|audiences[0]",
                "[\"ok\",\"\"]|audiences[1]",
                "[\"https://x.example/#fragment\"]|audiences[0]",
                "[\"//relative\"]|audiences[0]"
            })
    void an_audience_is_a_bare_name_or_an_absolute_uri(String audiences, String field) {
        var answer = acme.post("workloads", "{\"name\":\"audience\",\"audiences\":%s}".formatted(audiences));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
    }

    /// A rule rests on something that is never given to somebody else.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster|{\"kubernetes.io.namespace\":\"shop\"}",
                "cluster|{\"kubernetes.io.serviceaccount.name\":\"x\"}",
                "cluster|{\"uid\":\"x\"}",
                "cluster|{\"repository_id\":\"7\"}",
                "github|{\"sub\":\"repo:acme/shop:ref:refs/heads/main\"}",
                "github|{\"repository\":\"acme/shop\",\"ref\":\"refs/heads/main\"}",
                "gitlab|{\"project_path\":\"acme/shop\"}",
                "gitlab|{\"sub\":\"project_path:acme/shop\"}",
                "gcp|{\"email\":\"a@p.iam.gserviceaccount.com\"}",
                "gcp|{\"google.compute_engine.instance_name\":\"x\"}",
                "azure|{\"xms_mirid\":\"x\"}",
                "azure|{\"tid\":\"x\"}",
                "oidc|{\"name\":\"x\"}",
                "oidc|{\"id\":\"x\"}",
                "oidc|{\"_idx\":\"x\"}"
            })
    void a_rule_without_an_immutable_claim_is_400(String platform, String claims) {
        var answer = acme.post("workloads", rule("https://%s.example".formatted(platform), claims));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo("rules[0].claims");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster|{\"sub\":\"x\"}",
                "cluster|{\"kubernetes.io.serviceaccount.uid\":\"x\"}",
                "cluster|{\"kubernetes.io.pod.uid\":\"x\"}",
                "github|{\"repository_id\":\"7\",\"ref\":\"refs/heads/main\"}",
                "github|{\"repository_owner_id\":\"7\"}",
                "gitlab|{\"project_id\":\"7\"}",
                "gitlab|{\"namespace_id\":\"7\",\"ref_protected\":\"true\"}",
                "gcp|{\"sub\":\"107517467455664443765\"}",
                "gcp|{\"google.compute_engine.instance_id\":\"1\"}",
                "gcp|{\"google.compute_engine.project_number\":7}",
                "azure|{\"oid\":\"x\"}",
                "oidc|{\"sub\":\"x\"}",
                "oidc|{\"pipeline_id\":7,\"protected\":true}"
            })
    void a_rule_with_one_is_fine(String platform, String claims) {
        var answer = acme.post("workloads", rule("https://%s.example".formatted(platform), claims));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().get("rules").get(0).get("claims"))
                .isEqualTo(io.lightwave.directory.StrictJson.mapper().readTree(claims));
    }

    private static String rule(String issuer, String claims) {
        return "{\"name\":\"ruled-%d\",\"rules\":[{\"issuer\":\"%s\",\"claims\":%s}]}"
                .formatted(COUNT.incrementAndGet(), issuer, claims);
    }

    private static final java.util.concurrent.atomic.AtomicInteger COUNT =
            new java.util.concurrent.atomic.AtomicInteger();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"issuer\":\"https://nobody.example\",\"claims\":{\"sub\":\"x\"}}|issuer",
                "{\"claims\":{\"sub\":\"x\"}}|issuer",
                "{\"issuer\":\"https://cluster.example\"}|claims",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{}}|claims",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"\"}}|claims.sub",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":1.5}}|claims.sub",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":[\"x\"]}}|claims.sub",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":{\"x\":1}}}|claims.sub",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"\":\"x\",\"sub\":\"x\"}}|claims",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"a b\":\"x\",\"sub\":\"x\"}}|claims",
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"a.b.c.d.e.f.g.h.i.j.k.l.m.n\":1,\"sub\":\"x\"}}|claims"
            })
    void a_rule_that_makes_no_sense_is_400_and_named(String rule, String field) {
        acme.post("workloads", "{\"name\":\"odd-rules\"}");
        var answer = acme.post("workloads/odd-rules/rules", rule);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
        var whole = acme.post("workloads", "{\"name\":\"odd\",\"rules\":[%s]}".formatted(rule));
        assertThat(whole.json().get("field").asString()).isEqualTo("rules[0]." + field);
        assertThat(acme.get("workloads/odd").status()).isEqualTo(404);
    }

    @Test
    void rules_are_added_listed_and_taken_away_and_work_at_once() {
        acme.post("workloads", "{\"name\":\"rules\"}");
        String token = CLUSTER.podToken(world.now(), acme.issuer(), "rules", "one");
        assertThat(acme.who(token)).isEqualTo("refused: no rule matches");
        String body =
                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"system:serviceaccount:rules:one\"}}";
        var made = acme.post("workloads/rules/rules", body);
        assertThat(made.status()).isEqualTo(201);
        String id = made.json().get("id").asString();
        assertThat(made.header("Location")).endsWith("/rules/" + id);
        assertThat(acme.who(token)).isEqualTo("rules");
        assertThat(acme.post("workloads/rules/rules", body).status()).isEqualTo(409);
        assertThat(acme.get("workloads/rules/rules").json().get("items")).hasSize(1);
        assertThat(globex.delete("workloads/rules/rules/" + id).status()).isEqualTo(404);
        assertThat(acme.delete("workloads/plain/rules/" + id).status()).isEqualTo(404);
        assertThat(acme.delete("workloads/rules/rules/" + id).status()).isEqualTo(204);
        assertThat(acme.delete("workloads/rules/rules/" + id).status()).isEqualTo(404);
        assertThat(acme.who(token)).isEqualTo("refused: no rule matches");
        assertThat(acme.audited("workload.rule.create"))
                .contains("SUCCESS user:operator@acme.example: workload:rules https://cluster.example");
        assertThat(acme.audited("workload.rule.delete")).hasSize(1);
    }

    @Test
    void rules_are_found_whichever_claims_they_have() {
        String sub = "\"sub\":\"system:serviceaccount:found:one\"";
        acme.workload("found-by-sub", CLUSTER, "{%s}".formatted(sub));
        acme.workload("found-by-both", CLUSTER, "{%s,\"kubernetes.io.namespace\":\"found\"}".formatted(sub));
        acme.workload(
                "found-by-uid",
                CLUSTER,
                "{\"kubernetes.io.serviceaccount.uid\":\"sa-found\",\"kubernetes.io.namespace\":\"found\"}");
        String token = CLUSTER.podToken(world.now(), acme.issuer(), claims -> {
            claims.put("sub", "system:serviceaccount:found:one");
            claims.put("kubernetes.io", Map.of("namespace", "found", "serviceaccount", Map.of("uid", "sa-found")));
        });
        for (String name : List.of("found-by-sub", "found-by-both", "found-by-uid")) {
            assertThat(acme.who(token, "spiffe://acme.example/" + name)).isEqualTo(name);
        }
        assertThat(acme.who(token)).startsWith("refused: the rules of 3 workloads match");
        acme.delete("workloads/found-by-sub");
        acme.delete("workloads/found-by-both");
        assertThat(acme.who(token)).isEqualTo("found-by-uid");
    }

    @Test
    void rules_on_an_issuer_s_tokens_are_found_by_32_claims_at_most() {
        var tenant = world.tenant("anchors.example");
        var forge = new Platform("https://forge.example");
        tenant.trusts(forge, "oidc");
        tenant.trusts(CLUSTER, "kubernetes");
        for (int i = 0; i < 32; i++) {
            tenant.workload("w" + i, forge, "{\"_id\":\"7\",\"claim%02d\":\"x\"}".formatted(i));
        }
        String one = "{\"issuer\":\"https://forge.example\",\"claims\":{\"_id\":\"7\",\"%s\":\"y\"}}";
        var more = tenant.post("workloads/w0/rules", one.formatted("claim32"));
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.json().get("field").asString()).isEqualTo("claims");
        assertThat(more.json().get("detail").asString()).contains("by 32 claims already", "would be by claim32");
        var whole = tenant.post("workloads", "{\"name\":\"more\",\"rules\":[%s]}".formatted(one.formatted("sub")));
        assertThat(whole.json().get("field").asString()).isEqualTo("rules[0].claims");
        assertThat(tenant.post("workloads/w0/rules", one.formatted("claim31")).status())
                .isEqualTo(201);
        assertThat(tenant.post(
                                "workloads/w0/rules",
                                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"x\"}}")
                        .status())
                .as("another issuer's")
                .isEqualTo(201);
        tenant.delete("workloads/w1");
        assertThat(tenant.post("workloads/w0/rules", one.formatted("claim32")).status())
                .isEqualTo(201);
    }

    /// A migration has written for rules of before by what they are found.
    @Test
    void rules_of_before_are_found_as_new_ones_are() throws Exception {
        var tenant = world.tenant("before.example");
        tenant.trusts(CLUSTER, "kubernetes");
        tenant.workload("odd", CLUSTER, "{\"sub\":\"a\\\"b\\\\c\\n/\u00e9\ud83d\ude00\",\"zone\":\"z\"}");
        tenant.workload("number", CLUSTER, "{\"kubernetes.io.pod.uid\":\"1\",\"other\":-7}");
        tenant.workload("flag", CLUSTER, "{\"kubernetes.io.pod.uid\":\"1\",\"verified\":true}");
        tenant.workload("uid", CLUSTER, "{\"kubernetes.io.pod.uid\":\"1\",\"Zone\":\"z\"}");
        tenant.workload("quoted", CLUSTER, "{\"kubernetes.io.pod.uid\":\"1\",\"~\\\"\\\\\":\"x\"}");
        var jdbc = world.context.bean(JdbcClient.class);
        var made = anchors(jdbc);
        assertThat(made).hasSize(5).doesNotHaveDuplicates();
        jdbc.sql("update workload_rule set anchor_claim = '', anchor = '' where tenant_id = 'before.example'")
                .update();
        try (var in = Objects.requireNonNull(
                getClass().getResourceAsStream("/db/migration/workload/V20261128444__anchors_of_rules.sql"))) {
            String migration = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int begin = migration.indexOf("UPDATE");
            jdbc.sql(migration.substring(begin, migration.indexOf(';', begin))).update();
        }
        assertThat(anchors(jdbc)).isEqualTo(made);
    }

    private static List<String> anchors(JdbcClient jdbc) {
        return jdbc.sql("""
                        select anchor_claim, anchor from workload_rule
                         where tenant_id = 'before.example' order by created_at, id""")
                .query((row, _) -> row.getString("anchor_claim") + " " + row.getString("anchor"))
                .list();
    }

    @Test
    void the_same_rule_twice_in_one_request_is_400() {
        String rule = "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"twice\"}}";
        var answer = acme.post("workloads", "{\"name\":\"doubled\",\"rules\":[%s,%s]}".formatted(rule, rule));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo("rules[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"rules\":[]}", "{\"name\":\"x\"}", "{\"spiffeId\":\"x\"}", "{\"enabled\":\"no\"}", "[]"})
    void a_patch_of_anything_else_is_400(String patch) {
        acme.post("workloads", "{\"name\":\"patched\"}");
        assertThat(acme.patch("workloads/patched", patch).status()).isEqualTo(400);
    }

    /// Threat T13.
    @Test
    void t13_another_tenant_s_workload_is_not_found() {
        String id =
                acme.post("workloads", "{\"name\":\"mine\"}").json().get("id").asString();
        for (String path : List.of("workloads/" + id, "workloads/mine")) {
            assertThat(globex.get(path).status()).isEqualTo(404);
            assertThat(globex.get(path + "/rules").status()).isEqualTo(404);
            assertThat(globex.patch(path, "{\"enabled\":false}").status()).isEqualTo(404);
            assertThat(globex.delete(path).status()).isEqualTo(404);
            assertThat(globex.post(
                                    path + "/rules",
                                    "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"x\"}}")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(acme.get("workloads/" + id).json().get("enabled").asBoolean())
                .isTrue();
    }

    @Test
    void other_subjects_are_no_workloads() {
        assertThat(acme.get("workloads/" + acme.operator.principal().id()).status())
                .isEqualTo(404);
        assertThat(acme.delete("workloads/" + acme.operator.principal().id()).status())
                .isEqualTo(404);
    }

    @Test
    void an_entry_made_otherwise_is_a_workload_without_rules_that_can_get_some() {
        var added = (Subjects.AddOutcome.Added) acme.subjects().add(acme.id, SubjectKind.WORKLOAD, "by-ldap", Map.of());
        assertThat(acme.get("workloads/by-ldap").json().get("rules")).isEmpty();
        assertThat(acme.post(
                                "workloads/by-ldap/rules",
                                "{\"issuer\":\"https://cluster.example\",\"claims\":{\"sub\":\"by-ldap\"}}")
                        .status())
                .isEqualTo(201);
        String token = CLUSTER.podToken(world.now(), acme.issuer(), c -> c.put("sub", "by-ldap"));
        assertThat(acme.who(token)).isEqualTo("by-ldap");
        acme.subjects().delete(acme.id, added.subject().id());
        assertThat(acme.who(token)).isEqualTo("refused: no rule matches");
    }

    @Test
    void pages_follow_each_other_in_order_of_name() {
        var tenant = world.tenant("pages.example");
        for (String name : List.of("c", "a", "b/1")) {
            tenant.post("workloads", "{\"name\":\"%s\"}".formatted(name));
        }
        var names = new ArrayList<String>();
        String query = "?limit=2";
        while (true) {
            var page = tenant.get("workloads" + query).json();
            page.get("items").forEach(item -> names.add(item.get("name").asString()));
            var cursor = page.get("nextCursor");
            if (cursor == null || cursor.isNull()) {
                break;
            }
            query = "?limit=2&cursor="
                    + java.net.URLEncoder.encode(cursor.asString(), java.nio.charset.StandardCharsets.UTF_8);
        }
        assertThat(names).containsExactly("a", "b/1", "c");
        assertThat(tenant.get("workloads?search=/").json().get("items"))
                .extracting(item -> item.get("name").asString())
                .containsExactly("b/1");
    }
}
