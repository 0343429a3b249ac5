package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Origin;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// "Why did this workload get no identity?"
class ExplainTest {
    private static final Platform CLUSTER = new Platform("https://cluster.example");
    private static final Platform FORGE = new Platform("https://token.actions.githubusercontent.com");
    private static World world;
    private static World.Tenant acme;
    private static World.Tenant globex;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        globex = world.tenant("globex.example");
        acme.trusts(CLUSTER, "kubernetes");
        acme.trusts(FORGE, "github");
        globex.trusts(CLUSTER, "kubernetes");
        acme.workload(
                "payments",
                CLUSTER,
                "{\"sub\":\"system:serviceaccount:shop:payments\",\"kubernetes.io.namespace\":\"shop\"}");
        acme.workload("ledger", CLUSTER, "{\"sub\":\"system:serviceaccount:bank:ledger\"}");
        acme.workload("build", FORGE, "{\"repository_id\":\"77\",\"ref\":\"refs/heads/main\"}");
        acme.post("workloads", """
            {"name":"shop","rules":[{"node":"node-1","selectors":["docker:label:app:shop","unix:uid:0"]}]}\
            """);
        var token = acme.post("join-tokens", "{\"node\":\"node-1\"}");
        new Machine(world, acme).joins(token.json().get("token").asString());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static JsonNode explains(World.Tenant tenant, Map<String, ?> asked) {
        var answer = tenant.post("workloads/explain", JsonMapper.shared().writeValueAsString(asked));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.json();
    }

    private static JsonNode ofToken(String token) {
        return explains(acme, Map.of("token", token));
    }

    private static String podToken(String namespace, String account) {
        return CLUSTER.podToken(world.now(), acme.issuer(), namespace, account);
    }

    @Test
    void a_recognised_token_is_told_to_be_and_is_not_used_up() {
        var job = FORGE.jobToken(
                world.now(), acme.issuer(), Map.of("repository_id", "77", "ref", "refs/heads/main", "sub", "x"));
        var told = ofToken(job);
        assertThat(told.path("outcome").asString()).isEqualTo("recognised");
        assertThat(told.at("/workload/spiffeId").asString()).isEqualTo("spiffe://acme.example/build");
        assertThat(told.at("/closest/0/matches").asBoolean()).isTrue();
        assertThat(acme.consume(acme.recognise(job))).as("still good").isTrue();
    }

    @Test
    void the_closest_rule_is_told_with_the_claim_that_is_not_so() {
        var told = ofToken(podToken("shop", "payment"));
        assertThat(told.path("outcome").asString()).isEqualTo("refused");
        assertThat(told.path("reason").asString()).isEqualTo("no rule matches");
        var closest = told.path("closest").path(0);
        assertThat(closest.at("/workload/name").asString()).isEqualTo("payments");
        assertThat(closest.path("differences")).hasSize(1);
        var difference = closest.at("/differences/0");
        assertThat(difference.path("what").asString()).isEqualTo("sub");
        assertThat(difference.path("wanted").asString()).isEqualTo("system:serviceaccount:shop:payments");
        assertThat(difference.path("found").asString()).isEqualTo("system:serviceaccount:shop:payment");
        assertThat(told.at("/closest/1/workload/name").asString()).isEqualTo("ledger");
    }

    @Test
    void a_token_is_shown_by_its_claims_and_never_itself_nor_kept() {
        String token = podToken("shop", "payment");
        var answer = acme.post("workloads/explain", "{\"token\":\"%s\"}".formatted(token));
        String[] parts = token.split("[.]", -1);
        assertThat(answer.text())
                .contains("\"kubernetes.io.namespace\":\"shop\"")
                .doesNotContain(parts[0], parts[1], parts[2]);
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql("select count(*) from workload_refusal where tenant_id = 'acme.example' and claims"
                                + " like :l")
                        .param("l", "%" + answer.json().at("/claims/jti").asString() + "%")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(new ExplainEndpoint.Asked(token, null, null, null, null, null, null).toString())
                .doesNotContain(parts[1]);
    }

    @Test
    void what_nobody_has_signed_is_not_held_against_rules() {
        String[] parts = podToken("shop", "payments").split("[.]", -1);
        var other = new Platform(CLUSTER.issuer());
        for (String forged : List.of(
                parts[0] + "." + parts[1] + "." + parts[2].substring(0, 80) + "AAAAAA",
                other.podToken(world.now(), acme.issuer(), "shop", "payments"))) {
            var told = ofToken(forged);
            assertThat(told.path("outcome").asString()).isEqualTo("refused");
            assertThat(told.has("claims")).isFalse();
            assertThat(told.path("closest")).isEmpty();
        }
        assertThat(ofToken("nonsense").path("reason").asString()).contains("no JSON Web Token");
        assertThat(ofToken(new Platform("https://other.example").podToken(world.now(), acme.issuer(), "a", "b"))
                        .path("reason")
                        .asString())
                .contains("https://other.example", "no trusted issuer");
    }

    @Test
    void an_expired_token_and_one_for_others_are_told_to_be_and_held_against_rules_all_the_same() {
        var expired = ofToken(CLUSTER.podToken(world.now().minusSeconds(7200), acme.issuer(), "shop", "payments"));
        assertThat(expired.path("reason").asString()).isEqualTo("it has expired");
        assertThat(expired.path("outcome").asString()).isEqualTo("refused");
        assertThat(expired.at("/closest/0/matches").asBoolean()).isTrue();
        var other = ofToken(CLUSTER.podToken(world.now(), "somebody-else", "shop", "payments"));
        assertThat(other.path("reason").asString()).isEqualTo("its audience is not " + acme.issuer());
    }

    @Test
    void claims_that_an_operator_makes_up_are_held_against_rules_by_type_and_reading() {
        var told = explains(
                acme,
                Map.of(
                        "issuer",
                        FORGE.issuer(),
                        "claims",
                        Map.of("repository_id", 77, "ref", List.of("refs/heads/main"))));
        assertThat(told.at("/closest/0/differences")
                        .valueStream()
                        .map(one -> one.path("what").asString() + " "
                                + one.path("detail").asString()))
                .containsExactly(
                        "ref is a list or an object, which equals nothing", "repository_id is of another type");
        var open = explains(
                acme,
                Map.of(
                        "issuer",
                        FORGE.issuer(),
                        "claims",
                        Map.of("repository_id", "77", "ref", "refs/heads/main", "event_name", "pull_request")));
        assertThat(open.path("outcome").asString()).isEqualTo("refused");
        assertThat(open.at("/closest/0/differences/0/what").asString()).isEqualTo("event_name");
        assertThat(open.at("/closest/0/differences/0/found").asString()).isEqualTo("pull_request");
    }

    @Test
    void the_closest_of_very_many_rules_are_told() {
        var tenant = world.tenant("thousands.example");
        tenant.trusts(FORGE, "github");
        tenant.workload("build", FORGE, "{\"repository_id\":\"1\",\"ref\":\"r\",\"sha\":\"s\",\"actor\":\"a\"}");
        int added = world.context.bean(JdbcClient.class).sql("""
                        insert into workload_rule (tenant_id, id, workload_id, issuer_id, claims, anchor_claim, anchor,
                                                   created_at)
                        select tenant_id, gen_random_uuid(), workload_id, issuer_id,
                               case when n in (3, 1000, 1998) then '{"repository_id":"' || n || '"}'
                                    else '{"actor":"x","ref":"x","repository_id":"' || n || '"}' end,
                               'repository_id', n, created_at
                          from workload_rule, generate_series(2, 2001) n
                         where tenant_id = 'thousands.example'""").update();
        assertThat(added).isEqualTo(2000);
        var told = explains(
                tenant,
                Map.of("issuer", FORGE.issuer(), "claims", Map.of("repository_id", "1", "ref", "r", "sha", "s")));
        assertThat(told.path("closest")
                        .valueStream()
                        .limit(4)
                        .map(one -> one.at("/rule/claims/repository_id").asString()))
                .startsWith("1")
                .containsExactlyInAnyOrder("1", "3", "1000", "1998");
        assertThat(told.path("closest")).hasSize(5);
    }

    @Test
    void a_disabled_workload_is_told_to_be() {
        acme.workload("resting", CLUSTER, "{\"sub\":\"system:serviceaccount:bed:resting\"}");
        acme.patch("workloads/resting", "{\"enabled\":false}");
        var told = ofToken(podToken("bed", "resting"));
        assertThat(told.path("reason").asString()).contains("disabled");
        assertThat(told.at("/closest/0/workload/enabled").asBoolean()).isFalse();
    }

    @Test
    void a_process_on_a_node_is_explained_by_its_selectors() {
        var told = explains(
                acme,
                Map.of(
                        "node",
                        "node-1",
                        "selectors",
                        List.of("unix:uid:0", "docker:label:app:shopp", "docker:label:tier:web")));
        assertThat(told.path("reason").asString()).isEqualTo("no rule matches");
        var difference = told.at("/closest/0/differences/0");
        assertThat(difference.path("what").asString()).isEqualTo("docker:label:app:shop");
        assertThat(difference.path("found").valueStream().map(JsonNode::asString))
                .containsExactly("docker:label:app:shopp");
        var good = List.of("unix:uid:0", "docker:label:app:shop", "unix:gid:0");
        assertThat(explains(acme, Map.of("node", "node-1", "selectors", good))
                        .at("/workload/name")
                        .asString())
                .isEqualTo("shop");
        var elsewhere = explains(acme, Map.of("node", "node-2", "selectors", good));
        assertThat(elsewhere.path("reason").asString()).isEqualTo("the node has not joined");
        assertThat(elsewhere.at("/closest/0/differences/0/wanted").asString()).isEqualTo("node-1");
        acme.post("workloads", """
            {"name":"fleet","rules":[{"node":"*.fleet","selectors":["unix:uid:77"],"unchecked":true}]}\
            """);
        assertThat(explains(acme, Map.of("node", "truck.fleet", "selectors", List.of("unix:uid:77")))
                        .at("/closest/0/matches")
                        .asBoolean())
                .isTrue();
        assertThat(explains(globex, Map.of("node", "node-2", "selectors", good)).path("closest"))
                .as("another tenant's rules")
                .isEmpty();
    }

    @Test
    void the_last_refusals_are_kept_by_the_reference_that_the_audit_trail_has() {
        world.context
                .bean(WorkloadAssertions.class)
                .recognise(
                        acme.id,
                        podToken("shop", "stranger"),
                        Optional.empty(),
                        new Origin("192.0.2.9", "0f-reference"));
        var kept = acme.get("workload-refusals/0f-reference").json();
        assertThat(kept.path("reason").asString()).isEqualTo("no rule matches");
        assertThat(kept.at("/claims/sub").asString()).isEqualTo("system:serviceaccount:shop:stranger");
        assertThat(kept.at("/closest/0/differences/0/what").asString()).isEqualTo("sub");
        assertThat(acme.get("workload-refusals?limit=5").text()).contains("0f-reference");
        assertThat(globex.get("workload-refusals/0f-reference").status()).isEqualTo(404);
        assertThat(globex.get("workload-refusals").text()).doesNotContain("0f-reference");
        world.context
                .bean(WorkloadAssertions.class)
                .recognise(
                        acme.id,
                        new Platform(CLUSTER.issuer()).podToken(world.now(), acme.issuer(), "a", "b"),
                        Optional.empty(),
                        new Origin("192.0.2.9", "forged-reference"));
        assertThat(acme.get("workload-refusals/forged-reference").status())
                .as("what nobody has signed is not kept")
                .isEqualTo(404);
    }

    @Test
    void only_so_many_refusals_are_kept() {
        var tenant = world.tenant("many.example");
        tenant.trusts(CLUSTER, "kubernetes");
        for (int i = 0; i < Refusals.MOST + 5; i++) {
            world.context.clock().advance(Duration.ofMillis(1));
            world.context
                    .bean(WorkloadAssertions.class)
                    .recognise(
                            tenant.id,
                            CLUSTER.podToken(world.now(), tenant.issuer(), "shop", "s" + i),
                            Optional.empty(),
                            new Origin("192.0.2.9", "r" + i));
        }
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql("select count(*) from workload_refusal where tenant_id = 'many.example'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(Refusals.MOST);
        assertThat(tenant.get("workload-refusals/r0").status()).isEqualTo(404);
        assertThat(tenant.get("workload-refusals/r204").status()).isEqualTo(200);
    }

    @Test
    void a_rule_is_previewed_against_a_token_and_against_the_refusals() {
        String rule = "{\"issuer\":\"%s\",\"claims\":{\"sub\":\"system:serviceaccount:shop:newcomer\"}}"
                .formatted(CLUSTER.issuer());
        world.context
                .bean(WorkloadAssertions.class)
                .recognise(
                        acme.id,
                        podToken("shop", "newcomer"),
                        Optional.empty(),
                        new Origin("192.0.2.9", "newcomers-request"));
        var matching =
                acme.post("workloads/explain", "{\"rule\":%s}".formatted(rule)).json();
        assertThat(matching.path("refusals")
                        .valueStream()
                        .map(one -> one.path("reference").asString()))
                .containsExactly("newcomers-request");
        var before = acme.post(
                        "workloads/explain",
                        "{\"rule\":%s,\"token\":\"%s\"}".formatted(rule, podToken("shop", "newcomers")))
                .json();
        assertThat(before.at("/preview/matches").asBoolean()).isFalse();
        assertThat(before.at("/preview/differences/0/what").asString()).isEqualTo("sub");
        var process = acme.post("workloads/explain", """
            {"node":"node-1","selectors":["unix:uid:7"],"rule":{"node":"node-1","selectors":["unix:uid:7"]}}\
            """).json();
        assertThat(process.at("/preview/matches").asBoolean()).isTrue();
        assertThat(acme.get("workloads").text()).as("nothing is saved").doesNotContain("newcomer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token\":\"a\",\"node\":\"n\",\"selectors\":[]}",
                "{\"claims\":{}}",
                "{\"claims\":{},\"issuer\":\"https://unknown.example\"}",
                "{\"node\":\"n\"}",
                "{\"node\":\"n\",\"selectors\":[\"nonsense\"]}",
                "{\"node\":\"n\",\"selectors\":[null]}",
                "{\"rule\":{\"node\":\"n\",\"selectors\":[\"unix:uid:0\"]}}",
                "{\"rule\":{\"issuer\":\"https://cluster.example\",\"claims\":{\"x\":\"y\"}}}",
                "{\"tokens\":\"a\"}"
            })
    void nonsense_is_refused(String body) {
        assertThat(acme.post("workloads/explain", body).status()).isEqualTo(400);
    }
}
