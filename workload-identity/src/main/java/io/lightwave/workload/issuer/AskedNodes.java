package io.lightwave.workload.issuer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `nodes` of a cluster as it is asked for.
///
/// @param suffix what the names of its nodes end with here, after a dot
/// @param serviceAccounts `NAMESPACE/NAME`; null like an empty list means that nobody joins
/// @param daemonSetUid the uid of the DaemonSet that the agents' pods are of, with `hostPID`; null asks for none
record AskedNodes(
        @Nullable String suffix,
        @Nullable List<String> serviceAccounts,
        @Nullable String daemonSetUid) {}
