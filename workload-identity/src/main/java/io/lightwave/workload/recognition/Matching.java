package io.lightwave.workload.recognition;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.workload.WorkloadRules;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Decides which workload verified claims are: exactly one, or the one among several that is named, and active.
final class Matching {
    private final WorkloadRules rules;
    private final Subjects subjects;
    private final ActivePrincipals principals;

    Matching(WorkloadRules rules, Subjects subjects, ActivePrincipals principals) {
        this.rules = rules;
        this.subjects = subjects;
        this.principals = principals;
    }

    sealed interface Outcome {
        record Found(ActivePrincipal workload) implements Outcome {}

        record Nobody(String reason) implements Outcome {}
    }

    Outcome decide(TrustedIssuer issuer, JsonNode claims, Optional<String> clientId) {
        var tenant = issuer.tenant();
        Set<SubjectId> matches = rules.matches(issuer, claims);
        if (matches.isEmpty()) {
            return new Outcome.Nobody("no rule matches");
        }
        if (clientId.isPresent()) {
            matches = matches.stream()
                    .filter(match -> isNamed(tenant, match, clientId.get()))
                    .collect(Collectors.toSet());
            if (matches.isEmpty()) {
                return new Outcome.Nobody("the rules give another workload than client_id");
            }
        }
        if (matches.size() > 1) {
            return new Outcome.Nobody(
                    "the rules of %d workloads match, and client_id does not say which".formatted(matches.size()));
        }
        var id = matches.iterator().next();
        return principals
                .find(tenant, id)
                .<Outcome>map(Outcome.Found::new)
                .orElseGet(() -> new Outcome.Nobody("workload %s or its tenant is disabled".formatted(id)));
    }

    private boolean isNamed(TenantId tenant, SubjectId workload, String clientId) {
        SpiffeId named;
        try {
            named = SpiffeId.parse(clientId);
        } catch (IllegalArgumentException other) {
            return false;
        }
        return named.trustDomain().equals(tenant)
                && subjects.byId(tenant, workload)
                        .map(Subject::name)
                        .filter(named.path()::equals)
                        .isPresent();
    }
}
