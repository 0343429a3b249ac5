package io.lightwave.workload.cluster;

import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.IssuerKind;
import io.lightwave.workload.issuer.JoiningNodes;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.recognition.Examination;
import io.lightwave.workload.recognition.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Looks at a cluster's projected service account token as the evidence that an agent's pod runs on a node of it. It
/// can be shown until it expires, an hour after it was made at most.
public final class NodeEvidence {
    private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(3600);

    private final Examination examination;
    private final ClusterApi api;

    NodeEvidence(Examination examination, ClusterApi api) {
        this.examination = examination;
        this.api = api;
    }

    /// What was found out.
    public sealed interface Outcome {
        /// The node is one that may join.
        record Proved(ClusterNode node) implements Outcome {}

        /// For the trail; outside every reason is the same.
        ///
        /// @param claimed issuer and subject, verified or not
        record Refused(String reason, String claimed) implements Outcome {}
    }

    /// Asks the network, so it is for no transaction.
    public Outcome examine(TenantId tenant, String token) {
        return switch (examination.examine(tenant, token)) {
            case Examination.Outcome.TooLarge() -> new Outcome.Refused("it is larger than 64 KiB", "unknown");
            case Examination.Outcome.NotEvidence(var reason) -> new Outcome.Refused(reason, "unknown");
            case Examination.Outcome.Refused(var _, var reason, var _, var claimed) ->
                new Outcome.Refused(reason, claimed);
            case Examination.Outcome.Verified(var evidence, var claimed) ->
                proved(evidence.issuer(), evidence.claims(), Printable.of(evidence.name()), claimed);
        };
    }

    private Outcome proved(TrustedIssuer issuer, JsonNode claims, String evidence, String claimed) {
        if (issuer.kind() != IssuerKind.KUBERNETES || issuer.nodes().isEmpty()) {
            return new Outcome.Refused("nodes of this issuer do not join", claimed);
        }
        if (claims.path("exp")
                        .decimalValue(BigDecimal.ZERO)
                        .subtract(claims.path("iat").decimalValue(BigDecimal.ZERO))
                        .compareTo(LONGEST_SECONDS)
                > 0) {
            return new Outcome.Refused("it lives longer than an hour", claimed);
        }
        var pod = AgentPod.of(claims).orElse(null);
        if (pod == null) {
            return new Outcome.Refused("it is not bound to a pod and a node by name and uid", claimed);
        }
        if (!issuer.nodes().get().accounts().contains(pod.namespace() + "/" + pod.account())) {
            return new Outcome.Refused("its service account is not one whose pods may join", claimed);
        }
        Optional<String> contradiction = issuer.review().isPresent() ? contradiction(issuer, pod) : Optional.empty();
        return contradiction
                .<Outcome>map(reason -> new Outcome.Refused(reason, claimed))
                .orElseGet(() -> new Outcome.Proved(ClusterNode.of(issuer, pod, evidence)));
    }

    /// What the API server says otherwise; empty when nothing.
    private Optional<String> contradiction(TrustedIssuer issuer, AgentPod claimed) {
        try {
            var pod = api.pod(issuer, claimed.namespace(), claimed.name());
            if (!text(pod, "/metadata/uid").equals(claimed.uid())
                    || !text(pod, "/metadata/namespace").equals(claimed.namespace())
                    || !text(pod, "/spec/serviceAccountName").equals(claimed.account())) {
                return Optional.of("the cluster has another pod of that name");
            }
            if (!text(pod, "/spec/nodeName").equals(claimed.node())) {
                return Optional.of("the cluster has the pod on another node");
            }
            if (!text(pod, "/status/phase").equals("Running")
                    || pod.at("/metadata").has("deletionTimestamp")) {
                return Optional.of("the pod is not running, or is ending");
            }
            var daemonSet = issuer.nodes().flatMap(JoiningNodes::daemonSetUid);
            if (daemonSet.isPresent() && !isOf(pod, daemonSet.get())) {
                return Optional.of("the pod is not one of the agents' DaemonSet, or does not see the host's processes");
            }
            return text(api.node(issuer, claimed.node()), "/metadata/uid").equals(claimed.nodeUid())
                    ? Optional.empty()
                    : Optional.of("the cluster has another node of that name");
        } catch (IOException unanswered) {
            return Optional.of("the cluster cannot be asked for the pod and its node, or has none");
        }
    }

    private static boolean isOf(JsonNode pod, String daemonSetUid) {
        var owners = pod.at("/metadata/ownerReferences");
        boolean owned = false;
        for (JsonNode owner : owners) {
            owned |= owner.path("controller").asBoolean(false)
                    && text(owner, "/kind").equals("DaemonSet")
                    && text(owner, "/uid").equals(daemonSetUid);
        }
        return owned && pod.at("/spec/hostPID").asBoolean(false);
    }

    private static String text(JsonNode object, String path) {
        return object.at(path).asString("");
    }
}
