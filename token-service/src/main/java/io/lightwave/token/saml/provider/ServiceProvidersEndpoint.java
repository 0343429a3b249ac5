package io.lightwave.token.saml.provider;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.provider.ServiceProviderRegistration.CreateOutcome;
import io.lightwave.token.saml.provider.ServiceProviderRegistration.UpdateOutcome;
import io.lightwave.token.saml.provider.StoredServiceProviders.Row;
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

/// `/api/v1/tenants/{tenant}/service-providers`: the administrators' view of SAML service providers.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/service-providers", produces = "application/json")
class ServiceProvidersEndpoint {
    private final ServiceProviderRegistration registration;
    private final ObjectMapper json;

    ServiceProvidersEndpoint(ServiceProviderRegistration registration, ObjectMapper json) {
        this.registration = registration;
        this.json = json;
    }

    @GetMapping
    Page<ServiceProviderView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        return registration.list(tenant, cursor, Page.requireLimit(limit));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<ServiceProviderView> create(
            @PathVariable TenantId tenant, Caller caller, @RequestBody NewServiceProvider asked) {
        return switch (registration.create(tenant, asked, caller)) {
            case CreateOutcome.Created(Row created) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/" + tenant + "/service-providers/" + created.id()))
                        .eTag(created.entityTag())
                        .body(created.view());
            case CreateOutcome.Taken() ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.CONFLICT, "A service provider with this name or entityID exists."),
                        null);
        };
    }

    @GetMapping("/{serviceProvider}")
    ResponseEntity<ServiceProviderView> get(@PathVariable TenantId tenant, @PathVariable String serviceProvider) {
        return answer(registration
                .find(tenant, serviceProvider)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{serviceProvider}", consumes = "application/merge-patch+json")
    ResponseEntity<ServiceProviderView> update(
            @PathVariable TenantId tenant,
            @PathVariable String serviceProvider,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        var outcome = registration.update(
                tenant,
                serviceProvider,
                Optional.ofNullable(ifMatch),
                current -> MergePatch.apply(json, current, patch, ServiceProviderChange.class),
                caller);
        return switch (outcome) {
            case UpdateOutcome.Updated(Row updated) -> answer(updated);
            case UpdateOutcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case UpdateOutcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        };
    }

    @DeleteMapping("/{serviceProvider}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String serviceProvider, Caller caller) {
        if (!registration.delete(tenant, serviceProvider, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ServiceProviderView> answer(Row found) {
        return ResponseEntity.ok().eTag(found.entityTag()).body(found.view());
    }
}
