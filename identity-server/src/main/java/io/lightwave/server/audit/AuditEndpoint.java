package io.lightwave.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditCheck;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/audit`: who did what, newest first; whether that is what was written; and how long it is
/// kept (`…/policies/audit`).
@RestController
class AuditEndpoint {
    private static final Duration ACTIVITY = Duration.ofDays(1);
    private static final Set<String> COUNTED =
            Set.of("session.begin", "token.issue", "certificate.issue", "client.authenticate", "workload.recognise");

    private final AuditTrail trail;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectMapper json;

    AuditEndpoint(AuditTrail trail, Audit audit, InstantSource clock, ObjectMapper json) {
        this.trail = trail;
        this.audit = audit;
        this.clock = clock;
        this.json = json;
    }

    @GetMapping(path = "/api/v1/tenants/{tenant}/audit", produces = "application/json")
    Page<AuditRecord> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String requestId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return trail.list(tenant, new AuditTrail.Filter(action, outcome(outcome), actor, requestId), cursor, limit);
    }

    /// Sign-ins, tokens and certificates of the last day, by hour, and clients and workloads that were not recognised.
    @GetMapping(path = "/api/v1/tenants/{tenant}/audit/activity", produces = "application/json")
    AuditTrail.Activity activity(@PathVariable TenantId tenant) {
        return trail.activity(tenant, COUNTED, clock.instant().minus(ACTIVITY));
    }

    /// Whether the events are what has been sealed, some thousand seals at a time (ADR 0019).
    @GetMapping(path = "/api/v1/tenants/{tenant}/audit/verification", produces = "application/json")
    AuditCheck verify(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String anchor,
            Caller caller) {
        AuditCheck check = trail.check(tenant, cursor, anchor);
        if (!check.findings().isEmpty() || check.nextCursor() == null) {
            audit.record(verified(tenant, check, caller));
        }
        return check;
    }

    private static AuditEvent verified(TenantId tenant, AuditCheck check, Caller caller) {
        Optional<AuditCheck.Finding> first = check.findings().stream().findFirst();
        return new AuditEvent(
                tenant,
                caller.actor(),
                "audit.verify",
                "",
                first.isPresent() ? Outcome.FAILED : Outcome.SUCCESS,
                first.map(found -> "seal %d: %s".formatted(found.seal(), found.problem()))
                        .orElse(""),
                caller.origin());
    }

    /// @param retentionDays null for ever
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditPolicy(@Nullable Integer retentionDays) {
        private String entityTag() {
            return "\"%s\"".formatted(retentionDays);
        }
    }

    @GetMapping(path = "/api/v1/tenants/{tenant}/policies/audit", produces = "application/json")
    ResponseEntity<AuditPolicy> policy(@PathVariable TenantId tenant) {
        return answer(current(tenant));
    }

    @PatchMapping(
            path = "/api/v1/tenants/{tenant}/policies/audit",
            consumes = "application/merge-patch+json",
            produces = "application/json")
    ResponseEntity<AuditPolicy> changePolicy(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        AuditPolicy current = current(tenant);
        if (ifMatch != null && !EntityTags.isAmong(current.entityTag(), ifMatch)) {
            throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        }
        AuditPolicy changed = MergePatch.apply(json, current, patch, AuditPolicy.class);
        trail.keepFor(tenant, changed.retentionDays(), caller.actor(), caller.origin());
        return answer(changed);
    }

    private AuditPolicy current(TenantId tenant) {
        return new AuditPolicy(trail.retentionDays(tenant).orElse(null));
    }

    private static ResponseEntity<AuditPolicy> answer(AuditPolicy policy) {
        return ResponseEntity.ok().eTag(policy.entityTag()).body(policy);
    }

    private static @Nullable Outcome outcome(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "success" -> Outcome.SUCCESS;
            case "refused" -> Outcome.REFUSED;
            case "failed" -> Outcome.FAILED;
            default -> throw new InvalidFieldException("outcome", "is none of success, refused, failed");
        };
    }
}
