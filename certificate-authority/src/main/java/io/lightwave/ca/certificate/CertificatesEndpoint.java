package io.lightwave.ca.certificate;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
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
    private static final int LARGEST_PAGE = 200;

    private final CertificateSearch search;
    private final InstantSource clock;

    CertificatesEndpoint(CertificateSearch search, InstantSource clock) {
        this.search = search;
        this.clock = clock;
    }

    @GetMapping("/api/v1/tenants/{tenant}/certificates")
    Page<CertificateView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String serial,
            @RequestParam(required = false) @Nullable String san,
            @RequestParam(required = false) @Nullable String spiffeId,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new InvalidFieldException("limit", "must be 1 to 200");
        }
        var filter = CertificateFilter.of(serial, san, spiffeId, fingerprint, state, before);
        var now = clock.instant();
        return search.list(tenant, filter, cursor, limit, now).map(certificate -> CertificateView.of(certificate, now));
    }

    @GetMapping("/api/v1/tenants/{tenant}/certificates/{id}")
    CertificateView get(@PathVariable TenantId tenant, @PathVariable String id) {
        return search.find(tenant, id)
                .map(certificate -> CertificateView.of(certificate, clock.instant()))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }
}
