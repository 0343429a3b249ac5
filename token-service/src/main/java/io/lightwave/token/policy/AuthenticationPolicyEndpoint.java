package io.lightwave.token.policy;

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

/// `/api/v1/tenants/{tenant}/policies/authentication`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/policies/authentication", produces = "application/json")
class AuthenticationPolicyEndpoint {
    private final AuthenticationPolicies policies;
    private final ObjectMapper json;

    AuthenticationPolicyEndpoint(AuthenticationPolicies policies, ObjectMapper json) {
        this.policies = policies;
        this.json = json;
    }

    @GetMapping
    ResponseEntity<PolicyDocument> get(@PathVariable TenantId tenant) {
        return answer(policies.find(tenant));
    }

    @PatchMapping(consumes = "application/merge-patch+json")
    ResponseEntity<PolicyDocument> update(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, // null: whatever it is
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(policies.change(
                tenant, ifMatch, current -> MergePatch.apply(json, current, patch, PolicyDocument.class), caller));
    }

    private static ResponseEntity<PolicyDocument> answer(PolicyStore.Versioned<AuthenticationPolicies.Kept> versioned) {
        return ResponseEntity.ok()
                .eTag(versioned.entityTag())
                .body(versioned.policy().document());
    }
}
