package io.lightwave.workload.svid;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.StrictJson;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a node may give out, and the bundle that it gives out with it.
///
/// @param id tells this content from any other, on whichever server
/// @param json `entries` (`workload`, `spiffeId`, `hint`, `onDemand`, `selectors`, `federatesWith`), `bundle`, and
///     `federatedBundles` by trust domain: of those that an entry federates with, and that have been fetched
record NodeState(String id, String json) {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final int ID_OCTETS = 15;

    /// What a state is made of; equal ones make equal states. Looking costs no SQL when warm.
    record Source(List<Entry> entries, String bundle, SortedMap<String, String> federated) {
        /// @param onDemand whether the server gives it only while a pod is there, so that asking before is in vain
        record Entry(NodeRule rule, String name, boolean onDemand) {}
    }

    /// The rules of a node whose workloads are active.
    static Source source(
            NodeGate.Guest guest,
            GrantedRules rules,
            ActivePrincipals principals,
            Bundles bundles,
            Federations federations) {
        var node = guest.node();
        var entries = new ArrayList<Source.Entry>();
        var granted = rules.of(node.tenant(), node.name(), guest.cluster());
        var workloads = principals.findAll(
                node.tenant(),
                granted.stream().map(one -> one.rule().workload()).toList());
        for (var one : granted) {
            var workload = workloads.get(one.rule().workload());
            if (workload != null) {
                entries.add(new Source.Entry(one.rule(), workload.name(), one.whileThere()));
            }
        }
        var federated = new TreeMap<String, String>();
        entries.stream()
                .flatMap(entry -> entry.rule().federatesWith().stream())
                .distinct()
                .forEach(domain ->
                        federations.bundle(node.tenant(), domain).ifPresent(bundle -> federated.put(domain, bundle)));
        return new Source(entries, bundles.find(node.tenant()).orElseThrow(), federated);
    }

    static NodeState of(ActivePrincipal node, Source source) {
        String json = JSON.writeValueAsString(document(node, source));
        return new NodeState(id(json), json);
    }

    /// What makes the one state of what the node has of the other: `removed` are places in the list of
    /// entries that it has, falling; `added` are entries with their places in the list that comes of it,
    /// rising; bundles are there when they are others, and null when they are gone.
    static String change(ActivePrincipal node, Source before, Source after) {
        var had = document(node, before);
        var has = document(node, after);
        var change = JSON.createObjectNode();
        changeEntries(had.path("entries"), has.path("entries"), change);
        if (!had.path("bundle").equals(has.path("bundle"))) {
            change.set("bundle", has.path("bundle"));
        }
        var federated = change.putObject("federatedBundles");
        for (var bundle : has.path("federatedBundles").properties()) {
            if (!bundle.getValue().equals(had.path("federatedBundles").path(bundle.getKey()))) {
                federated.set(bundle.getKey(), bundle.getValue());
            }
        }
        had.path("federatedBundles").propertyNames().stream()
                .filter(domain -> !has.path("federatedBundles").has(domain))
                .forEach(federated::putNull);
        return JSON.writeValueAsString(change);
    }

    private static void changeEntries(JsonNode had, JsonNode has, ObjectNode change) {
        var places = new HashMap<JsonNode, Integer>();
        for (int i = 0; i < had.size(); i++) {
            places.put(had.get(i), i);
        }
        var kept = new HashSet<Integer>();
        var added = change.putArray("added");
        int last = -1;
        for (int i = 0; i < has.size(); i++) {
            int place = places.getOrDefault(has.get(i), -1);
            if (place > last) {
                kept.add(place);
                last = place;
            } else { // new, or come before one that it was behind
                added.addObject().put("at", i).set("entry", has.get(i));
            }
        }
        var removed = change.putArray("removed");
        for (int i = had.size() - 1; i >= 0; i--) {
            if (!kept.contains(i)) {
                removed.add(i);
            }
        }
    }

    /// Entries that say the same are one.
    private static ObjectNode document(ActivePrincipal node, Source source) {
        var document = JSON.createObjectNode();
        var entries = new LinkedHashSet<ObjectNode>();
        for (var entry : source.entries()) {
            var one = JSON.createObjectNode();
            one.put("workload", entry.rule().workload().toString());
            one.put("spiffeId", new SpiffeId(node.tenant(), entry.name()).toString());
            one.put("hint", entry.rule().hint());
            one.put("onDemand", entry.onDemand());
            var selectors = one.putArray("selectors");
            entry.rule().selectors().forEach(selectors::add);
            var domains = one.putArray("federatesWith");
            entry.rule().federatesWith().forEach(domains::add);
            entries.add(one);
        }
        document.putArray("entries").addAll(entries);
        document.set("bundle", JSON.readTree(source.bundle()));
        var federated = document.putObject("federatedBundles");
        source.federated().forEach((domain, bundle) -> federated.set(domain, JSON.readTree(bundle)));
        return document;
    }

    private static String id(String json) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, ID_OCTETS));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
