package io.lightwave.workload.workload;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule as it is asked for: of evidence (`issuer`, `claims`) or of a node (`node`, `selectors`,
/// `hint`, `unchecked`); null is what was left out.
public record NewRule(
        @Nullable String issuer,
        @Nullable Map<String, Object> claims,
        @Nullable String node,
        @Nullable List<String> selectors,
        @Nullable String hint,
        @Nullable Boolean unchecked) {
    /// Whether it names anything that only a rule of a node has.
    public boolean isOfNode() {
        return node != null || selectors != null || hint != null || unchecked != null;
    }
}
