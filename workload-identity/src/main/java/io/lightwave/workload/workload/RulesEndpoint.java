package io.lightwave.workload.workload;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/workloads/{workload}/rules`: at most 100, so one page is all.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/workloads/{workload}/rules", produces = "application/json")
class RulesEndpoint {
    private final WorkloadStore store;
    private final RuleRegistration registration;

    RulesEndpoint(WorkloadStore store, RuleRegistration registration) {
        this.store = store;
        this.registration = registration;
    }

    @GetMapping
    Page<RuleView> list(@PathVariable TenantId tenant, @PathVariable String workload) {
        return store.find(tenant, workload)
                .map(found -> new Page<>(found.rules(), null))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<RuleView> add(
            @PathVariable TenantId tenant, @PathVariable String workload, Caller caller, @RequestBody NewRule asked) {
        return switch (registration.add(tenant, workload, asked, caller)) {
            case RuleRegistration.Outcome.Done(var owner, var rule) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/%s/workloads/%s/rules/%s"
                                .formatted(tenant, owner.subject().id(), rule.id())))
                        .body(rule);
            case RuleRegistration.Outcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case RuleRegistration.Outcome.Repeated() ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT,
                        ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The workload has this rule already."),
                        null);
        };
    }

    @DeleteMapping("/{rule}")
    ResponseEntity<Void> remove(
            @PathVariable TenantId tenant, @PathVariable String workload, @PathVariable String rule, Caller caller) {
        if (!registration.remove(tenant, workload, rule, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }
}
