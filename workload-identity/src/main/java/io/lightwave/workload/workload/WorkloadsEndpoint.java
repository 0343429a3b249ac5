package io.lightwave.workload.workload;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.workload.WorkloadRegistration.Outcome;
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

/// `/api/v1/tenants/{tenant}/workloads`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/workloads", produces = "application/json")
class WorkloadsEndpoint {
    private final WorkloadRegistration registration;
    private final WorkloadStore store;
    private final ObjectMapper json;

    WorkloadsEndpoint(WorkloadRegistration registration, WorkloadStore store, ObjectMapper json) {
        this.registration = registration;
        this.store = store;
        this.json = json;
    }

    @GetMapping
    Page<WorkloadView> list(
            @PathVariable TenantId tenant,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return store.list(tenant, Page.requireSearch(search), cursor, limit).map(Workload::view);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<WorkloadView> create(@PathVariable TenantId tenant, Caller caller, @RequestBody NewWorkload asked) {
        var workload = done(registration.create(tenant, asked, caller));
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/workloads/%s"
                        .formatted(tenant, workload.subject().id())))
                .eTag(workload.entityTag())
                .body(workload.view());
    }

    @GetMapping("/{workload}")
    ResponseEntity<WorkloadView> get(@PathVariable TenantId tenant, @PathVariable String workload) {
        return answer(store.find(tenant, workload).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{workload}", consumes = "application/merge-patch+json")
    ResponseEntity<WorkloadView> update(
            @PathVariable TenantId tenant,
            @PathVariable String workload,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(done(registration.update(
                tenant,
                workload,
                Optional.ofNullable(ifMatch),
                current -> MergePatch.apply(json, current, patch, WorkloadChange.class),
                caller)));
    }

    @DeleteMapping("/{workload}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String workload, Caller caller) {
        if (!registration.delete(tenant, workload, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static Workload done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var workload) -> workload;
            case Outcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Outcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            case Outcome.NameTaken() ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.CONFLICT,
                                "The name is in use, or was used by a workload whose credentials have not expired."),
                        null);
        };
    }

    private static ResponseEntity<WorkloadView> answer(Workload workload) {
        return ResponseEntity.ok().eTag(workload.entityTag()).body(workload.view());
    }
}
