package io.lightwave.agent.identity;

import java.util.Set;

/// An identity that this node may give out, and to whom: whoever has all of the selectors.
///
/// @param workload the server's id of it
/// @param hint tells several identities of one process apart; may be empty
/// @param federatesWith the foreign trust domains that it trusts
/// @param onDemand whether the server gives it only while such a pod is there, so that it is fetched when one calls
public record Entry(
        String workload,
        String spiffeId,
        String hint,
        Set<String> selectors,
        boolean onDemand,
        Set<String> federatesWith) {
    public Entry {
        selectors = Set.copyOf(selectors);
        federatesWith = Set.copyOf(federatesWith);
    }

    public Entry(String workload, String spiffeId, String hint, Set<String> selectors) {
        this(workload, spiffeId, hint, selectors, false, Set.of());
    }

    /// Whether a process with these selectors is it. An entry without selectors is nobody.
    boolean isMetBy(Set<String> found) {
        return !selectors.isEmpty() && found.containsAll(selectors);
    }
}
