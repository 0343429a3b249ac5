package io.lightwave.workload.authority;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.consent.AskedConsent;
import io.lightwave.workload.consent.OperatorConsent;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
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
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/node-authorities`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/node-authorities", produces = "application/json")
class NodeAuthoritiesEndpoint {
    private static final int MOST = 20;
    private static final int LONGEST_ANCHORS = 64 << 10;
    private static final int LONGEST_LISTS = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private final TransactionTemplate transaction;
    private final NodeAuthorityStore store;
    private final OperatorConsent consent;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectMapper json;

    NodeAuthoritiesEndpoint(
            TransactionTemplate transaction,
            NodeAuthorityStore store,
            OperatorConsent consent,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        this.transaction = transaction;
        this.store = store;
        this.consent = consent;
        this.audit = audit;
        this.clock = clock;
        this.json = json;
    }

    /// Null is what was left out.
    record New(
            @Nullable String name,
            @Nullable String certificates,
            @Nullable String domain,
            @Nullable String revocationLists) {}

    /// What may be changed.
    record Change(
            @Nullable Boolean enabled,
            @Nullable String certificates,
            @Nullable String domain,
            @Nullable String revocationLists) {}

    /// @param revocationLists null when there are none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            UUID id,
            String name,
            String certificates,
            String domain,
            @Nullable String revocationLists,
            boolean enabled,
            boolean operatorConsent,
            Instant createdAt,
            Instant updatedAt) {
        static View of(NodeAuthority one) {
            return new View(
                    one.id(),
                    one.name(),
                    one.anchors(),
                    one.domain(),
                    one.revocationLists().orElse(null),
                    one.enabled(),
                    one.consented(),
                    one.createdAt(),
                    one.updatedAt());
        }
    }

    @GetMapping
    Page<View> list(@PathVariable TenantId tenant) {
        return new Page<>(store.all(tenant), null).map(View::of);
    }

    @GetMapping("/{nodeAuthority}")
    ResponseEntity<View> get(@PathVariable TenantId tenant, @PathVariable String nodeAuthority) {
        return answer(found(tenant, nodeAuthority));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<View> create(@PathVariable TenantId tenant, Caller caller, @RequestBody New asked) {
        String name = asked.name();
        if (name == null
                || !NAME.matcher(name).matches()
                || UUID_FORM.matcher(name).matches()) {
            throw new InvalidFieldException("name", "must be 1 to 100 letters, digits and . _ -");
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var made = new NodeAuthority(
                tenant,
                UUID.randomUUID(),
                name,
                anchors(asked.certificates()),
                domain(asked.domain()),
                lists(asked.revocationLists()),
                true,
                consent.isGivenBy(caller),
                0,
                now,
                now);
        transaction.executeWithoutResult(_ -> {
            store.lock(tenant);
            var all = store.all(tenant);
            if (all.size() >= MOST || all.stream().anyMatch(one -> one.name().equals(name))) {
                throw conflict("The tenant has one of that name already, or 20.");
            }
            requireOwnDomain(made);
            store.add(made);
            record(made, "node-authority.create", caller);
        });
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/node-authorities/%s".formatted(tenant, made.id())))
                .eTag(made.entityTag())
                .body(View.of(made));
    }

    @PatchMapping(path = "/{nodeAuthority}", consumes = "application/merge-patch+json")
    ResponseEntity<View> update(
            @PathVariable TenantId tenant,
            @PathVariable String nodeAuthority,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(transaction.execute(_ -> {
            store.lock(tenant);
            var before = found(tenant, nodeAuthority);
            requireMatch(ifMatch, before);
            var asked = MergePatch.apply(
                    json,
                    new Change(
                            before.enabled(),
                            before.anchors(),
                            before.domain(),
                            before.revocationLists().orElse(null)),
                    patch,
                    Change.class);
            var after = new NodeAuthority(
                    tenant,
                    before.id(),
                    before.name(),
                    anchors(asked.certificates()),
                    domain(asked.domain()),
                    lists(asked.revocationLists()),
                    !Boolean.FALSE.equals(asked.enabled()),
                    before.consented() && (consent.isGivenBy(caller) || !believesOther(before, asked)),
                    before.version() + 1,
                    before.createdAt(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            requireOwnDomain(after);
            store.update(after);
            record(after, "node-authority.update", caller);
            return after;
        }));
    }

    /// Whether other authorities or names would be believed than were consented to, or what they have revoked.
    private static boolean believesOther(NodeAuthority before, Change asked) {
        return !before.anchors().equals(asked.certificates())
                || !before.domain().equals(asked.domain())
                || (before.revocationLists().isPresent() && asked.revocationLists() == null);
    }

    /// Gives or withdraws the consent of the installation's operator; for administrators of the system tenant.
    @PutMapping(path = "/{nodeAuthority}/operator-consent", consumes = "application/json")
    ResponseEntity<View> consent(
            @PathVariable TenantId tenant,
            @PathVariable String nodeAuthority,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Caller caller,
            @RequestBody AskedConsent asked) {
        consent.requireOperator(caller);
        boolean given = asked.isGiven();
        return answer(transaction.execute(_ -> {
            store.lock(tenant);
            var before = found(tenant, nodeAuthority);
            requireMatch(ifMatch, before);
            var after = before.with(given, clock.instant().truncatedTo(ChronoUnit.MICROS));
            store.update(after);
            record(after, given ? "node-authority.consent" : "node-authority.withdraw-consent", caller);
            return after;
        }));
    }

    private static void requireMatch(@Nullable String ifMatch, NodeAuthority stored) {
        if (ifMatch != null && !EntityTags.isAmong(stored.entityTag(), ifMatch)) {
            throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
        }
    }

    @DeleteMapping("/{nodeAuthority}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String nodeAuthority, Caller caller) {
        transaction.executeWithoutResult(_ -> {
            store.lock(tenant);
            var one = found(tenant, nodeAuthority);
            store.remove(one);
            record(one, "node-authority.delete", caller);
        });
        return ResponseEntity.noContent().build();
    }

    private NodeAuthority found(TenantId tenant, String idOrName) {
        return store.find(tenant, idOrName).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    /// No authority can name its machines into another's part of the names, or a cluster's.
    private void requireOwnDomain(NodeAuthority one) {
        boolean meets = Stream.concat(
                        store.all(one.tenant()).stream()
                                .filter(other -> !other.id().equals(one.id()))
                                .map(NodeAuthority::domain),
                        store.suffixesOfClusters(one.tenant()).stream())
                .anyMatch(other -> other.equals(one.domain())
                        || other.endsWith("." + one.domain())
                        || one.domain().endsWith("." + other));
        if (meets) {
            throw new InvalidFieldException(
                    "domain", "must not be, or end with, another authority's or cluster's, nor the other way round");
        }
    }

    private static String domain(@Nullable String value) {
        if (value == null || !DOMAIN.matcher(value).matches()) {
            throw new InvalidFieldException("domain", "must be a domain of 1 to 63 characters in lower case");
        }
        return value;
    }

    private static String anchors(@Nullable String value) {
        try {
            if (value != null && value.length() <= LONGEST_ANCHORS && !value.contains("PRIVATE KEY")) {
                List<X509Certificate> all = NodeCertificates.certificates(value);
                if (!all.isEmpty() && all.stream().allMatch(CertificateStrength::isAuthority)) {
                    return value;
                }
            }
        } catch (GeneralSecurityException malformed) {
            // said below
        }
        throw new InvalidFieldException(
                "certificates",
                "must be authorities' certificates in PEM, 64 KiB at most, of keys that sign certificates and are not weak");
    }

    private static Optional<String> lists(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value.length() <= LONGEST_LISTS
                    && !NodeCertificates.lists(value).isEmpty()) {
                return Optional.of(value);
            }
        } catch (GeneralSecurityException malformed) {
            // said below
        }
        throw new InvalidFieldException("revocationLists", "must be revocation lists in PEM, 1 MiB at most");
    }

    private void record(NodeAuthority one, String action, Caller caller) {
        audit.recordChange(new AuditEvent(
                one.tenant(),
                caller.actor(),
                action,
                "node-authority:" + one.name(),
                AuditEvent.Outcome.SUCCESS,
                "domain " + one.domain(),
                caller.origin()));
    }

    private static ErrorResponseException conflict(String reason) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason), null);
    }

    private static ResponseEntity<View> answer(NodeAuthority one) {
        return ResponseEntity.ok().eTag(one.entityTag()).body(View.of(one));
    }
}
