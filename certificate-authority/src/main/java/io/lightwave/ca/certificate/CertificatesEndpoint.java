package io.lightwave.ca.certificate;

import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `…/certificates`: what operators see of the records.
@RestController
class CertificatesEndpoint {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final List<SubjectKind> HOLDERS =
            List.of(SubjectKind.WORKLOAD, SubjectKind.CLIENT, SubjectKind.USER, SubjectKind.NODE);

    private final CertificateSearch search;
    private final Subjects subjects;
    private final InstantSource clock;

    CertificatesEndpoint(CertificateSearch search, Subjects subjects, InstantSource clock) {
        this.search = search;
        this.subjects = subjects;
        this.clock = clock;
    }

    /// @param subject the id of a subject, also of a deleted one, or the name of one or more
    @GetMapping("/api/v1/tenants/{tenant}/certificates")
    Page<CertificateView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String serial,
            @RequestParam(required = false) @Nullable String san,
            @RequestParam(required = false) @Nullable String spiffeId,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String profile,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        var holders = Optional.ofNullable(subject).map(named -> holders(tenant, named));
        var filter = CertificateFilter.of(
                new CertificateFilter.Query(serial, san, spiffeId, fingerprint, profile, state, after, before),
                holders);
        if (holders.isPresent() && holders.get().isEmpty()) {
            return new Page<>(List.of(), null);
        }
        var now = clock.instant();
        return search.list(tenant, filter, cursor, limit, now).map(certificate -> CertificateView.of(certificate, now));
    }

    private List<SubjectId> holders(TenantId tenant, String subject) {
        return ID.matcher(subject).matches()
                ? List.of(new SubjectId(UUID.fromString(subject)))
                : HOLDERS.stream()
                        .flatMap(kind -> subjects.byName(tenant, kind, subject).stream())
                        .map(Subject::id)
                        .toList();
    }

    @GetMapping("/api/v1/tenants/{tenant}/certificates/{id}")
    CertificateView get(@PathVariable TenantId tenant, @PathVariable String id) {
        return search.find(tenant, id)
                .map(certificate -> CertificateView.of(certificate, clock.instant()))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    /// What it renewed, itself, and what renewed it, the oldest first. Each says by which profile and for
    /// what evidence it was given.
    @GetMapping("/api/v1/tenants/{tenant}/certificates/{id}/lineage")
    Page<CertificateView> lineage(@PathVariable TenantId tenant, @PathVariable String id) {
        var found = search.find(tenant, id).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        var now = clock.instant();
        return new Page<>(
                search.lineage(tenant, found.id()).stream()
                        .map(certificate -> CertificateView.of(certificate, now))
                        .toList(),
                null);
    }
}
