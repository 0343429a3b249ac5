package io.lightwave.workload.cluster;

import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import io.lightwave.workload.issuer.ReviewCredentials;
import io.lightwave.workload.issuer.TenantSlots;
import io.lightwave.workload.issuer.TokenReview;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads nodes and pods at the API server that reviews a cluster's tokens. Names must be names of Kubernetes, which
/// stand in a path as they are.
final class ClusterApi {
    private static final int LARGEST_OBJECT = 1 << 20;
    private static final int LARGEST_LIST = 8 << 20;
    private static final int AT_ONCE = 32;
    private static final int LISTS_AT_ONCE = 4;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Egress egress;
    private final ReviewCredentials credentials;
    private final TenantSlots lists = new TenantSlots(LISTS_AT_ONCE);
    private final TenantSlots slots = new TenantSlots(AT_ONCE);

    ClusterApi(Egress egress, ReviewCredentials credentials) {
        this.egress = egress;
        this.credentials = credentials;
    }

    JsonNode pod(TrustedIssuer cluster, String namespace, String name) throws IOException {
        return get(cluster, "/api/v1/namespaces/" + namespace + "/pods/" + name, "Pod", LARGEST_OBJECT);
    }

    JsonNode node(TrustedIssuer cluster, String name) throws IOException {
        return get(cluster, "/api/v1/nodes/" + name, "Node", LARGEST_OBJECT);
    }

    /// The pods on a node.
    JsonNode podsOf(TrustedIssuer cluster, String node) throws IOException {
        enter(lists, cluster, LONGEST_WAIT);
        try {
            return get(cluster, "/api/v1/pods?fieldSelector=spec.nodeName%3D" + node, "PodList", LARGEST_LIST);
        } finally {
            lists.release(cluster.tenant());
        }
    }

    private static void enter(TenantSlots slots, TrustedIssuer cluster, Duration wait) throws IOException {
        try {
            if (!slots.tryAcquire(cluster.tenant(), wait)) {
                throw new IOException("too much is being asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private JsonNode get(TrustedIssuer cluster, String path, String kind, int mostBytes) throws IOException {
        TokenReview server = cluster.review().orElseThrow(() -> new IOException("no API server is registered"));
        enter(slots, cluster, Duration.ZERO);
        try {
            var access = credentials.access(cluster).orElseThrow();
            byte[] answer = egress.get(server.address(path), access, mostBytes);
            var object = StrictJson.mapper().readTree(new String(answer, StandardCharsets.UTF_8));
            if (!object.path("kind").asString("").equals(kind)) {
                throw new IOException("it answered with something else");
            }
            return object;
        } catch (JacksonException malformed) {
            throw new IOException("it answered with no JSON", malformed);
        } finally {
            slots.release(cluster.tenant());
        }
    }
}
