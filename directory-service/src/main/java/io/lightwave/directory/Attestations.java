package io.lightwave.directory;

import java.util.Optional;

/// The one gate through which a node speaks for workloads: what it said counts as long as it may still say it, and so
/// does all that was given for it, however far that has come. workload-identity implements it; warm, it touches no
/// SQL.
@FunctionalInterface
public interface Attestations {

    /// The node as it is now: empty unless it has joined, is neither banned nor evicted nor gone, and a rule gives it
    /// the workload.
    Optional<Attester> find(TenantId tenant, SubjectId node, SubjectId workload);

    /// Whether what the node said of the workload still counts. What it said before a ban or
    /// an eviction does not come back.
    default boolean stands(TenantId tenant, Attester attester, SubjectId workload) {
        return find(tenant, attester.node(), workload).filter(attester::equals).isPresent();
    }
}
