package io.lightwave.workload.recognition;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.workload.NewRule;
import io.lightwave.workload.workload.RuleDistances;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST …/workloads/explain`: why did this workload get no identity? Of a token, of claims, or of a process on a node,
/// or which refusals a new rule would have let in. `GET …/workload-refusals`: the last refusals, by the audit trail's
/// `requestId`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}", produces = "application/json")
class ExplainEndpoint {
    private static final int MOST_SELECTORS = 200;
    private static final int LONGEST_NODE = 128;

    private final Explaining explaining;
    private final Refusals refusals;

    ExplainEndpoint(Explaining explaining, Refusals refusals) {
        this.explaining = explaining;
        this.refusals = refusals;
    }

    /// Exactly one of `token`, `claims` (with `issuer`) and `node` (with `selectors`); none for a rule alone.
    record Asked(
            @Nullable String token,
            @Nullable String clientId,
            @Nullable String issuer,
            @Nullable ObjectNode claims,
            @Nullable String node,
            @Nullable List<String> selectors,
            @Nullable NewRule rule) {
        @Override
        public String toString() {
            return "***";
        }
    }

    @PostMapping(path = "/workloads/explain", consumes = "application/json")
    ResponseEntity<Explanation> explain(@PathVariable TenantId tenant, Caller caller, @RequestBody Asked asked) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(explained(tenant, asked));
    }

    @GetMapping("/workload-refusals")
    Page<Explanation.KeptRefusal> list(
            @PathVariable TenantId tenant, @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return new Page<>(
                refusals.last(tenant, limit).stream()
                        .map(Explanation.KeptRefusal::of)
                        .toList(),
                null);
    }

    @GetMapping("/workload-refusals/{reference}")
    ResponseEntity<Explanation> refusal(@PathVariable TenantId tenant, @PathVariable String reference) {
        return refusals.find(tenant, reference)
                .map(refusal -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(explaining.refusal(tenant, refusal)))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private Explanation explained(TenantId tenant, Asked asked) {
        var clientId = Optional.ofNullable(asked.clientId());
        long kinds = Stream.of(asked.token(), asked.claims(), asked.node())
                .filter(java.util.Objects::nonNull)
                .count();
        if (kinds > 1) {
            throw new InvalidFieldException("token", "or claims or a node: one of them");
        }
        if (asked.token() != null) {
            return explaining.token(tenant, asked.token().strip(), clientId, asked.rule());
        }
        if (asked.claims() != null) {
            if (asked.issuer() == null) {
                throw new InvalidFieldException("issuer", "is required with claims");
            }
            return explaining.claims(tenant, asked.issuer(), asked.claims(), clientId, asked.rule());
        }
        if (asked.node() != null) {
            return process(tenant, asked.node(), asked);
        }
        if (asked.rule() == null) {
            throw new InvalidFieldException("token", "or claims, a node or a rule is required");
        }
        return explaining.preview(tenant, asked.rule());
    }

    private Explanation process(TenantId tenant, String node, Asked asked) {
        if (node.isEmpty() || node.length() > LONGEST_NODE) {
            throw new InvalidFieldException("node", "must be the name of a node");
        }
        var selectors = asked.selectors();
        if (selectors == null || selectors.size() > MOST_SELECTORS) {
            throw new InvalidFieldException("selectors", "must be given with a node, 200 at most");
        }
        return explaining.process(tenant, node, RuleDistances.selectors(selectors), asked.rule());
    }
}
