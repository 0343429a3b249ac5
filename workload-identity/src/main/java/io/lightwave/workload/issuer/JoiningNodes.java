package io.lightwave.workload.issuer;

import java.util.Optional;
import java.util.Set;

/// Who of a cluster may make nodes of the nodes that they run on.
///
/// @param suffix what the names of its nodes end with here, after a dot; of this cluster and no other
/// @param accounts service accounts, `NAMESPACE/NAME`
/// @param daemonSetUid of the DaemonSet that the agents' pods have to be of, and see the host's processes; empty when
///     nobody asks for that
public record JoiningNodes(String suffix, Set<String> accounts, Optional<String> daemonSetUid) {
    public JoiningNodes {
        accounts = Set.copyOf(accounts);
    }

    /// What the cluster's node is called here.
    public String name(String node) {
        return node + "." + suffix;
    }
}
