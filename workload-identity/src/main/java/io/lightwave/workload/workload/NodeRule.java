package io.lightwave.workload.workload;

import io.lightwave.directory.SubjectId;
import java.util.List;
import java.util.Set;

/// Whoever has all these selectors on the rule's node is that workload.
///
/// @param node as the rule names it
/// @param selectors as text, in order
/// @param hint tells a process with several identities what this one is for; may be empty
/// @param federatesWith the foreign trust domains that the workload trusts, in order
/// @param unchecked whether it counts for several nodes even where nobody but the node says what runs there
public record NodeRule(
        SubjectId workload,
        String node,
        Set<String> selectors,
        String hint,
        boolean unchecked,
        List<String> federatesWith) {
    static final String OF_PODS = "k8s:";

    public NodeRule {
        selectors = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(selectors));
        federatesWith = List.copyOf(federatesWith);
    }

    /// Those that a cluster itself knows of.
    public Set<String> podSelectors() {
        return selectors.stream()
                .filter(selector -> selector.startsWith(OF_PODS))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /// Whether it names nodes by the end of their names.
    public boolean isOfSeveralNodes() {
        return node.startsWith("*");
    }
}
