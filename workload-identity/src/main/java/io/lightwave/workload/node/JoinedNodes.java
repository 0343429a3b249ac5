package io.lightwave.workload.node;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.cluster.Membership;
import java.util.Optional;

/// The nodes that have joined and are neither banned nor evicted; warm look-ups touch no SQL.
public final class JoinedNodes {
    private final NodeKeys keys;
    private final ActivePrincipals principals;

    JoinedNodes(NodeKeys keys, ActivePrincipals principals) {
        this.keys = keys;
        this.principals = principals;
    }

    /// @param cluster empty for one that did not join by its cluster's token
    /// @param joining see [io.lightwave.directory.Attester]
    public record Joined(ActivePrincipal node, Optional<Membership> cluster, long joining) {}

    public Optional<Joined> find(TenantId tenant, SubjectId id) {
        return keys.find(tenant, id)
                .filter(known -> known.keyHash() != null)
                .flatMap(known -> principals
                        .find(tenant, id)
                        .filter(node -> node.kind() == SubjectKind.NODE)
                        .map(node -> new Joined(node, known.cluster(), known.joinings())));
    }
}
