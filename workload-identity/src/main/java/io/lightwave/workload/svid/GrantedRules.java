package io.lightwave.workload.svid;

import io.lightwave.directory.TenantId;
import io.lightwave.workload.cluster.ClusterPods;
import io.lightwave.workload.cluster.Membership;
import io.lightwave.workload.workload.NodeRule;
import io.lightwave.workload.workload.NodeRules;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Which rules give a node anything (threat T11). Where the server can look at a cluster's pods itself, a rule with
/// selectors of Kubernetes gives something only while a pod on that node has them; where it cannot, and for other
/// selectors, a rule for several nodes gives nothing unless it says that it shall.
final class GrantedRules {
    private final NodeRules rules;
    private final ClusterPods pods;

    GrantedRules(NodeRules rules, ClusterPods pods) {
        this.rules = rules;
        this.pods = pods;
    }

    /// @param whileThere whether it gives something only while a pod is there
    record Granted(NodeRule rule, boolean whileThere) {
        private static final int BY_THE_AGENT_ALONE = 2;

        /// How well a workload is known by this rule: as well as its node, but where nobody than the agent says what
        /// runs there, no better than by a signature.
        int assurance(int ofNode) {
            return whileThere ? ofNode : Math.min(ofNode, BY_THE_AGENT_ALONE);
        }
    }

    /// Touches no SQL when warm, and asks no cluster.
    List<Granted> of(TenantId tenant, String node, Optional<Membership> cluster) {
        var sight = pods.sight(tenant, cluster);
        return rules.of(tenant, node).stream()
                .filter(rule -> switch (sight) {
                    case LOST -> false;
                    case CLEAR -> !rule.podSelectors().isEmpty() || !rule.isOfSeveralNodes() || rule.unchecked();
                    case NONE -> !rule.isOfSeveralNodes() || rule.unchecked();
                })
                .map(rule -> new Granted(
                        rule,
                        sight == ClusterPods.Sight.CLEAR && !rule.podSelectors().isEmpty()))
                .toList();
    }

    /// Whether this rule gives something now.
    ///
    /// @throws IOException when the cluster has to be asked and cannot be
    boolean holds(TenantId tenant, Granted granted, Optional<Membership> cluster) throws IOException {
        return !granted.whileThere()
                || pods.has(tenant, cluster.orElseThrow(), granted.rule().podSelectors());
    }
}
