package io.lightwave.token.registration;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/policies/registration`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/policies/registration", produces = "application/json")
class RegistrationPolicyEndpoint {
    private final PolicyStore<RegistrationPolicy> policies;
    private final ObjectMapper json;

    RegistrationPolicyEndpoint(PolicyStore<RegistrationPolicy> policies, ObjectMapper json) {
        this.policies = policies;
        this.json = json;
    }

    @GetMapping
    ResponseEntity<RegistrationPolicy> get(@PathVariable TenantId tenant) {
        return answer(policies.of(tenant));
    }

    @PatchMapping(consumes = "application/merge-patch+json")
    ResponseEntity<RegistrationPolicy> update(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(policies.change(
                tenant, ifMatch, current -> MergePatch.apply(json, current, patch, RegistrationPolicy.class), caller));
    }

    private static ResponseEntity<RegistrationPolicy> answer(PolicyStore.Versioned<RegistrationPolicy> versioned) {
        return ResponseEntity.ok().eTag(versioned.entityTag()).body(versioned.policy());
    }
}
