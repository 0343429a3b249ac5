package io.lightwave.workload.recognition;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.workload.workload.RuleDistance;
import io.lightwave.workload.workload.RuleView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Why something is a workload, or none; what is null is left out.
///
/// @param reference of the request that was refused; null for what was asked now
/// @param at when it was refused
/// @param outcome `recognised` or `refused`
/// @param reason null when it is recognised
/// @param operatorConsent whether the installation's operator consents to the issuer; the tenant's consent is the
///     rule
/// @param claims by their paths, as rules name them; long values are cut; null of a process
/// @param workload that it is
/// @param closest the nearest rules, with what of them does not hold
/// @param preview the rule that was asked about
/// @param refusals that the rule asked about would have let in, when nothing else was given
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
        @Nullable String reference,
        @Nullable Instant at,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String issuer,
        @Nullable Boolean operatorConsent,
        @Nullable Map<String, Object> claims,
        @Nullable String node,
        @Nullable List<String> selectors,
        @Nullable Named workload,
        @Nullable List<Closest> closest,
        @Nullable Preview preview,
        @Nullable List<KeptRefusal> refusals) {

    record Named(UUID id, String name, String spiffeId, boolean enabled) {}

    /// @param workload null when it has been deleted meanwhile
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Closest(
            @Nullable Named workload, RuleView rule, boolean matches, List<RuleDistance.Difference> differences) {}

    record Preview(boolean matches, List<RuleDistance.Difference> differences) {}

    record KeptRefusal(String reference, Instant at, String issuer, String reason) {
        static KeptRefusal of(Refusals.Refusal refusal) {
            return new KeptRefusal(refusal.reference(), refusal.at(), refusal.issuer(), refusal.reason());
        }
    }
}
