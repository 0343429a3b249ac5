package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.CertificateView;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST …/certificates/{id}/revoke`.
@RestController
class RevocationEndpoint {
    private final Revocation revocation;
    private final Subjects subjects;
    private final InstantSource clock;

    RevocationEndpoint(Revocation revocation, Subjects subjects, InstantSource clock) {
        this.revocation = revocation;
        this.subjects = subjects;
        this.clock = clock;
    }

    /// @param reason null only when it was left out
    record Request(@Nullable String reason) {
        RevocationReason parsed() {
            if (reason == null) {
                throw new InvalidFieldException("reason", "is required");
            }
            return RevocationReason.of(reason)
                    .orElseThrow(() -> new InvalidFieldException("reason", "is not a reason of RFC 5280 §5.3.1"));
        }
    }

    /// @param kind of the subject: `workload`, `client`, `node` or `user`; null when its name is one subject's only
    /// @param subject its name or id; null only when it was left out
    /// @param reason null only when it was left out
    record SubjectRequest(
            @Nullable String kind,
            @Nullable String subject,
            @Nullable String reason) {
        RevocationReason parsed() {
            var parsed = new Request(reason).parsed();
            if (!OF_SUBJECTS.contains(parsed)) {
                throw new InvalidFieldException("reason", "is not one for which all certificates of a subject end");
            }
            return parsed;
        }
    }

    private static final Set<RevocationReason> OF_SUBJECTS = Set.of(
            RevocationReason.UNSPECIFIED,
            RevocationReason.KEY_COMPROMISE,
            RevocationReason.AFFILIATION_CHANGED,
            RevocationReason.SUPERSEDED,
            RevocationReason.CESSATION_OF_OPERATION,
            RevocationReason.PRIVILEGE_WITHDRAWN);
    private static final List<SubjectKind> HOLDERS =
            List.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT, SubjectKind.NODE, SubjectKind.USER);

    /// @param revoked how many certificates ended by it
    record Ended(UUID subjectId, String subject, String kind, int revoked) {}

    /// All certificates of one subject, which stays.
    @PostMapping(path = "/api/v1/tenants/{tenant}/certificates/revoke", produces = "application/json")
    Ended revokeAll(@PathVariable TenantId tenant, Caller caller, @RequestBody SubjectRequest request) {
        var subject = subject(tenant, request);
        var reason = request.parsed();
        int revoked = revocation.revokeAllOf(subject, reason, caller.actor(), caller.origin());
        return new Ended(
                subject.id().value(), subject.name(), subject.kind().name().toLowerCase(Locale.ROOT), revoked);
    }

    private Subject subject(TenantId tenant, SubjectRequest request) {
        String named = request.subject();
        if (named == null) {
            throw new InvalidFieldException("subject", "is required");
        }
        var kinds = HOLDERS.stream()
                .filter(kind -> request.kind() == null
                        || kind.name().toLowerCase(Locale.ROOT).equals(request.kind()))
                .toList();
        if (kinds.isEmpty()) {
            throw new InvalidFieldException("kind", "must be workload, client, node or user");
        }
        var found = kinds.stream()
                .flatMap(kind -> subjects.byName(tenant, kind, named).stream())
                .toList();
        if (found.isEmpty()) {
            return byId(tenant, named)
                    .filter(subject -> kinds.contains(subject.kind()))
                    .orElseThrow(() -> new InvalidFieldException("subject", "is no subject of this tenant"));
        }
        if (found.size() > 1) {
            throw new InvalidFieldException("kind", "is required: there are several subjects of that name");
        }
        return found.getFirst();
    }

    private Optional<Subject> byId(TenantId tenant, String id) {
        try {
            return subjects.byId(tenant, SubjectId.parse(id));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    @PostMapping("/api/v1/tenants/{tenant}/certificates/{id}/revoke")
    CertificateView revoke(
            @PathVariable TenantId tenant, @PathVariable String id, Caller caller, @RequestBody Request request) {
        return switch (revocation.revoke(tenant, id, request.parsed(), caller.actor(), caller.origin())) {
            case Revocation.Answer.Done(var certificate) -> CertificateView.of(certificate, clock.instant());
            case Revocation.Answer.NotFound() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Revocation.Answer.Refused(var reason) ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason), null);
        };
    }
}
