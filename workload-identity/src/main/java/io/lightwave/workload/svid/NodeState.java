package io.lightwave.workload.svid;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.StrictJson;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;

/// What a node may give out, and the bundle that it gives out with it.
///
/// @param id tells this content from any other, on whichever server
/// @param json `entries` (`workload`, `spiffeId`, `hint`, `onDemand`, `selectors`) and `bundle`
record NodeState(String id, String json) {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final int ID_OCTETS = 15;

    /// What a state is made of; equal ones make equal states. Looking costs no SQL when warm.
    record Source(List<Entry> entries, String bundle) {
        /// @param onDemand whether the server gives it only while a pod is there, so that asking before is in vain
        record Entry(NodeRule rule, String name, boolean onDemand) {}
    }

    /// The rules of a node whose workloads are active.
    static Source source(NodeGate.Guest guest, GrantedRules rules, ActivePrincipals principals, Bundles bundles) {
        var node = guest.node();
        var entries = new ArrayList<Source.Entry>();
        for (var granted : rules.of(node.tenant(), node.name(), guest.cluster())) {
            Optional<ActivePrincipal> workload =
                    principals.find(node.tenant(), granted.rule().workload());
            workload.ifPresent(
                    active -> entries.add(new Source.Entry(granted.rule(), active.name(), granted.whileThere())));
        }
        return new Source(entries, bundles.find(node.tenant()).orElseThrow());
    }

    static NodeState of(ActivePrincipal node, Source source) {
        var document = JSON.createObjectNode();
        var entries = document.putArray("entries");
        for (var entry : source.entries()) {
            var one = entries.addObject();
            one.put("workload", entry.rule().workload().toString());
            one.put("spiffeId", new SpiffeId(node.tenant(), entry.name()).toString());
            one.put("hint", entry.rule().hint());
            one.put("onDemand", entry.onDemand());
            var selectors = one.putArray("selectors");
            entry.rule().selectors().forEach(selectors::add);
        }
        document.set("bundle", JSON.readTree(source.bundle()));
        String json = JSON.writeValueAsString(document);
        return new NodeState(id(json), json);
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
