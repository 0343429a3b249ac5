package io.lightwave.workload.workload;

import io.lightwave.directory.StrictJson;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Evidence of one issuer with exactly these claims is that workload.
///
/// @param claims by their path; all must hold
record Rule(UUID id, UUID workload, Map<String, ClaimValue> claims) {
    private static final ObjectMapper JSON = StrictJson.mapper();

    Rule {
        claims = Map.copyOf(claims);
    }

    /// As the database holds it: a JSON object in order of its names, so that equal rules are written alike.
    static String written(Map<String, ClaimValue> claims) {
        var plain = new TreeMap<String, Object>();
        claims.forEach((path, value) -> plain.put(path, value.plain()));
        return JSON.writeValueAsString(plain);
    }

    static Map<String, ClaimValue> read(String written) {
        var claims = new TreeMap<String, ClaimValue>();
        for (var property : JSON.readTree(written).properties()) {
            claims.put(property.getKey(), ClaimValue.of(property.getValue()).orElseThrow());
        }
        return claims;
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

    /// Whether the issuer's evidence is the workload by this rule.
    boolean isMetBy(TrustedIssuer issuer, JsonNode evidence) {
        return (!isOpen(issuer, evidence) || claims.containsKey(issuer.kind().triggerClaim()))
                && claims.keySet().stream().anyMatch(issuer::isImmutable)
                && holds(evidence);
    }

    private boolean holds(JsonNode evidence) {
        return claims.entrySet().stream()
                .allMatch(claim -> ClaimPath.find(evidence, claim.getKey())
                        .filter(claim.getValue()::equals)
                        .isPresent());
    }
}
