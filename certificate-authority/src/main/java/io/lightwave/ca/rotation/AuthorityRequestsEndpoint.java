package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.AuthorityRequests;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/authority-requests`: an issuing authority that others certify. Its request
/// goes out, the chain comes in, and a rotation publishes it.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/authority-requests", produces = "application/json")
class AuthorityRequestsEndpoint {
    private final AuthorityRequests requests;
    private final Rotations rotations;
    private final TransactionTemplate transaction;
    private final Audit audit;

    AuthorityRequestsEndpoint(
            AuthorityRequests requests, Rotations rotations, TransactionTemplate transaction, Audit audit) {
        this.requests = requests;
        this.rotations = rotations;
        this.transaction = transaction;
        this.audit = audit;
    }

    /// @param name that the authority will have
    /// @param request PKCS #10 in PEM
    record AuthorityRequestView(String id, String name, String request, Instant createdAt) {
        static AuthorityRequestView of(AuthorityRequests.Pending pending) {
            return new AuthorityRequestView(pending.name(), pending.name(), pending.request(), pending.createdAt());
        }
    }

    /// @param chain the authority's certificate and those above it with their root, each followed by its issuer's, in
    ///     PEM; null only when it was left out
    /// @param publishFor how long it is published before it signs; a week when null, since its root is a new one
    /// @param consumers whose acknowledgements make it shorter; none when null
    record CertifiedChain(
            @Nullable String chain,
            @Nullable String publishFor,
            @Nullable List<String> consumers) {}

    @GetMapping
    Page<AuthorityRequestView> list(@PathVariable TenantId tenant) {
        return new Page<>(
                requests.list(tenant).stream().map(AuthorityRequestView::of).toList(), null);
    }

    @GetMapping("/{request}")
    AuthorityRequestView get(@PathVariable TenantId tenant, @PathVariable String request) {
        return requests.find(tenant, request)
                .map(AuthorityRequestView::of)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    @PostMapping
    ResponseEntity<AuthorityRequestView> make(@PathVariable TenantId tenant, Caller caller) {
        requests.prepare(tenant);
        var made = transaction.execute(_ -> {
            var pending = requests.make(tenant)
                    .orElseThrow(() -> problem(HttpStatus.CONFLICT, "five requests wait already: withdraw one"));
            audit.recordChange(event(tenant, "authority.request", pending.name(), caller));
            return pending;
        });
        return ResponseEntity.created(
                        URI.create("/api/v1/tenants/%s/authority-requests/%s".formatted(tenant, made.name())))
                .body(AuthorityRequestView.of(made));
    }

    @PostMapping(path = "/{request}/chain", consumes = "application/json")
    ResponseEntity<AuthoritiesEndpoint.RotationView> certified(
            @PathVariable TenantId tenant,
            @PathVariable String request,
            @RequestBody CertifiedChain certified,
            Caller caller) {
        String chain = certified.chain();
        if (chain == null) {
            throw new InvalidFieldException("chain", "is required");
        }
        var period = certified.publishFor() == null
                ? Duration.ofDays(7)
                : AuthoritiesEndpoint.Begin.period(certified.publishFor());
        var consumers = AuthoritiesEndpoint.Begin.consumers(certified.consumers());
        if (requests.find(tenant, request).isEmpty()) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        var by = new Rotations.By(caller.actor(), caller.origin());
        try {
            var rotation = rotations
                    .beginBelowOthers(tenant, request, chain, period, consumers, by)
                    .orElseThrow(() -> problem(HttpStatus.CONFLICT, "a rotation is waiting to be activated already"));
            return ResponseEntity.created(
                            URI.create("/api/v1/tenants/%s/authority-rotations/%s".formatted(tenant, rotation.id())))
                    .body(AuthoritiesEndpoint.RotationView.of(rotation, rotations.live(tenant, rotation)));
        } catch (IllegalArgumentException broken) {
            String rule = String.valueOf(broken.getMessage());
            audit.record(new AuditEvent(
                    tenant,
                    caller.actor(),
                    "authority.publish",
                    request,
                    AuditEvent.Outcome.REFUSED,
                    rule,
                    caller.origin()));
            throw new InvalidFieldException("chain", rule);
        }
    }

    @DeleteMapping("/{request}")
    ResponseEntity<Void> withdraw(@PathVariable TenantId tenant, @PathVariable String request, Caller caller) {
        transaction.executeWithoutResult(_ -> {
            if (!requests.withdraw(tenant, request)) {
                throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            }
            audit.recordChange(event(tenant, "authority.withdraw", request, caller));
        });
        return ResponseEntity.noContent().build();
    }

    private static AuditEvent event(TenantId tenant, String action, String target, Caller caller) {
        return new AuditEvent(tenant, caller.actor(), action, target, AuditEvent.Outcome.SUCCESS, "", caller.origin());
    }

    private static ErrorResponseException problem(HttpStatus status, String why) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, why), null);
    }
}
