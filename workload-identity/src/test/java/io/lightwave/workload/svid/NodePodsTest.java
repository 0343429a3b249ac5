package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.cluster.Kubernetes;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Threat T11: what a stolen key of a node gives is what runs on that node, by the cluster's own word.
@DisplayName("The server's own look at the pods of a node")
class NodePodsTest {
    private static World world;
    private static int tenants;
    private World.Tenant acme;
    private Kubernetes cluster;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_cluster_with_two_nodes() {
        acme = world.tenant("acme-%d.example".formatted(++tenants));
        cluster = new Kubernetes(world, "https://cluster-%d.example".formatted(tenants));
        cluster.node("worker-1");
        cluster.node("worker-2");
    }

    private void registered(boolean api) {
        var made = acme.post("trusted-issuers", cluster.registration(api).toString());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private X509Certificate joined(String node) {
        var agent = cluster.pod("lightwave", "agent", "agent-on-" + node, node);
        var answer = new Machine(world, acme).asksToJoinByCluster(agent.token(acme.issuer()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Machine.leaf(answer.json().get("certificate").asString());
    }

    private X509Certificate joinedByToken(String node) {
        var token = acme.post("join-tokens", "{\"node\":\"%s\"}".formatted(node));
        return new Machine(world, acme).joins(token.json().get("token").asString());
    }

    private String workload(String name, String node, String... selectors) {
        return made(name, node, "", selectors);
    }

    private String made(String name, String node, String more, String... selectors) {
        var made = acme.post(
                "workloads",
                "{\"name\":\"%s\",\"rules\":[{\"node\":\"%s\",\"selectors\":%s%s}]}"
                        .formatted(name, node, JsonMapper.shared().writeValueAsString(selectors), more));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").asString();
    }

    private Door.Answer asks(X509Certificate node, String workload) {
        String body = "{\"workload\":\"%s\",\"audience\":[\"billing\"]}".formatted(workload);
        return world.door.post(
                "/t/%s/node/jwt-svid".formatted(acme.id),
                null,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8),
                node);
    }

    private Door.Answer asksX509(X509Certificate node, String workload) {
        String csr = Machine.csr(Machine.newKey()).replace("\r", "").replace("\n", "\\n");
        return world.door.post(
                "/t/%s/node/x509-svid".formatted(acme.id),
                null,
                "application/json",
                "{\"workload\":\"%s\",\"csr\":\"%s\"}".formatted(workload, csr).getBytes(StandardCharsets.UTF_8),
                node);
    }

    private void refused(X509Certificate node, String workload) {
        for (var answer : List.of(asks(node, workload), asksX509(node, workload))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.json().path("detail").asString()).isEqualTo("no pod on this node is that workload");
        }
        assertThat(acme.audited("workload.recognise").getLast())
                .startsWith("REFUSED node:")
                .contains("a rule names this node, but the cluster has no such pod on it");
    }

    private void given(X509Certificate node, String workload) {
        for (var answer : List.of(asks(node, workload), asksX509(node, workload))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.prod", "worker-1.prod"})
    void t11_a_stolen_node_key_gives_what_runs_on_that_node_and_no_more(String node) {
        registered(true);
        var one = joined("worker-1");
        String payments = workload("payments", node, "k8s:ns:shop", "k8s:sa:payments", "unix:uid:1000");
        refused(one, payments);
        cluster.pod("shop", "payments", "payments-2", "worker-2");
        cluster.pod("shop", "other", "other-1", "worker-1");
        cluster.pod("bank", "payments", "payments-1", "worker-1");
        refused(one, payments);
        var pod = cluster.pod("shop", "payments", "payments-1", "worker-1");
        given(one, payments);
        pod.goes();
        world.context.clock().advance(Duration.ofSeconds(2));
        refused(one, payments);
    }

    @Test
    void the_end_of_a_rule_revokes_nothing_while_one_for_the_cluster_s_nodes_gives_the_same() {
        registered(true);
        var one = joined("worker-1");
        String rules = "workloads/payments/rules";
        String payments = workload("payments", "*.prod", "k8s:ns:shop");
        String rule = """
                {"node":"worker-1.prod","selectors":["unix:uid:0"]}\
                """;
        String own = acme.post(rules, rule).json().get("id").asString();
        var svid = Machine.leaf(asksX509(one, payments).text());
        assertThat(acme.delete(rules + "/" + own).status()).isEqualTo(204);
        world.context.clock().advance(Duration.ofSeconds(10));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> world.context
                        .bean(JdbcClient.class)
                        .sql("select not exists (select from workload_ended_rule where workload_id = :id)")
                        .param("id", UUID.fromString(payments))
                        .query(Boolean.class)
                        .single());
        assertThat(acme.get("certificates?serial=" + svid.getSerialNumber().toString(16))
                        .json()
                        .get("items")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("valid");
    }

    @Test
    void t11_selectors_of_two_pods_or_containers_do_not_add_up() {
        registered(true);
        var one = joined("worker-1");
        String both = workload("both", "*.prod", "k8s:ns:shop", "k8s:label:role:admin");
        cluster.pod("shop", "a", "a", "worker-1");
        var other = cluster.pod("bank", "b", "b", "worker-1");
        ((ObjectNode) other.object.at("/metadata")).putObject("labels").put("role", "admin");
        other.show();
        refused(one, both);
    }

    @ParameterizedTest
    @CsvSource({
        "k8s:ns:shop",
        "k8s:sa:payments",
        "k8s:pod-name:payments-1",
        "k8s:node-name:worker-1",
        "k8s:label:app:payments",
        "k8s:owner:ReplicaSet:payments-7d9f",
        "k8s:owner-uid:ReplicaSet:1234",
        "k8s:container-name:main",
        "k8s:image:registry.example/payments:1",
        "k8s:image-digest:registry.example/payments@sha256:abcd",
        "k8s:privileged:false",
        "k8s:host-pid:false",
        "k8s:host-network:true",
        "k8s:runtime-class:gvisor"
    })
    void each_selector_is_what_the_agent_finds_too(String selector) {
        registered(true);
        var one = joined("worker-1");
        String it = workload("it", "*.prod", selector);
        String not = workload("not", "*.prod", selector + "x");
        described(cluster.pod("shop", "payments", "payments-1", "worker-1"));
        given(one, it);
        refused(one, not);
    }

    private static void described(Kubernetes.Pod pod) {
        var metadata = (ObjectNode) pod.object.at("/metadata");
        metadata.putObject("labels").put("app", "payments");
        var owners = metadata.putArray("ownerReferences");
        owners.addObject().put("kind", "Thing").put("name", "x").put("uid", "5678");
        owners.addObject()
                .put("kind", "ReplicaSet")
                .put("name", "payments-7d9f")
                .put("uid", "1234")
                .put("controller", true);
        var spec = (ObjectNode) pod.object.at("/spec");
        spec.put("hostNetwork", true).put("runtimeClassName", "gvisor");
        spec.putArray("containers").addObject().put("name", "main").put("image", "registry.example/payments:1");
        ((ObjectNode) pod.object.at("/status"))
                .putArray("containerStatuses")
                .addObject()
                .put("name", "main")
                .put("imageID", "docker-pullable://registry.example/payments@sha256:abcd");
        pod.show();
    }

    @ParameterizedTest
    @CsvSource({"Succeeded, 403", "Failed, 403", "Pending, 200", "Running, 200"})
    void a_pod_that_is_over_is_nobody(String phase, int status) {
        registered(true);
        var one = joined("worker-1");
        String payments = workload("payments", "*.prod", "k8s:sa:payments");
        var pod = cluster.pod("shop", "payments", "payments-1", "worker-1");
        ((ObjectNode) pod.object.at("/status")).put("phase", phase);
        pod.show();
        assertThat(asks(one, payments).status()).isEqualTo(status);
    }

    /// An API server that does not look at `fieldSelector` gives away nothing.
    @Test
    void t11_a_pod_of_another_node_in_the_answer_is_passed_over() {
        registered(true);
        var one = joined("worker-1");
        String payments = workload("payments", "*.prod", "k8s:sa:payments");
        var pod = cluster.pod("shop", "payments", "payments-2", "worker-2");
        pod.isShownAsOf("worker-1");
        refused(one, payments);
    }

    @Test
    void a_cluster_that_cannot_be_asked_is_away_and_nobody_gets_anything() {
        registered(true);
        var one = joined("worker-1");
        String payments = workload("payments", "*.prod", "k8s:sa:payments");
        cluster.hidesPodsOf("worker-1");
        var answer = asks(one, payments);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(acme.audited("workload.recognise").getLast()).contains("the cluster cannot be asked");
    }

    @Test
    void what_was_seen_counts_for_a_moment_and_a_new_pod_is_seen_at_once() {
        registered(true);
        var one = joined("worker-1");
        String payments = workload("payments", "*.prod", "k8s:sa:payments");
        String other = workload("other", "*.prod", "k8s:sa:other");
        cluster.pod("shop", "payments", "payments-1", "worker-1");
        given(one, payments);
        int asked = cluster.listed("worker-1");
        given(one, payments);
        assertThat(cluster.listed("worker-1")).as("not asked again").isEqualTo(asked);
        cluster.pod("shop", "other", "other-1", "worker-1");
        given(one, other);
    }

    @Test
    void t11_a_rule_for_several_nodes_counts_where_nobody_can_look_only_if_it_says_so() {
        registered(false);
        for (var node : List.of(joined("worker-1"), joinedByToken("host.prod"))) {
            String suffix = node.getSerialNumber().toString(16);
            String silent = workload("silent-" + suffix, "*.prod", "k8s:sa:payments");
            assertThat(asks(node, silent).status()).isEqualTo(403);
            assertThat(acme.audited("workload.recognise").getLast()).contains("no rule names this node");
            given(node, made("said-" + suffix, "*.prod", ",\"unchecked\":true", "k8s:sa:payments"));
            given(node, made("unix-" + suffix, "*.prod", ",\"unchecked\":true", "unix:uid:0"));
        }
        given(joined("worker-1"), workload("named", "worker-1.prod", "k8s:sa:payments"));
    }

    @Test
    void t11_where_the_server_can_look_a_rule_that_is_unchecked_elsewhere_is_checked() {
        registered(true);
        String payments = made("payments", "*.prod", ",\"unchecked\":true", "k8s:sa:payments");
        refused(joined("worker-1"), payments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"enabled\":false}", "{\"nodes\":null}"})
    void the_nodes_of_a_cluster_that_is_trusted_no_more_get_nothing(String change) {
        registered(true);
        var one = joined("worker-1");
        String payments = made("payments", "*.prod", ",\"unchecked\":true", "unix:uid:0");
        given(one, payments);
        acme.patch("trusted-issuers/cluster", change);
        assertThat(asks(one, payments).status()).isEqualTo(403);
    }

    @Test
    void t11_the_node_of_another_cluster_under_the_same_issuer_s_name_gets_nothing() {
        registered(true);
        var one = joined("worker-1");
        String payments = made("payments", "*.prod", ",\"unchecked\":true", "unix:uid:0");
        acme.delete("trusted-issuers/cluster");
        registered(true);
        assertThat(asks(one, payments).status()).isEqualTo(403);
    }

    @Test
    void the_agent_is_told_what_to_ask_for_only_when_a_pod_calls() {
        registered(true);
        workload("payments", "*.prod", "k8s:sa:payments");
        made("tool", "*.prod", ",\"unchecked\":true", "unix:uid:0");
        var state = state(joined("worker-1"));
        assertThat(onDemand(state, "payments")).isTrue();
        assertThat(onDemand(state, "tool")).isFalse();
        acme.patch("trusted-issuers/cluster", "{\"tokenReview\":null}");
        assertThat(state(joinedByToken("host.prod")).json())
                .doesNotContain("payments")
                .contains("tool");
    }

    private static boolean onDemand(NodeState state, String workload) {
        return JsonMapper.shared()
                .readTree(state.json())
                .path("entries")
                .valueStream()
                .filter(entry -> entry.path("spiffeId").asString().endsWith("/" + workload))
                .findFirst()
                .orElseThrow()
                .path("onDemand")
                .booleanValue();
    }

    private NodeState state(X509Certificate node) {
        var request = new MockHttpServletRequest();
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {node});
        var guest = world.context.bean(NodeGate.class).require(acme.id, request, World.ORIGIN);
        return NodeState.of(
                guest.node(),
                NodeState.source(
                        guest,
                        world.context.bean(GrantedRules.class),
                        world.context.bean(io.lightwave.directory.ActivePrincipals.class),
                        world.context.bean(Bundles.class),
                        world.context.bean(Federations.class)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a.prod | k8s:sa:payments | true
        a.prod | unix:uid:0      | true
        *.prod | unix:uid:0      | false
        *.prod | docker:name:web | false
        """)
    void t11_a_rule_says_unchecked_where_it_means_something_and_must_where_nobody_can_look(
            String node, String selector, boolean unchecked) {
        var refused = acme.post(
                "workloads",
                "{\"name\":\"n\",\"rules\":[{\"node\":\"%s\",\"selectors\":[\"%s\"],\"unchecked\":%s}]}"
                        .formatted(node, selector, unchecked));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("field").asString()).isEqualTo("rules[0].unchecked");
    }

    @Test
    void a_rule_shows_that_it_is_unchecked() {
        made("said", "*.prod", ",\"unchecked\":true", "k8s:sa:payments");
        workload("silent", "*.prod", "k8s:sa:payments");
        Consumer<String> shown = name -> assertThat(acme.get("workloads/" + name)
                        .json()
                        .at("/rules/0/unchecked")
                        .asBoolean(false))
                .isEqualTo(name.equals("said"));
        List.of("said", "silent").forEach(shown);
    }
}
