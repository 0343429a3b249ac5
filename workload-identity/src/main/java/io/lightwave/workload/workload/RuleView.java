package io.lightwave.workload.workload;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rule in the REST API: of evidence (`issuer`, `claims`) or of a node (`node`, `selectors`,
/// `hint`, `unchecked`); null is what the other kind has.
public record RuleView(
        UUID id,
        @Nullable String issuer,
        @Nullable Map<String, Object> claims,
        @Nullable String node,
        @Nullable List<String> selectors,
        @Nullable String hint,
        @Nullable Boolean unchecked) {

    static RuleView ofEvidence(UUID id, String issuer, Map<String, Object> claims) {
        return new RuleView(id, issuer, claims, null, null, null, null);
    }

    static RuleView ofNode(UUID id, String node, List<String> selectors, String hint, boolean unchecked) {
        return new RuleView(id, null, null, node, selectors, hint.isEmpty() ? null : hint, unchecked ? true : null);
    }
}
