package io.lightwave.workload.issuer;

import java.util.Set;

/// Who of a cluster may make nodes of the nodes that they run on.
///
/// @param suffix what the names of its nodes end with here, after a dot; of this cluster and no other
/// @param accounts service accounts, `NAMESPACE/NAME`
public record JoiningNodes(String suffix, Set<String> accounts) {
    public JoiningNodes {
        accounts = Set.copyOf(accounts);
    }

    /// What the cluster's node is called here.
    public String name(String node) {
        return node + "." + suffix;
    }
}
