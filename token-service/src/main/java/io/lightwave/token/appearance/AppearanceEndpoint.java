package io.lightwave.token.appearance;

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

/// `/api/v1/tenants/{tenant}/policies/appearance`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/policies/appearance", produces = "application/json")
class AppearanceEndpoint {
    private final Appearances appearances;
    private final ObjectMapper json;

    AppearanceEndpoint(Appearances appearances, ObjectMapper json) {
        this.appearances = appearances;
        this.json = json;
    }

    @GetMapping
    ResponseEntity<AppearanceDocument> get(@PathVariable TenantId tenant) {
        return answer(appearances.find(tenant));
    }

    @PatchMapping(consumes = "application/merge-patch+json")
    ResponseEntity<AppearanceDocument> update(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, // null: whatever it is
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(appearances.change(
                tenant, ifMatch, current -> MergePatch.apply(json, current, patch, AppearanceDocument.class), caller));
    }

    private static ResponseEntity<AppearanceDocument> answer(PolicyStore.Versioned<Appearances.Kept> versioned) {
        return ResponseEntity.ok()
                .eTag(versioned.entityTag())
                .body(versioned.policy().document());
    }
}
