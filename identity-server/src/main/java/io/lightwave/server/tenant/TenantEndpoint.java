package io.lightwave.server.tenant;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.Password;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.tenant.TenantProvisioning.Outcome;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
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

/// `/api/v1/tenants`.
@RestController
@RequestMapping(path = "/api/v1/tenants", produces = "application/json")
class TenantEndpoint {
    private static final int LONGEST_DISPLAY_NAME = 200;

    /// @param displayName absent when the name says it all
    record NewTenant(@Nullable String name, @Nullable String displayName) {
        NewTenant {
            requireDisplayName(displayName);
        }

        TenantId id() {
            if (name == null) {
                throw new InvalidFieldException("name", "is missing");
            }
            try {
                return new TenantId(name);
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException("name", String.valueOf(e.getMessage()));
            }
        }
    }

    /// @param displayName null takes it away
    record TenantPatch(
            @Nullable String displayName, @Nullable Boolean enabled) {
        TenantPatch {
            requireDisplayName(displayName);
            if (enabled == null) {
                throw new InvalidFieldException("enabled", "is neither true nor false");
            }
        }

        boolean enables() {
            return Boolean.TRUE.equals(enabled);
        }
    }

    /// @param administrator only in the answer that made the tenant
    record View(
            UUID id,
            String name,
            @Nullable String displayName,
            URI issuer,
            boolean enabled,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Administrator administrator) {

        /// @param password shown this once
        record Administrator(String userName, String password) {}

        static View of(Tenant tenant, @Nullable Administrator administrator) {
            return new View(
                    tenant.uuid(),
                    tenant.id().value(),
                    tenant.displayName().isEmpty() ? null : tenant.displayName(),
                    tenant.issuer(),
                    tenant.enabled(),
                    tenant.createdAt(),
                    tenant.updatedAt(),
                    administrator);
        }
    }

    private final Tenants tenants;
    private final TenantProvisioning provisioning;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final ObjectMapper mapper;
    private final SecureRandom random;

    TenantEndpoint(
            Tenants tenants,
            TenantProvisioning provisioning,
            Audit audit,
            TransactionTemplate transactions,
            ObjectMapper mapper,
            SecureRandom random) {
        this.tenants = tenants;
        this.provisioning = provisioning;
        this.audit = audit;
        this.transactions = transactions;
        this.mapper = mapper;
        this.random = random;
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<View> create(Caller caller, @RequestBody NewTenant wanted) {
        TenantId id = wanted.id();
        GeneratedPassword password = GeneratedPassword.by(random);
        String displayName = wanted.displayName() == null ? "" : wanted.displayName();
        Runnable record = () -> List.of(tenants.system(), id)
                .forEach(tenant ->
                        audit.recordChange(event(caller, tenant, "tenant.create", id, AuditEvent.Outcome.SUCCESS, "")));
        return switch (provisioning.provision(id, displayName, Password.of(password.text()), record)) {
            case Outcome.Provisioned made -> {
                var administrator = new View.Administrator(TenantProvisioning.ADMINISTRATOR, password.text());
                yield ResponseEntity.created(URI.create("/api/v1/tenants/" + id))
                        .header(HttpHeaders.ETAG, tag(made.tenant()))
                        .body(View.of(made.tenant(), administrator));
            }
            case Outcome.NameTaken _ -> throw refused(caller, id, "the name '%s' is taken".formatted(id));
            case Outcome.UnderWay _ -> throw refused(caller, id, "'%s' is being made at this moment".formatted(id));
        };
    }

    private ErrorResponseException refused(Caller caller, TenantId id, String reason) {
        audit.record(event(caller, tenants.system(), "tenant.create", id, AuditEvent.Outcome.REFUSED, reason));
        return problem(HttpStatus.CONFLICT, reason);
    }

    @GetMapping
    Page<View> list(
            Caller caller,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        TenantId own = caller.principal().tenant();
        Page<Tenant> page = own.equals(tenants.system())
                ? tenants.list(Page.requireSearch(search), cursor, limit)
                : new Page<>(tenants.find(own).map(List::of).orElse(List.of()), null);
        return page.map(tenant -> View.of(tenant, null));
    }

    @GetMapping("/{tenant}")
    ResponseEntity<View> get(@PathVariable TenantId tenant) {
        return represent(existing(tenant));
    }

    @PatchMapping(path = "/{tenant}", consumes = "application/merge-patch+json")
    ResponseEntity<View> update(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch) {
        return represent(transactions.execute(_ -> change(tenant, caller, ifMatch, patch)));
    }

    private Tenant change(TenantId id, Caller caller, @Nullable String ifMatch, ObjectNode patch) {
        Tenant before = tenants.hold(id).orElseThrow(TenantEndpoint::missing);
        if (ifMatch != null && !EntityTags.isAmong(tag(before), ifMatch)) {
            throw problem(HttpStatus.PRECONDITION_FAILED, "the tenant was changed in the meantime");
        }
        var current = new TenantPatch(before.displayName().isEmpty() ? null : before.displayName(), before.enabled());
        TenantPatch wanted = MergePatch.apply(mapper, current, patch, TenantPatch.class);
        if (wanted.enables() != before.enabled()) {
            requireMayEnable(id, caller);
        }
        String displayName = wanted.displayName() == null ? "" : wanted.displayName();
        Tenant after = tenants.update(id, displayName, wanted.enables()).orElseThrow(TenantEndpoint::missing);
        String action = wanted.enables() == before.enabled()
                ? "tenant.update"
                : wanted.enables() ? "tenant.enable" : "tenant.disable";
        audit.recordChange(event(caller, id, action, id, AuditEvent.Outcome.SUCCESS, ""));
        return after;
    }

    private void requireMayEnable(TenantId id, Caller caller) {
        if (!caller.principal().tenant().equals(tenants.system())) {
            throw problem(HttpStatus.FORBIDDEN, "only operators of the system tenant enable and disable tenants");
        }
        if (id.equals(tenants.system())) {
            throw problem(HttpStatus.CONFLICT, "the system tenant cannot be disabled");
        }
    }

    private Tenant existing(TenantId id) {
        return tenants.find(id).orElseThrow(TenantEndpoint::missing);
    }

    private static ResponseEntity<View> represent(Tenant tenant) {
        return ResponseEntity.ok().header(HttpHeaders.ETAG, tag(tenant)).body(View.of(tenant, null));
    }

    private static String tag(Tenant tenant) {
        return "\"%d\"".formatted(tenant.version());
    }

    private static void requireDisplayName(@Nullable String displayName) {
        if (displayName != null
                && (displayName.length() > LONGEST_DISPLAY_NAME
                        || displayName.chars().anyMatch(Character::isISOControl))) {
            throw new InvalidFieldException(
                    "displayName",
                    "is longer than %d characters or has control characters".formatted(LONGEST_DISPLAY_NAME));
        }
    }

    private static AuditEvent event(
            Caller caller, TenantId trail, String action, TenantId target, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(trail, caller.actor(), action, target.value(), outcome, reason, caller.origin());
    }

    private static ErrorResponseException missing() {
        return problem(HttpStatus.NOT_FOUND, "there is no such tenant");
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
