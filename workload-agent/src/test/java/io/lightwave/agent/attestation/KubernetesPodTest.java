package io.lightwave.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.fixture.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KubernetesPodTest {
    private static final String POD = "0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22";
    private static final String ID = "a1".repeat(32);
    private static final List<String> CGROUPS = List.of("/kubepods/burstable/pod" + POD + "/" + ID);

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static ApiServer api;
    private Path token;

    @BeforeAll
    static void start() throws Exception {
        api = new ApiServer(folder);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void a_pod_runs() throws Exception {
        token = Files.writeString(folder.resolve("token"), "projected.token.1\n");
        api.asked.clear();
        api.status = 200;
        api.pods = pod(POD, "node-1", ID, "containerStatuses", "containers");
    }

    /// As long as a busy machine may need.
    private Set<String> found() {
        return KubernetesPod.selectors(pods(LONG), CGROUPS, List.of());
    }

    private Set<String> foundAtOnce() {
        return KubernetesPod.selectors(pods(Duration.ZERO), CGROUPS, List.of());
    }

    private Pods pods(Duration patience) {
        return new Pods(api.address(), api.authorities(), token, "node-1", patience);
    }

    private static String pod(String uid, String node, String container, String statuses, String specs) {
        return """
            {"metadata":{"name":"payments-7d9f-x2","namespace":"shop","uid":"%s",
              "labels":{"app":"payments","pod-template-hash":"7d9f"},
              "ownerReferences":[{"kind":"ReplicaSet","name":"payments-7d9f","uid":"u-1","controller":true},
                                 {"kind":"Other","name":"x","uid":"u-2"}]},
             "spec":{"nodeName":"%s","serviceAccountName":"payments",
              "%s":[{"name":"app","image":"registry.example/payments:1",
                     "securityContext":{"privileged":true}}]},
             "status":{"phase":"Running",
              "%s":[{"name":"app","containerID":"containerd://%s",
                     "imageID":"registry.example/payments@sha256:abc"}]}}\
            """.formatted(uid, node, specs, statuses, container);
    }

    @Test
    void what_the_cluster_says_of_the_pod_and_the_container() {
        assertThat(found())
                .containsExactlyInAnyOrder(
                        "k8s:ns:shop",
                        "k8s:sa:payments",
                        "k8s:pod-uid:" + POD,
                        "k8s:pod-name:payments-7d9f-x2",
                        "k8s:node-name:node-1",
                        "k8s:container-name:app",
                        "k8s:label:app:payments",
                        "k8s:label:pod-template-hash:7d9f",
                        "k8s:owner:ReplicaSet:payments-7d9f",
                        "k8s:owner-uid:ReplicaSet:u-1",
                        "k8s:image:registry.example/payments:1",
                        "k8s:image-digest:registry.example/payments@sha256:abc",
                        "k8s:privileged:true",
                        "k8s:host-pid:false",
                        "k8s:host-network:false");
        assertThat(api.asked)
                .containsOnly("GET /api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1 Bearer projected.token.1");
    }

    @Test
    void init_and_ephemeral_containers_are_containers_too() {
        api.pods = pod(POD, "node-1", ID, "initContainerStatuses", "initContainers");
        assertThat(found()).contains("k8s:sa:payments", "k8s:privileged:true");
        api.pods = pod(POD, "node-1", ID, "ephemeralContainerStatuses", "ephemeralContainers");
        assertThat(found()).contains("k8s:sa:payments", "k8s:privileged:true");
    }

    @Test
    @Timeout(180)
    void what_has_been_asked_is_known_for_a_while_and_the_token_is_read_anew() throws Exception {
        var pods = pods(Duration.ZERO);
        var path = new PodPath(POD, ID);
        while (pods.find(path).isEmpty()) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 200; i++) {
            assertThat(pods.find(path)).isPresent();
        }
        assertThat(api.asked)
                .as("a busy machine may need longer than they are fresh")
                .hasSizeLessThan(100);
        Files.writeString(token, "projected.token.2");
        int before = api.asked.size();
        while (api.asked.size() == before) {
            assertThat(pods.find(new PodPath(POD, "c".repeat(64)))).isEmpty();
        }
        assertThat(api.asked.getLast()).endsWith("Bearer projected.token.2");
    }

    @Test
    void a_container_that_has_just_started_is_waited_for() throws Exception {
        api.pods = "";
        var found = new FutureTask<>(() -> KubernetesPod.selectors(pods(LONG), CGROUPS, List.of()));
        Thread.startVirtualThread(found);
        while (api.asked.isEmpty()) {
            Thread.onSpinWait();
        }
        api.pods = pod(POD, "node-1", ID, "containerStatuses", "containers");
        assertThat(found.get()).contains("k8s:ns:shop");
    }

    /// Of many callers the first waits for an API server that hangs, and the others with him and not one after another.
    @Test
    @Timeout(180)
    void who_waited_for_an_api_server_that_hangs_does_not_ask_it_again() throws Exception {
        api.hangs = new CountDownLatch(1);
        try {
            var pods = pods(Duration.ZERO);
            var callers = new ArrayList<Thread>();
            for (int i = 0; i < 20; i++) {
                callers.add(Thread.startVirtualThread(() -> KubernetesPod.selectors(pods, CGROUPS, List.of())));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(api.asked)
                    .as("who was late for a fifth of a second asks anew")
                    .hasSizeLessThan(10);
        } finally {
            api.hangs.countDown();
            api.hangs = new CountDownLatch(0);
        }
    }

    /// Threats T9 and T11: what the path of a control group says counts only if the cluster says it too.
    @Test
    void t9_a_container_of_another_pod_another_node_or_of_none_is_nobodys() {
        api.pods = pod("11111111-2222-4333-8444-555555555555", "node-1", ID, "containerStatuses", "containers");
        assertThat(foundAtOnce()).as("of another pod").isEmpty();
        api.pods = pod(POD, "node-2", ID, "containerStatuses", "containers");
        assertThat(foundAtOnce()).as("on another node").isEmpty();
        api.pods = pod(POD, "node-1", "d".repeat(64), "containerStatuses", "containers");
        assertThat(foundAtOnce()).as("another container").isEmpty();
    }

    @Test
    void an_api_server_that_does_not_answer_or_is_not_trusted_says_nothing() throws Exception {
        api.status = 403;
        assertThat(foundAtOnce()).isEmpty();
        api.status = 200;
        api.pods = "{";
        assertThat(foundAtOnce()).isEmpty();
        a_pod_runs();
        Path other = Files.writeString(folder.resolve("other.crt"), PemText.of(List.of(TestAuthority.certificate())));
        var pods = new Pods(api.address(), other, token, "node-1", Duration.ZERO);
        assertThat(KubernetesPod.selectors(pods, CGROUPS, List.of())).isEmpty();
        assertThat(api.asked).as("nobody untrusted sees the token").isEmpty();
    }
}
