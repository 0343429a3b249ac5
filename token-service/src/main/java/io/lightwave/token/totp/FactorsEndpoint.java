package io.lightwave.token.totp;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.passkey.Passkeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/users/{user}/factors`: the administrators' view of a person's second factors and
/// certificates, and how they
/// help whoever has lost theirs.
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/users/{user}/factors")
class FactorsEndpoint {
    private final SecondFactors factors;
    private final Passkeys passkeys;
    private final Certificates certificates;
    private final Subjects subjects;
    private final Tenants tenants;
    private final ActivePrincipals principals;
    private final Notices notices;
    private final Audit audit;

    FactorsEndpoint(
            SecondFactors factors,
            Passkeys passkeys,
            Certificates certificates,
            Subjects subjects,
            Tenants tenants,
            ActivePrincipals principals,
            Notices notices,
            Audit audit) {
        this.tenants = tenants;
        this.principals = principals;
        this.notices = notices;
        this.factors = factors;
        this.passkeys = passkeys;
        this.certificates = certificates;
        this.subjects = subjects;
        this.audit = audit;
    }

    /// @param since null when there is none
    record FactorsView(
            boolean oneTimeCodes,
            @Nullable Instant since,
            int recoveryCodesLeft,
            List<PasskeyView> passkeys,
            List<CertificateView> certificates) {}

    /// @param synced whether it may be on several devices
    /// @param lastUsedAt null when it never was
    record PasskeyView(
            UUID id,
            String name,
            boolean synced,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    /// @param issuedBy the name of an authority of outside; empty for the tenant's own
    /// @param lastUsedAt null when it never was
    record CertificateView(
            UUID id,
            String name,
            String issuedBy,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    @GetMapping(produces = "application/json")
    FactorsView show(@PathVariable TenantId tenant, @PathVariable String user) {
        SubjectId person = require(tenant, user).id();
        Optional<SecondFactors.Enrolment> codes = factors.find(tenant, person);
        return new FactorsView(
                codes.isPresent(),
                codes.map(SecondFactors.Enrolment::since).orElse(null),
                factors.recoveryCodesLeft(tenant, person),
                passkeys.of(tenant, person).stream()
                        .map(it -> new PasskeyView(
                                it.id(),
                                it.name(),
                                it.synced(),
                                it.createdAt(),
                                it.lastUsedAt().orElse(null)))
                        .toList(),
                certificates.of(tenant, person).stream()
                        .map(it -> new CertificateView(
                                it.id(),
                                it.name(),
                                it.issuedBy(),
                                it.createdAt(),
                                it.lastUsedAt().orElse(null)))
                        .toList());
    }

    @DeleteMapping
    ResponseEntity<Void> remove(@PathVariable TenantId tenant, @PathVariable String user, Caller caller) {
        Subject person = require(tenant, user);
        int removed = passkeys.removeAll(tenant, person.id()) + certificates.removeAll(tenant, person.id());
        if (!factors.remove(tenant, person.id()) && removed == 0) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        audit.record(new AuditEvent(
                tenant,
                caller.actor(),
                "factor.remove",
                "user:" + person.name(),
                AuditEvent.Outcome.SUCCESS,
                "by an administrator",
                caller.origin()));
        tenants.find(tenant)
                .ifPresent(owner -> principals
                        .find(tenant, person.id())
                        .ifPresent(
                                known -> notices.tell(owner, known, Notices.Change.FACTOR_REMOVED, caller.origin())));
        return ResponseEntity.noContent().build();
    }

    private Subject require(TenantId tenant, String idOrName) {
        return subjects.find(tenant, SubjectKind.USER, idOrName)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }
}
