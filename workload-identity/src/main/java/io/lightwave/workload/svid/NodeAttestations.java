package io.lightwave.workload.svid;

import io.lightwave.directory.Attestations;
import io.lightwave.directory.Attester;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.node.JoinedNodes;
import java.util.Optional;

/// A node speaks for a workload while it is one, and a rule that still gives something gives it that workload.
/// Whether a pod is there now is asked only when something is given out by the node itself.
final class NodeAttestations implements Attestations {
    private final JoinedNodes nodes;
    private final GrantedRules rules;

    NodeAttestations(JoinedNodes nodes, GrantedRules rules) {
        this.nodes = nodes;
        this.rules = rules;
    }

    @Override
    public Optional<Attester> find(TenantId tenant, SubjectId node, SubjectId workload) {
        return nodes.find(tenant, node)
                .filter(joined -> rules.of(tenant, joined.node().name(), joined.cluster()).stream()
                        .anyMatch(granted -> granted.rule().workload().equals(workload)))
                .map(joined -> new Attester(joined.node().id(), joined.node().epochs(), joined.joining()));
    }
}
