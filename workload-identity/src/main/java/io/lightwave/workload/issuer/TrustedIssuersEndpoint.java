package io.lightwave.workload.issuer;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.consent.AskedConsent;
import io.lightwave.workload.issuer.IssuerRegistration.Outcome;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/trusted-issuers`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/trusted-issuers", produces = "application/json")
class TrustedIssuersEndpoint {
    private final IssuerRegistration registration;
    private final ObjectMapper json;

    TrustedIssuersEndpoint(IssuerRegistration registration, ObjectMapper json) {
        this.registration = registration;
        this.json = json;
    }

    @GetMapping
    Page<TrustedIssuerView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return registration.list(tenant, cursor, limit).map(TrustedIssuerView::of);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<TrustedIssuerView> create(
            @PathVariable TenantId tenant, Caller caller, @RequestBody NewTrustedIssuer asked) {
        var issuer = done(registration.create(tenant, asked, caller));
        return ResponseEntity.created(
                        URI.create("/api/v1/tenants/%s/trusted-issuers/%s".formatted(tenant, issuer.id.id())))
                .eTag(issuer.entityTag())
                .body(TrustedIssuerView.of(issuer));
    }

    @GetMapping("/{issuer}")
    ResponseEntity<TrustedIssuerView> get(@PathVariable TenantId tenant, @PathVariable String issuer) {
        return answer(
                registration.find(tenant, issuer).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{issuer}", consumes = "application/merge-patch+json")
    ResponseEntity<TrustedIssuerView> update(
            @PathVariable TenantId tenant,
            @PathVariable String issuer,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(done(registration.update(
                tenant,
                issuer,
                Optional.ofNullable(ifMatch),
                current -> MergePatch.apply(json, current, patch, TrustedIssuerChange.class),
                caller)));
    }

    /// Gives or withdraws the consent of the installation's operator; for administrators of the system tenant.
    @PutMapping(path = "/{issuer}/operator-consent", consumes = "application/json")
    ResponseEntity<TrustedIssuerView> consent(
            @PathVariable TenantId tenant,
            @PathVariable String issuer,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller,
            @RequestBody AskedConsent asked) {
        var basedOn = Optional.ofNullable(ifMatch);
        return answer(done(registration.consent(tenant, issuer, basedOn, asked.isGiven(), caller)));
    }

    @DeleteMapping("/{issuer}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String issuer, Caller caller) {
        if (!registration.delete(tenant, issuer, caller)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static TrustedIssuerEntity done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var issuer) -> issuer;
            case Outcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Outcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            case Outcome.Conflict(var reason) ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason), null);
        };
    }

    private static ResponseEntity<TrustedIssuerView> answer(TrustedIssuerEntity issuer) {
        return ResponseEntity.ok().eTag(issuer.entityTag()).body(TrustedIssuerView.of(issuer));
    }
}
