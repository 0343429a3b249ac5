package io.lightwave.workload.workload;

import io.lightwave.directory.SubjectId;
import java.util.Set;

/// Whoever has all these selectors on the rule's node is that workload.
///
/// @param selectors as text, in order
/// @param hint tells a process with several identities what this one is for; may be empty
public record NodeRule(SubjectId workload, Set<String> selectors, String hint) {
    public NodeRule {
        selectors = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(selectors));
    }
}
