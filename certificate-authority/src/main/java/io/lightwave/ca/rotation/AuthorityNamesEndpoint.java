package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.Zones;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/authority-names`: what the next authorities may certify beside the
/// tenant's own name. Without any, their certificates constrain no names.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/authority-names", produces = "application/json")
class AuthorityNamesEndpoint {
    private final Zones zones;
    private final TenantId system;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final InstantSource clock;

    AuthorityNamesEndpoint(
            Zones zones, TenantId system, TransactionTemplate transaction, Audit audit, InstantSource clock) {
        this.zones = zones;
        this.system = system;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /// @param dnsZones each stands for its own name and all below it; none when null
    /// @param ipRanges in CIDR form; none when null
    record AuthorityNames(
            @Nullable List<String> dnsZones, @Nullable List<String> ipRanges) {
        Zones.Listed listed() {
            return new Zones.Listed(dnsZones == null ? List.of() : dnsZones, ipRanges == null ? List.of() : ipRanges);
        }

        static AuthorityNames of(Zones.Listed listed) {
            return new AuthorityNames(listed.dnsZones(), listed.ipRanges());
        }
    }

    @GetMapping
    ResponseEntity<AuthorityNames> get(@PathVariable TenantId tenant) {
        return answer(zones.of(tenant));
    }

    private static ResponseEntity<AuthorityNames> answer(Zones.Stored stored) {
        return ResponseEntity.ok().eTag(entityTag(stored)).body(AuthorityNames.of(stored.listed()));
    }

    private static String entityTag(Zones.Stored stored) {
        return "\"%d\"".formatted(stored.version());
    }

    @PutMapping(consumes = "application/json")
    ResponseEntity<AuthorityNames> put(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody AuthorityNames names,
            Caller caller) {
        if (tenant.equals(system)) {
            throw new ErrorResponseException(
                    HttpStatus.CONFLICT,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.CONFLICT,
                            "the system tenant certifies the server, whatever its hosts are called"),
                    null);
        }
        if (!AuthoritiesEndpoint.isOperator(caller, system)) {
            throw new ErrorResponseException(
                    HttpStatus.FORBIDDEN,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.FORBIDDEN, "names beside the tenant's own the system tenant's operators list"),
                    null);
        }
        var listed = names.listed();
        transaction.executeWithoutResult(_ -> {
            var before = zones.held(tenant);
            if (ifMatch != null && !EntityTags.isAmong(entityTag(before), ifMatch)) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            zones.list(tenant, listed, clock.instant().truncatedTo(ChronoUnit.MICROS));
            audit.recordChange(new AuditEvent(
                    tenant,
                    caller.actor(),
                    "authority.names",
                    String.join(", ", listed.dnsZones()),
                    AuditEvent.Outcome.SUCCESS,
                    String.join(", ", listed.ipRanges()),
                    caller.origin()));
        });
        return answer(zones.of(tenant));
    }
}
