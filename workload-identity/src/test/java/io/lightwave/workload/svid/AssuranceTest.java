package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.fixture.Door;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.workload.Machine;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import io.lightwave.workload.cluster.Kubernetes;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How well a workload is known")
class AssuranceTest {
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
    void a_cluster() {
        acme = world.tenant("assured-%d.example".formatted(++tenants));
        cluster = new Kubernetes(world, "https://assured-%d.example".formatted(tenants));
        cluster.node("worker-1");
    }

    private void registered(boolean api) {
        var made = acme.post("trusted-issuers", cluster.registration(api).toString());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private X509Certificate joinedByCluster() {
        var agent = cluster.pod("lightwave", "agent", "agent-1", "worker-1");
        var answer = new Machine(world, acme).asksToJoinByCluster(agent.token(acme.issuer()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Machine.leaf(answer.json().get("certificate").asString());
    }

    private X509Certificate joinedByToken(String node) {
        var token = acme.post("join-tokens", "{\"node\":\"%s\"}".formatted(node));
        return new Machine(world, acme).joins(token.json().get("token").asString());
    }

    private String workload(String name, String node, String selector, String more) {
        var made = acme.post(
                "workloads",
                "{\"name\":\"%s\",\"rules\":[{\"node\":\"%s\",\"selectors\":[\"%s\"]%s}]}"
                        .formatted(name, node, selector, more));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").asString();
    }

    private String svid(X509Certificate node, String workload) {
        Door.Answer answer = world.door.post(
                "/t/%s/node/jwt-svid".formatted(acme.id),
                null,
                "application/json",
                "{\"workload\":\"%s\",\"audience\":[\"%s\"]}"
                        .formatted(workload, acme.issuer())
                        .getBytes(StandardCharsets.UTF_8),
                node);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("svid").asString();
    }

    /// What the token says, and what it is as a client's assertion.
    private void is(String svid, int level) throws Exception {
        assertThat(SignedJWT.parse(svid).getJWTClaimsSet().getIntegerClaim("assurance"))
                .isEqualTo(level);
        assertThat(world.context.bean(WorkloadAssertions.class).recogniseJwtSvid(acme.id, svid, Optional.empty()))
                .isInstanceOfSatisfying(
                        Recognition.Recognised.class,
                        found -> assertThat(found.assurance()).contains(level));
        assertThat(acme.audited("workload.recognise").getLast()).endsWith("; assurance " + level);
    }

    private void node(String name, int level) {
        assertThat(acme.get("nodes/" + name).json().path("assurance").asInt(-1)).isEqualTo(level);
        assertThat(acme.audited("node.join").getLast()).endsWith("; assurance " + level);
    }

    @Test
    void by_a_one_time_token_is_1() throws Exception {
        var node = joinedByToken("node-1");
        node("node-1", 1);
        is(svid(node, workload("payments", "node-1", "unix:uid:0", "")), 1);
    }

    @Test
    void by_the_signature_of_a_cluster_is_2() throws Exception {
        registered(false);
        var node = joinedByCluster();
        node("worker-1.prod", 2);
        is(svid(node, workload("payments", "worker-1.prod", "k8s:ns:shop", "")), 2);
        is(svid(node, workload("batch", "*.prod", "k8s:ns:batch", ",\"unchecked\":true")), 2);
    }

    @Test
    void by_the_word_of_a_cluster_is_3_and_where_the_agent_alone_says_what_runs_there_2() throws Exception {
        registered(true);
        var node = joinedByCluster();
        node("worker-1.prod", 3);
        cluster.pod("shop", "payments", "payments-1", "worker-1");
        is(svid(node, workload("payments", "*.prod", "k8s:ns:shop", "")), 3);
        is(svid(node, workload("legacy", "worker-1.prod", "unix:uid:0", "")), 2);
    }

    @Test
    void of_a_platform_s_token_is_2_and_3_when_the_platform_confirms_it() {
        var github = new Platform("https://assured-github-%d.example".formatted(tenants));
        acme.trusts(github, "oidc");
        acme.workload("job", github, "{\"sub\":\"job-1\"}");
        assertThat(acme.recognise(github.jobToken(world.now(), acme.issuer(), Map.of("sub", "job-1"))))
                .isInstanceOfSatisfying(
                        Recognition.Recognised.class,
                        found -> assertThat(found.assurance()).contains(2));
        registered(true);
        var pod = cluster.pod("shop", "payments", "payments-1", "worker-1");
        var made = acme.post(
                "workloads",
                "{\"name\":\"payments\",\"rules\":[{\"issuer\":\"%s\",\"claims\":{\"sub\":\"system:serviceaccount:shop:payments\"}}]}"
                        .formatted("https://assured-%d.example".formatted(tenants)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(acme.recognise(pod.token(acme.issuer())))
                .isInstanceOfSatisfying(
                        Recognition.Recognised.class,
                        found -> assertThat(found.assurance()).contains(3));
    }
}
