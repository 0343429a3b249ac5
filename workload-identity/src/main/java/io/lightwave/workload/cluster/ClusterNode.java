package io.lightwave.workload.cluster;

import io.lightwave.workload.issuer.TrustedIssuer;
import java.util.UUID;

/// A node of a cluster, as the token of the agent's pod on it says; only [NodeEvidence] makes one.
///
/// @param name what it is called here
/// @param node its name in its cluster
/// @param uid that the cluster gave this node and gives no other, of this name or another
/// @param isConfirmed whether the API server said that the node of this name has this uid now
/// @param evidence the token and the pod that showed it, for the trail
public record ClusterNode(UUID issuer, String name, String node, String uid, boolean isConfirmed, String evidence) {

    static ClusterNode of(TrustedIssuer issuer, AgentPod pod, String evidence) {
        return new ClusterNode(
                issuer.id(),
                issuer.nodes().orElseThrow().name(pod.node()),
                pod.node(),
                pod.nodeUid(),
                issuer.review().isPresent(),
                "cluster %s, node uid %s, pod %s/%s uid %s, %s"
                        .formatted(issuer.issuer(), pod.nodeUid(), pod.namespace(), pod.name(), pod.uid(), evidence));
    }
}
