package io.lightwave.token.explain;

import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/sign-in-refusals`: the last refusals on the pages of a tenant; one by the id that the page
/// showed, with what was decided step by step.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/sign-in-refusals", produces = "application/json")
class RefusalsEndpoint {
    private final Refusals refusals;

    RefusalsEndpoint(Refusals refusals) {
        this.refusals = refusals;
    }

    /// Without its steps.
    record Summary(
            String reference, Instant time, String actor, String action, String target, String address, String reason) {
        static Summary of(Refusals.Refusal it) {
            return new Summary(
                    it.reference(), it.time(), it.actor(), it.action(), it.target(), it.address(), it.reason());
        }
    }

    @GetMapping
    Page<Summary> list(@PathVariable TenantId tenant, @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        List<Summary> last =
                refusals.last(tenant, limit).stream().map(Summary::of).toList();
        return new Page<>(last, null);
    }

    @GetMapping("/{reference}")
    ResponseEntity<Refusals.Refusal> find(@PathVariable TenantId tenant, @PathVariable String reference) {
        return refusals.find(tenant, reference)
                .map(refusal ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(refusal))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }
}
