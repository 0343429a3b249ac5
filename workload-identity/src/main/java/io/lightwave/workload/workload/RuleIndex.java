package io.lightwave.workload.workload;

import io.lightwave.workload.issuer.TrustedIssuer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The rules on one issuer's tokens, found by one claim that each of them rests on: the time to match does not
/// grow with their number.
final class RuleIndex {
    private final Map<String, Map<ClaimValue, List<Rule>>> byClaim = new HashMap<>();
    private final List<Rule> all;

    RuleIndex(List<Rule> rules) {
        all = List.copyOf(rules);
        for (var rule : rules) {
            var paths = new TreeSet<>(rule.claims().keySet());
            String path = paths.contains("sub") ? "sub" : paths.last();
            byClaim.computeIfAbsent(path, _ -> new HashMap<>())
                    .computeIfAbsent(rule.claims().get(path), _ -> new ArrayList<>())
                    .add(rule);
        }
    }

    List<Rule> all() {
        return all;
    }

    /// Whether strangers could have started what the evidence is of, so that a rule must name the trigger.
    static boolean isOpen(TrustedIssuer issuer, JsonNode evidence) {
        String triggerClaim = issuer.kind().triggerClaim();
        return !triggerClaim.isEmpty()
                && ClaimPath.find(evidence, triggerClaim)
                        .filter(value -> value instanceof ClaimValue.Text(var trigger)
                                && issuer.kind().isOpenTrigger(trigger))
                        .isPresent();
    }

    /// The workloads that the evidence is.
    Set<UUID> matches(TrustedIssuer issuer, JsonNode evidence) {
        String triggerClaim = issuer.kind().triggerClaim();
        boolean open = isOpen(issuer, evidence);
        return byClaim.entrySet().stream()
                .flatMap(paths -> ClaimPath.find(evidence, paths.getKey())
                        .map(value -> paths.getValue().getOrDefault(value, List.of()))
                        .orElse(List.of())
                        .stream())
                .filter(rule -> !open || rule.claims().containsKey(triggerClaim))
                .filter(rule -> rule.claims().keySet().stream().anyMatch(issuer::isImmutable))
                .filter(rule -> rule.holds(evidence))
                .map(Rule::workload)
                .collect(Collectors.toSet());
    }
}
