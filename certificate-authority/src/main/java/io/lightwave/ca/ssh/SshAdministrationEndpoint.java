package io.lightwave.ca.ssh;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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

/// `/api/v1/tenants/{tenant}/ssh`: who may have SSH certificates, the authorities that sign them, and
/// their records.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/ssh", produces = "application/json")
class SshAdministrationEndpoint {
    private static final Duration LONGEST_WAIT = Duration.ofDays(90);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final List<SubjectKind> HOLDERS =
            List.of(SubjectKind.USER, SubjectKind.NODE, SubjectKind.WORKLOAD, SubjectKind.CLIENT);
    private static final Set<RevocationReason> REASONS = Set.of(
            RevocationReason.UNSPECIFIED,
            RevocationReason.KEY_COMPROMISE,
            RevocationReason.AFFILIATION_CHANGED,
            RevocationReason.SUPERSEDED,
            RevocationReason.CESSATION_OF_OPERATION,
            RevocationReason.PRIVILEGE_WITHDRAWN);

    private final SshStore store;
    private final SshAuthorities authorities;
    private final SshRecords records;
    private final Subjects subjects;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final InstantSource clock;
    private final ObjectMapper json;

    SshAdministrationEndpoint(
            SshStore store,
            SshAuthorities authorities,
            SshRecords records,
            Subjects subjects,
            TransactionTemplate transaction,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        this.store = store;
        this.authorities = authorities;
        this.records = records;
        this.subjects = subjects;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        this.json = json;
    }

    @GetMapping
    ResponseEntity<SshSettings> settings(@PathVariable TenantId tenant) {
        return answer(store.settings(tenant));
    }

    /// What is turned on for the first time gets its authority.
    @PatchMapping(consumes = "application/merge-patch+json")
    ResponseEntity<SshSettings> change(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        store.prepare(tenant);
        transaction.executeWithoutResult(_ -> {
            store.lock(tenant);
            var before = store.settings(tenant);
            if (ifMatch != null && !EntityTags.isAmong(entityTag(before), ifMatch)) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            var after = MergePatch.apply(json, before.settings().filled(), patch, SshSettings.class)
                    .filled();
            store.keep(tenant, after, now());
            if (after.userRules().enabled()) {
                authorities.provide(tenant, SshKind.USER, now());
            }
            if (after.hostRules().enabled()) {
                authorities.provide(tenant, SshKind.HOST, now());
            }
            authorities.changed(tenant);
            done(tenant, "ssh-settings.update", "ssh", "", caller);
        });
        return answer(store.settings(tenant));
    }

    private static String entityTag(SshStore.Settings settings) {
        return "\"%d\"".formatted(settings.version());
    }

    private static ResponseEntity<SshSettings> answer(SshStore.Settings settings) {
        return ResponseEntity.ok()
                .eTag(entityTag(settings))
                .body(settings.settings().filled());
    }

    /// @param kind `user` or `host`
    /// @param publicKey as a line of a `.pub` file
    /// @param state `published`, `active`, `retiring`, `retired` or `compromised`
    /// @param trustedUntil null as long as none follows it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthorityView(
            String name,
            String kind,
            String state,
            String publicKey,
            String fingerprint,
            Instant createdAt,
            Instant activeFrom,
            @Nullable Instant trustedUntil) {}

    @GetMapping("/authorities")
    Page<AuthorityView> listAuthorities(@PathVariable TenantId tenant) {
        Instant now = clock.instant();
        return new Page<>(
                authorities.all(tenant).stream()
                        .map(authority -> view(authority, now))
                        .toList(),
                null);
    }

    private AuthorityView view(SshAuthority authority, Instant now) {
        boolean signing = authorities
                .signing(authority.tenant(), authority.kind(), now)
                .filter(active -> active.name().equals(authority.name()))
                .isPresent();
        return new AuthorityView(
                authority.name(),
                authority.kind().word(),
                authority.state(now, signing),
                authority.line(),
                authority.fingerprint(),
                authority.life().createdAt(),
                authority.life().activeFrom(),
                authority.life().trustedUntil().orElse(null));
    }

    /// @param kind `user` or `host`; null only when it was left out
    /// @param activeIn how long the new key is published before it signs, so that hosts and clients know
    ///     it by then; a day when null, 90 at most
    record Rotation(@Nullable String kind, @Nullable String activeIn) {}

    @PostMapping(path = "/authorities/rotate", consumes = "application/json")
    ResponseEntity<AuthorityView> rotate(@PathVariable TenantId tenant, @RequestBody Rotation wanted, Caller caller) {
        var kind = SshKind.of(String.valueOf(wanted.kind()))
                .orElseThrow(() -> new InvalidFieldException("kind", "must be user or host"));
        var wait = wait(wanted.activeIn());
        store.prepare(tenant);
        String name = transaction.execute(_ -> {
            store.lock(tenant);
            var settings = store.settings(tenant).settings();
            var now = now();
            if (authorities.trusted(tenant, kind, now).isEmpty()) {
                throw conflict("there is no authority of that kind: turn its certificates on");
            }
            var longest = kind == SshKind.USER
                    ? settings.userRules().lifetime()
                    : settings.hostRules().lifetime();
            var until = records.lastExpiry(tenant, kind)
                    .filter(last -> last.isAfter(now.plus(wait).plus(longest)))
                    .orElse(now.plus(wait).plus(longest));
            String made = authorities
                    .follow(tenant, kind, now, now.plus(wait), until)
                    .orElseThrow(() -> conflict("there are too many authorities of that kind already"));
            done(tenant, "ssh-authority.rotate", made, "signs in " + wait, caller);
            return made;
        });
        return ResponseEntity.status(HttpStatus.CREATED).body(view(tenant, name));
    }

    private static Duration wait(@Nullable String given) {
        try {
            var wait = given == null ? Duration.ofDays(1) : Duration.parse(given);
            if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
                throw new InvalidFieldException("activeIn", "must be between PT0S and " + LONGEST_WAIT);
            }
            return wait;
        } catch (DateTimeException malformed) {
            throw new InvalidFieldException("activeIn", "must be a duration such as PT24H");
        }
    }

    /// A key that has leaked: nobody trusts it any more, and another signs at once.
    @PostMapping("/authorities/{name}/compromise")
    AuthorityView compromise(@PathVariable TenantId tenant, @PathVariable String name, Caller caller) {
        store.prepare(tenant);
        transaction.executeWithoutResult(_ -> {
            store.lock(tenant);
            var leaked = stored(tenant, name).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
            if (!authorities.compromise(leaked, now())) {
                throw conflict("the authority is known to be compromised");
            }
            done(tenant, "ssh-authority.compromise", name, "", caller);
        });
        return view(tenant, name);
    }

    private AuthorityView view(TenantId tenant, String name) {
        return view(stored(tenant, name).orElseThrow(), clock.instant());
    }

    private Optional<SshAuthority> stored(TenantId tenant, String name) {
        return store.authorities(tenant).stream()
                .filter(authority -> authority.name().equals(name))
                .findFirst();
    }

    /// @param serial as `ssh-keygen -L` writes it
    /// @param state `valid`, `expired`, `held` or `revoked`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CertificateView(
            UUID id,
            String kind,
            String serial,
            String authority,
            UUID subjectId,
            String keyId,
            List<String> principals,
            Instant notBefore,
            Instant notAfter,
            String state,
            @Nullable Instant revokedAt,
            @Nullable String revocationReason,
            Instant createdAt) {}

    @GetMapping("/certificates")
    Page<CertificateView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String serial,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        var known = Optional.ofNullable(kind)
                .map(word ->
                        SshKind.of(word).orElseThrow(() -> new InvalidFieldException("kind", "must be user or host")))
                .orElse(null);
        var holders = subject == null ? null : holders(tenant, subject);
        Instant now = clock.instant();
        return records.list(tenant, new SshRecords.Filter(serial, holders, known), cursor, limit)
                .map(recorded -> view(recorded, now));
    }

    private List<SubjectId> holders(TenantId tenant, String subject) {
        return ID.matcher(subject).matches()
                ? List.of(SubjectId.parse(subject))
                : HOLDERS.stream()
                        .flatMap(kind -> subjects.byName(tenant, kind, subject).stream())
                        .map(Subject::id)
                        .toList();
    }

    @GetMapping("/certificates/{id}")
    CertificateView get(@PathVariable TenantId tenant, @PathVariable String id) {
        return view(found(tenant, id), clock.instant());
    }

    /// @param reason of RFC 5280 §5.3.1; null only when it was left out
    record Revocation(@Nullable String reason) {}

    @PostMapping(path = "/certificates/{id}/revoke", consumes = "application/json")
    CertificateView revoke(
            @PathVariable TenantId tenant, @PathVariable String id, @RequestBody Revocation wanted, Caller caller) {
        var reason = RevocationReason.of(String.valueOf(wanted.reason()))
                .filter(REASONS::contains)
                .orElseThrow(() -> new InvalidFieldException(
                        "reason",
                        "must be "
                                + String.join(
                                        ", ",
                                        REASONS.stream()
                                                .map(RevocationReason::word)
                                                .sorted()
                                                .toList())));
        var recorded = found(tenant, id);
        transaction.executeWithoutResult(_ -> {
            int changed = records.revoke(tenant, recorded, reason, now());
            if (changed == 0) {
                throw conflict("the certificate is already revoked");
            }
            String target = recorded.authority() + "/" + Long.toUnsignedString(recorded.serial());
            done(tenant, "ssh-certificate.revoke", target, reason.recorded(changed), caller);
        });
        return view(found(tenant, id), clock.instant());
    }

    private SshRecords.Recorded found(TenantId tenant, String id) {
        if (!ID.matcher(id).matches()) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return records.find(tenant, UUID.fromString(id))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static CertificateView view(SshRecords.Recorded recorded, Instant now) {
        String state = recorded.revokedAt() == null ? "valid" : "revoked";
        if ("certificateHold".equals(recorded.reason())) {
            state = "held";
        }
        if (now.isAfter(recorded.notAfter()) && !state.equals("revoked")) {
            state = "expired";
        }
        return new CertificateView(
                recorded.id(),
                recorded.kind().word(),
                Long.toUnsignedString(recorded.serial()),
                recorded.authority(),
                recorded.holder().value(),
                recorded.keyId(),
                recorded.principals(),
                recorded.notBefore(),
                recorded.notAfter(),
                state,
                recorded.revokedAt(),
                recorded.reason(),
                recorded.createdAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void done(TenantId tenant, String action, String target, String reason, Caller caller) {
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, target, AuditEvent.Outcome.SUCCESS, reason, caller.origin()));
    }

    private static ErrorResponseException conflict(String why) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, why), null);
    }
}
