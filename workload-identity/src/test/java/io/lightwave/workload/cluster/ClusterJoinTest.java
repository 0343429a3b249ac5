package io.lightwave.workload.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.Attester;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Nodes of Kubernetes clusters join by the projected token of the agent's pod.
class ClusterJoinTest {
    private static World world;
    private static int tenants;
    private World.Tenant acme;
    private Kubernetes cluster;
    private Kubernetes.Pod agent;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_cluster_with_a_node_and_an_agent() {
        acme = world.tenant("acme-%d.example".formatted(++tenants));
        cluster = new Kubernetes(world, "https://cluster-%d.example".formatted(tenants));
        cluster.node("worker-1");
        agent = cluster.pod("lightwave", "agent", "agent-x7k2p", "worker-1");
    }

    private void registered(boolean api) {
        var made = acme.post("trusted-issuers", cluster.registration(api).toString());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private Machine machine() {
        return new Machine(world, acme);
    }

    private Door.Answer joins(Kubernetes.Pod pod) {
        return machine().asksToJoinByCluster(pod.token(acme.issuer()));
    }

    /// Why it was refused, by the trail.
    private String refusal(String token) {
        var answer = machine().asksToJoinByCluster(token);
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.json().path("detail").asString())
                .isEqualTo("no node joins by that token of a cluster; the audit trail says why");
        return acme.audited("node.join").getLast();
    }

    private boolean isLetIn(X509Certificate certificate) {
        return world.door
                        .post(
                                "/t/%s/node/jwt-svid".formatted(acme.id),
                                null,
                                "application/json",
                                "{}".getBytes(StandardCharsets.UTF_8),
                                certificate)
                        .status()
                != 401;
    }

    private String workload() {
        var made = acme.post(
                "workloads",
                "{\"name\":\"payments\",\"rules\":[{\"node\":\"worker-1.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").asString();
    }

    private Attester attester(String workload) {
        var node =
                SubjectId.parse(acme.get("nodes/worker-1.prod").json().get("id").asString());
        return world.context
                .bean(Attestations.class)
                .find(acme.id, node, SubjectId.parse(workload))
                .orElseThrow();
    }

    private boolean stands(Attester attester, String workload) {
        return world.context.bean(Attestations.class).stands(acme.id, attester, SubjectId.parse(workload));
    }

    private static X509Certificate leaf(Door.Answer joined) {
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        return Machine.leaf(joined.json().get("certificate").asString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_node_that_an_agent_s_pod_runs_on_joins_under_the_cluster_s_name(boolean api) {
        registered(api);
        var joined = joins(agent);
        assertThat(isLetIn(leaf(joined))).isTrue();
        assertThat(joined.json().get("name").asString()).isEqualTo("worker-1.prod");
        assertThat(acme.get("nodes/worker-1.prod").json().at("/cluster/node").asString())
                .isEqualTo("worker-1");
        assertThat(acme.audited("node.join").getLast())
                .startsWith("SUCCESS node:worker-1.prod@")
                .contains("pod lightwave/agent-x7k2p uid ", "node uid ", "jti ");
    }

    @ParameterizedTest
    @CsvSource({
        "DaemonSet, true, DAEMON-SET, true, 201",
        "DaemonSet, true, DAEMON-SET, false, 403",
        "DaemonSet, false, DAEMON-SET, true, 403",
        "ReplicaSet, true, DAEMON-SET, true, 403",
        "DaemonSet, true, 5f2a1c60-8a4d-4d0e-9d55-0a1f4d4b6a11, true, 403"
    })
    void only_pods_of_the_agents_daemon_set_that_see_the_host_s_processes_join_when_it_is_named(
            String kind, boolean controller, String uid, boolean hostPid, int status) {
        String daemonSet = "0c9e8d6a-2f5b-4a0e-8f13-6b5d3c2a1e90";
        var registration = cluster.registration(true);
        ((ObjectNode) registration.get("nodes")).put("daemonSetUid", daemonSet);
        assertThat(acme.post("trusted-issuers", registration.toString()).status())
                .isEqualTo(201);
        ((ObjectNode) agent.object.get("spec")).put("hostPID", hostPid);
        ((ObjectNode) agent.object.get("metadata"))
                .putArray("ownerReferences")
                .addObject()
                .put("kind", kind)
                .put("controller", controller)
                .put("uid", uid.equals("DAEMON-SET") ? daemonSet : uid);
        agent.show();
        assertThat(joins(agent).status()).isEqualTo(status);
    }

    @Test
    void a_daemon_set_can_be_looked_at_only_where_the_api_server_is_asked() {
        var registration = cluster.registration(false);
        ((ObjectNode) registration.get("nodes")).put("daemonSetUid", "0c9e8d6a-2f5b-4a0e-8f13-6b5d3c2a1e90");
        var refused = acme.post("trusted-issuers", registration.toString());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("field").asString()).isEqualTo("nodes.daemonSetUid");
    }

    @Test
    void the_same_node_joins_again_and_its_key_before_is_no_good_then() {
        registered(false);
        var first = leaf(joins(agent));
        String workload = workload();
        var said = attester(workload);
        var second = leaf(joins(agent));
        assertThat(isLetIn(second)).isTrue();
        assertThat(isLetIn(first)).isFalse();
        assertThat(stands(said, workload)).as("what the same machine said").isTrue();
    }

    @Test
    void a_node_of_a_cluster_renews_by_joining_again_and_not_by_its_key_alone() {
        registered(false);
        var machine = machine();
        var certificate = leaf(machine.asksToJoinByCluster(agent.token(acme.issuer())));
        var body = tools.jackson.databind.json.JsonMapper.shared()
                .createObjectNode()
                .put("csr", Machine.csr(machine.key));
        var renewed = world.door.post(
                "/t/%s/node/renew".formatted(acme.id),
                null,
                "application/json",
                body.toString().getBytes(StandardCharsets.UTF_8),
                certificate);
        assertThat(renewed.status()).isEqualTo(403);
        assertThat(atTheAuthority(certificate).text()).contains("renewed by new evidence only");
        var again = leaf(machine.asksToJoinByCluster(agent.token(acme.issuer())));
        assertThat(isLetIn(again)).isTrue();
        assertThat(isLetIn(certificate)).as("of the same key, and not expired").isTrue();
    }

    /// What the node gets by showing its certificate to the certificate authority.
    private Door.Answer atTheAuthority(X509Certificate certificate) {
        var node = world.context
                .bean(CertificateHolders.class)
                .find(acme.id, certificate)
                .orElseThrow();
        return world.door.post(
                "/t/%s/ca/certificates/renew".formatted(acme.id),
                new Caller(node, Optional.empty(), World.ORIGIN),
                null,
                new byte[0],
                certificate);
    }

    @Test
    void who_has_not_the_key_s_signature_over_this_very_request_does_not_join() {
        registered(false);
        String token = agent.token(acme.issuer());
        var machine = machine();
        String csr = Machine.csr(machine.key);
        for (String proof : List.of(
                Machine.proof(machine.key, acme.id.value(), token, csr),
                Machine.proof(Machine.newKey(), acme.id.value(), token, csr),
                "AAAA")) {
            assertThat(machine.sendsOfCluster(token, csr, proof).status()).isEqualTo(400);
        }
        assertThat(acme.get("nodes").json().get("items")).isEmpty();
    }

    @Test
    void nobody_joins_where_nothing_is_listed() {
        for (String nodes : List.of("null", "{\"suffix\":\"prod\"}", "{\"suffix\":\"prod\",\"serviceAccounts\":[]}")) {
            var body = cluster.registration(true);
            body.set("nodes", tools.jackson.databind.json.JsonMapper.shared().readTree(nodes));
            assertThat(acme.post("trusted-issuers", body.toString()).status()).isEqualTo(201);
            assertThat(refusal(agent.token(acme.issuer())))
                    .containsAnyOf("nodes of this issuer do not join", "not one whose pods may join");
            acme.delete("trusted-issuers/cluster");
        }
        assertThat(refusal(agent.token(acme.issuer()))).contains("no trusted issuer of this tenant");
    }

    @Test
    void another_service_account_s_pod_does_not_join() {
        registered(true);
        for (var other : List.of(
                cluster.pod("lightwave", "other", "other-1", "worker-1"),
                cluster.pod("shop", "agent", "agent-1", "worker-1"))) {
            assertThat(refusal(other.token(acme.issuer()))).contains("not one whose pods may join");
        }
    }

    @Test
    void a_token_for_others_or_an_old_or_a_forged_one_is_no_good() {
        registered(true);
        assertThat(refusal(agent.token("https://kubernetes.default.svc"))).contains("its audience is not");
        assertThat(refusal(new Platform(cluster.platform.issuer()).token(agent.claims(acme.issuer()))))
                .contains("the signature is not by the issuer's key");
        String old = agent.token(acme.issuer());
        world.context.clock().advance(java.time.Duration.ofHours(2));
        assertThat(refusal(old)).contains("it has expired");
        assertThat(refusal("nonsense")).contains("it is no JSON Web Token");
        acme.patch("trusted-issuers/cluster", "{\"enabled\":false}");
        assertThat(refusal(agent.token(acme.issuer()))).contains("the issuer is disabled");
    }

    @SuppressWarnings("unchecked")
    private String changed(String path, Object value) {
        var claims = agent.claims(acme.issuer());
        Map<String, Object> at = claims;
        var parts = path.split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            var copy = new LinkedHashMap<>((Map<String, Object>) at.get(parts[i]));
            at.put(parts[i], copy);
            at = copy;
        }
        if (value.equals("absent")) {
            at.remove(parts[parts.length - 1]);
        } else {
            at.put(parts[parts.length - 1], value);
        }
        return cluster.platform.token(claims);
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes.io, absent",
        "kubernetes.io/node, absent",
        "kubernetes.io/node/uid, absent",
        "kubernetes.io/node/uid, nonsense",
        "kubernetes.io/node/name, ../secrets",
        "kubernetes.io/node/name, Worker-1",
        "kubernetes.io/node/name, worker-1.",
        "kubernetes.io/pod, absent",
        "kubernetes.io/pod/uid, absent",
        "kubernetes.io/pod/name, ..",
        "kubernetes.io/pod/name, a/b",
        "kubernetes.io/pod/name, a?b",
        "kubernetes.io/serviceaccount/name, other",
        "kubernetes.io/serviceaccount/uid, absent",
        "kubernetes.io/namespace, other",
        "sub, system:serviceaccount:lightwave:other",
        "sub, agent",
    })
    void a_token_that_is_not_bound_to_a_pod_and_a_node_is_no_good(String path, String value) {
        registered(false);
        assertThat(refusal(changed(path, value))).contains("it is not bound to a pod and a node by name and uid");
    }

    @Test
    void a_token_of_more_than_an_hour_is_no_good() {
        registered(false);
        assertThat(refusal(changed("exp", world.now().getEpochSecond() + 3601))).contains("lives longer than an hour");
        var joined = machine().asksToJoinByCluster(changed("exp", world.now().getEpochSecond() + 3600));
        assertThat(joined.status()).isEqualTo(201);
    }

    /// Threat T11: the cluster itself has to say that the pod is there, and on that node.
    @Test
    void t11_the_cluster_is_asked_for_the_pod_and_the_node() {
        registered(true);
        String token = agent.token(acme.issuer());
        refusedWhen(token, "another pod of that name", pod -> ((ObjectNode) pod.at("/metadata")).put("uid", "other"));
        refusedWhen(
                token,
                "another pod of that name",
                pod -> ((ObjectNode) pod.at("/spec")).put("serviceAccountName", "x"));
        refusedWhen(token, "the pod on another node", pod -> ((ObjectNode) pod.at("/spec")).put("nodeName", "w-2"));
        refusedWhen(token, "is not running", pod -> ((ObjectNode) pod.at("/status")).put("phase", "Succeeded"));
        refusedWhen(
                token, "is ending", pod -> ((ObjectNode) pod.at("/metadata")).put("deletionTimestamp", "2026-01-01"));
        refusedWhen(token, "cannot be asked", pod -> pod.put("kind", "Status"));
        cluster.node("worker-1"); // deleted, and made anew
        assertThat(refusal(token)).contains("another node of that name");
        agent.goes();
        assertThat(refusal(token)).contains("the cluster cannot be asked for the pod and its node, or has none");
    }

    private void refusedWhen(String token, String reason, Consumer<ObjectNode> change) {
        var before = agent.object.deepCopy();
        change.accept(agent.object);
        agent.show();
        assertThat(refusal(token)).contains(reason);
        agent.object.setAll(before);
        ((ObjectNode) agent.object.at("/metadata")).remove("deletionTimestamp");
        agent.show();
        assertThat(machine().asksToJoinByCluster(token).status()).isEqualTo(201);
    }

    /// Threat T17: a node that was made anew under the name of another.
    @Test
    void t17_the_next_node_of_a_name_joins_when_the_cluster_says_that_the_one_before_is_gone() {
        registered(true);
        var first = leaf(joins(agent));
        String workload = workload();
        var said = attester(workload);
        cluster.node("worker-1");
        var second = leaf(joins(cluster.pod("lightwave", "agent", "agent-new", "worker-1")));
        assertThat(isLetIn(first)).isFalse();
        assertThat(isLetIn(second)).isTrue();
        assertThat(acme.audited("node.join").getLast()).contains("replaces: node uid ");
        assertThat(stands(said, workload)).as("what another machine said").isFalse();
    }

    @Test
    void t17_the_next_node_of_a_name_joins_only_after_an_eviction_when_the_cluster_cannot_be_asked() {
        registered(false);
        var first = leaf(joins(agent));
        cluster.node("worker-1");
        var next = cluster.pod("lightwave", "agent", "agent-new", "worker-1");
        assertThat(refusal(next.token(acme.issuer())))
                .contains("the name is another node's, which is to be evicted first: node uid ");
        assertThat(isLetIn(first)).isTrue();
        acme.post("nodes/worker-1.prod/evict", "");
        assertThat(isLetIn(leaf(joins(next)))).isTrue();
    }

    @Test
    void a_node_that_an_operator_let_in_is_not_replaced_and_a_banned_one_stays_banned() {
        registered(true);
        String joinToken = acme.post("join-tokens", "{\"node\":\"worker-1.prod\"}")
                .json()
                .get("token")
                .asString();
        var own = machine().joins(joinToken);
        assertThat(refusal(agent.token(acme.issuer()))).contains("evicted first: it joined by a join token");
        assertThat(isLetIn(own)).isTrue();
        acme.post("nodes/worker-1.prod/evict", "");
        leaf(joins(agent));
        acme.patch("nodes/worker-1.prod", "{\"enabled\":false}");
        assertThat(refusal(agent.token(acme.issuer()))).contains("the node is banned");
    }

    @Test
    void the_token_of_a_cluster_is_no_join_token_nor_the_other_way_round() {
        registered(false);
        assertThat(machine().asksToJoin("x".repeat(100)).status()).isEqualTo(403);
        String joinToken =
                acme.post("join-tokens", "{\"node\":\"a\"}").json().get("token").asString();
        assertThat(machine().asksToJoinByCluster(joinToken).status()).isEqualTo(403);
        var both = world.door.post(
                "/t/%s/node/join".formatted(acme.id),
                null,
                "application/json",
                "{\"token\":\"a\",\"clusterToken\":\"b\",\"csr\":\"c\",\"proof\":\"d\"}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.json().path("field").asString()).isEqualTo("token");
    }

    @Test
    void another_tenant_s_cluster_lets_nobody_in() {
        registered(false);
        var globex = world.tenant("globex-%d.example".formatted(tenants));
        String token = agent.token(globex.issuer());
        assertThat(new Machine(world, globex).asksToJoinByCluster(token).status())
                .isEqualTo(403);
        assertThat(globex.audited("node.join").getLast()).contains("no trusted issuer of this tenant");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"suffix":""}                                        | nodes.suffix
        {}                                                   | nodes.suffix
        {"suffix":"Prod"}                                    | nodes.suffix
        {"suffix":".prod"}                                   | nodes.suffix
        {"suffix":"*.prod"}                                  | nodes.suffix
        {"suffix":"a","serviceAccounts":["agent"]}           | nodes.serviceAccounts[0]
        {"suffix":"a","serviceAccounts":["a/b","a/*"]}       | nodes.serviceAccounts[1]
        {"suffix":"a","serviceAccounts":["a/b/c"]}           | nodes.serviceAccounts[0]
        """)
    void nonsense_is_refused(String nodes, String field) {
        var body = cluster.registration(false);
        body.set("nodes", tools.jackson.databind.json.JsonMapper.shared().readTree(nodes));
        var refused = acme.post("trusted-issuers", body.toString());
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("field").asString()).isEqualTo(field);
        body.put("kind", "oidc");
        assertThat(acme.post("trusted-issuers", body.toString())
                        .json()
                        .path("field")
                        .asString())
                .isEqualTo("nodes");
    }

    @Test
    void no_cluster_names_its_nodes_into_another_s_part_of_the_names() {
        registered(false);
        for (String suffix : List.of("prod", "eu.prod")) {
            var other = new Kubernetes(world, "https://other.example").registration(false);
            other.put("name", "other").withObject("/nodes").put("suffix", suffix);
            assertThat(acme.post("trusted-issuers", other.toString())
                            .json()
                            .path("field")
                            .asString())
                    .as(suffix)
                    .isEqualTo("nodes.suffix");
        }
        assertThat(acme.patch("trusted-issuers/cluster", "{\"nodes\":{\"suffix\":\"eu.prod\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(acme.get("trusted-issuers/cluster")
                        .json()
                        .at("/nodes/serviceAccounts/0")
                        .asString())
                .isEqualTo("lightwave/agent");
        assertThat(acme.patch("trusted-issuers/cluster", "{\"nodes\":null}")
                        .json()
                        .has("nodes"))
                .isFalse();
    }
}
