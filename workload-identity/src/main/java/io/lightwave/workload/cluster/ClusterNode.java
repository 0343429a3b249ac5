package io.lightwave.workload.cluster;

import io.lightwave.workload.issuer.TrustedIssuer;
/// A node of a cluster, as the token of the agent's pod on it says; only [NodeEvidence] makes one.
///
/// @param name what it is called here
/// @param isConfirmed whether the API server said that the node of this name has this uid now
/// @param evidence the token and the pod that showed it, for the trail

public record ClusterNode(Membership of, String name, boolean isConfirmed, String evidence) {

    static ClusterNode of(TrustedIssuer issuer, AgentPod pod, String evidence) {
        return new ClusterNode(
                new Membership(issuer.id(), issuer.issuer(), pod.node(), pod.nodeUid()),
                issuer.nodes().orElseThrow().name(pod.node()),
                issuer.review().isPresent(),
                "cluster %s, node uid %s, pod %s/%s uid %s, %s"
                        .formatted(issuer.issuer(), pod.nodeUid(), pod.namespace(), pod.name(), pod.uid(), evidence));
    }
}
