package io.lightwave.agent.node;

import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What the server said that this node may give out, and what becomes of it by its changes.
///
/// @param id the server's name of it, which tells it from any other
/// @param entries in the order of the rules
/// @param federated bundles of foreign trust domains, by these
record KnownState(String id, List<Entry> entries, Bundle bundle, Map<String, Bundle> federated) {
    KnownState {
        entries = List.copyOf(entries);
        federated = Map.copyOf(federated);
    }

    /// @throws IllegalArgumentException when it is not understood
    static KnownState of(String id, String tenant, JsonNode state) {
        var entries = new ArrayList<Entry>();
        state.path("entries").forEach(entry -> entries.add(entry(entry)));
        var federated = new HashMap<String, Bundle>();
        state.path("federatedBundles")
                .properties()
                .forEach(bundle -> federated.put(bundle.getKey(), Bundle.foreign(bundle.getKey(), bundle.getValue())));
        return new KnownState(id, entries, Bundle.of(tenant, state.path("bundle")), federated);
    }

    /// The state of that id that a change of this one makes.
    ///
    /// @throws IllegalArgumentException when it is a change of another one, or is not understood
    KnownState after(JsonNode said, String nextId) {
        if (!said.path("after").asString("").equals(id)) {
            throw new IllegalArgumentException("a change of another state than the one that is known");
        }
        var change = said.path("change");
        var next = new ArrayList<>(entries);
        int above = next.size();
        for (JsonNode place : change.path("removed")) {
            int at = place.asInt(-1);
            if (at < 0 || at >= above) {
                throw new IllegalArgumentException("a change removes what is not there");
            }
            next.remove(at);
            above = at;
        }
        for (JsonNode added : change.path("added")) {
            int at = added.path("at").asInt(-1);
            if (at < 0 || at > next.size()) {
                throw new IllegalArgumentException("a change adds where nothing is");
            }
            next.add(at, entry(added.path("entry")));
        }
        var bundles = new HashMap<>(federated);
        change.path("federatedBundles").properties().forEach(bundle -> {
            if (bundle.getValue().isNull()) {
                bundles.remove(bundle.getKey());
            } else {
                bundles.put(bundle.getKey(), Bundle.foreign(bundle.getKey(), bundle.getValue()));
            }
        });
        return new KnownState(
                nextId,
                next,
                change.has("bundle") ? Bundle.of(bundle.trustDomain(), change.path("bundle")) : bundle,
                bundles);
    }

    private static Entry entry(JsonNode entry) {
        return new Entry(
                entry.path("workload").asString(""),
                entry.path("spiffeId").asString(""),
                entry.path("hint").asString(""),
                texts(entry.path("selectors")),
                entry.path("onDemand").asBoolean(false),
                texts(entry.path("federatesWith")));
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new HashSet<String>();
        array.forEach(text -> texts.add(text.asString("")));
        return texts;
    }
}
