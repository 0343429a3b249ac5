package io.lightwave.workload.federation;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.federation.FederationRegistration.Outcome;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/federations`. `POST …/{federation}/refresh` fetches the bundle now.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/federations", produces = "application/json")
class FederationsEndpoint {
    private final FederationRegistration registration;
    private final FederationStore store;
    private final BundleFetching fetching;
    private final ObjectMapper json;

    FederationsEndpoint(
            FederationRegistration registration, FederationStore store, BundleFetching fetching, ObjectMapper json) {
        this.registration = registration;
        this.store = store;
        this.fetching = fetching;
        this.json = json;
    }

    @GetMapping
    Page<FederationViews.View> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return store.list(tenant, cursor, limit).map(FederationViews.View::of);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<FederationViews.View> create(
            @PathVariable TenantId tenant, Caller caller, @RequestBody FederationViews.New asked) {
        var made = done(registration.create(tenant, asked, caller));
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/federations/%s".formatted(tenant, made.id())))
                .eTag(made.entityTag())
                .body(FederationViews.View.of(made));
    }

    @GetMapping("/{federation}")
    ResponseEntity<FederationViews.View> get(@PathVariable TenantId tenant, @PathVariable String federation) {
        return answer(found(tenant, federation));
    }

    @PatchMapping(path = "/{federation}", consumes = "application/merge-patch+json")
    ResponseEntity<FederationViews.View> update(
            @PathVariable TenantId tenant,
            @PathVariable String federation,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(done(registration.update(
                tenant,
                federation,
                Optional.ofNullable(ifMatch),
                current -> MergePatch.apply(json, current, patch, FederationViews.Change.class),
                caller)));
    }

    @PostMapping("/{federation}/refresh")
    ResponseEntity<FederationViews.View> refresh(@PathVariable TenantId tenant, @PathVariable String federation) {
        var one = found(tenant, federation);
        if (!one.enabled()) {
            throw conflict("The federation is disabled.");
        }
        return answer(fetching.fetch(one).orElseThrow(() -> new ErrorResponseException(HttpStatus.CONFLICT)));
    }

    @DeleteMapping("/{federation}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String federation, Caller caller) {
        if (!registration.delete(tenant, federation, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private Federation found(TenantId tenant, String federation) {
        return store.find(tenant, federation).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static Federation done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var federation) -> federation;
            case Outcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Outcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            case Outcome.Conflict(var reason) -> throw conflict(reason);
        };
    }

    private static ErrorResponseException conflict(String reason) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason), null);
    }

    private static ResponseEntity<FederationViews.View> answer(Federation one) {
        return ResponseEntity.ok().eTag(one.entityTag()).body(FederationViews.View.of(one));
    }
}
