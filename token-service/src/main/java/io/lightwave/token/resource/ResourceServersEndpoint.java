package io.lightwave.token.resource;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.resource.ResourceRegistration.CreateOutcome;
import io.lightwave.token.resource.ResourceRegistration.Registered;
import io.lightwave.token.resource.ResourceRegistration.UpdateOutcome;
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

/// `/api/v1/tenants/{tenant}/resource-servers`: the administrators' view of resource servers.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/resource-servers", produces = "application/json")
class ResourceServersEndpoint {
    private final ResourceRegistration registration;
    private final ObjectMapper json;

    ResourceServersEndpoint(ResourceRegistration registration, ObjectMapper json) {
        this.registration = registration;
        this.json = json;
    }

    @GetMapping
    Page<ResourceServerView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        return registration.list(tenant, cursor, Page.requireLimit(limit));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ResourceServerView> create(
            @PathVariable TenantId tenant, Caller caller, @RequestBody NewResourceServer asked) {
        return switch (registration.create(tenant, ResourceRules.check(asked), caller)) {
            case CreateOutcome.Created(Registered created) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/" + tenant + "/resource-servers/"
                                + created.view().id()))
                        .eTag(created.entityTag())
                        .body(created.view());
            case CreateOutcome.NameTaken() ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.CONFLICT, "A resource server with this name or URI exists."),
                        null);
        };
    }

    @GetMapping("/{resourceServer}")
    ResponseEntity<ResourceServerView> get(@PathVariable TenantId tenant, @PathVariable String resourceServer) {
        return answer(registration
                .find(tenant, resourceServer)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{resourceServer}", consumes = "application/merge-patch+json")
    ResponseEntity<ResourceServerView> update(
            @PathVariable TenantId tenant,
            @PathVariable String resourceServer,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        var outcome = registration.update(
                tenant,
                resourceServer,
                Optional.ofNullable(ifMatch),
                current -> MergePatch.apply(json, current, patch, ResourceServerChange.class),
                caller);
        return switch (outcome) {
            case UpdateOutcome.Updated(Registered updated) -> answer(updated);
            case UpdateOutcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case UpdateOutcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        };
    }

    @DeleteMapping("/{resourceServer}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String resourceServer, Caller caller) {
        if (!registration.delete(tenant, resourceServer, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ResourceServerView> answer(Registered found) {
        return ResponseEntity.ok().eTag(found.entityTag()).body(found.view());
    }
}
