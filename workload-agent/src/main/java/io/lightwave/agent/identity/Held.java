package io.lightwave.agent.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that the agent holds at one moment. Another moment is another object.
///
/// @param svids by workload; one that could not be fetched yet is missing
/// @param federated the bundles of foreign trust domains, by their names
/// @param bundle of the trust domain; empty until the server has said anything, and after it has shown the door
record Held(List<Entry> entries, Map<String, X509Svid> svids, Optional<Bundle> bundle, Map<String, Bundle> federated) {
    static final Held NOTHING = new Held(List.of(), Map.of(), Optional.empty(), Map.of());

    Held {
        entries = List.copyOf(entries);
        svids = Map.copyOf(svids);
        federated = Map.copyOf(federated);
    }

    Held withSvids(Map<String, X509Svid> others) {
        return new Held(entries, others, bundle, federated);
    }

    /// Whether the workload still is an entry, under this name.
    boolean has(String workload, String spiffeId) {
        return entries.stream()
                .anyMatch(entry ->
                        entry.workload().equals(workload) && entry.spiffeId().equals(spiffeId));
    }
}
