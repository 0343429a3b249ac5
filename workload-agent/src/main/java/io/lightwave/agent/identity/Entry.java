package io.lightwave.agent.identity;

import java.util.Set;

/// An identity that this node may give out, and to whom: whoever has all of the selectors.
///
/// @param workload the server's id of it
/// @param hint tells several identities of one process apart; may be empty
public record Entry(String workload, String spiffeId, String hint, Set<String> selectors) {
    public Entry {
        selectors = Set.copyOf(selectors);
    }

    /// Whether a process with these selectors is it. An entry without selectors is nobody.
    boolean isMetBy(Set<String> found) {
        return !selectors.isEmpty() && found.containsAll(selectors);
    }
}
