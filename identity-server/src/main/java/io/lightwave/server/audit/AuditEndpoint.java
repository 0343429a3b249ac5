package io.lightwave.server.audit;

import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/tenants/{tenant}/audit`: who did what, newest first.
@RestController
class AuditEndpoint {
    private static final int LONGEST_PAGE = 200;

    private final AuditTrail trail;

    AuditEndpoint(AuditTrail trail) {
        this.trail = trail;
    }

    @GetMapping(path = "/api/v1/tenants/{tenant}/audit", produces = "application/json")
    Page<AuditRecord> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new InvalidFieldException("limit", "is not between 1 and " + LONGEST_PAGE);
        }
        return trail.list(tenant, new AuditTrail.Filter(action, outcome(outcome), actor), cursor, limit);
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
