package io.lightwave.workload.bundle;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.TenantId;
import io.lightwave.token.Issuers;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/spiffe/bundle`: what others need to check this tenant's certificates and tokens, for anybody who
/// asks.
@RestController
class BundleEndpoint {
    private final CertificateAuthority authority;
    private final Issuers issuers;
    private final BundleSequence sequence;

    BundleEndpoint(CertificateAuthority authority, Issuers issuers, BundleSequence sequence) {
        this.authority = authority;
        this.issuers = issuers;
        this.sequence = sequence;
    }

    @GetMapping("/t/{tenant}/spiffe/bundle")
    ResponseEntity<byte[]> bundle(@PathVariable TenantId tenant) {
        var anchors = authority.anchors(tenant);
        var keySet = issuers.keySet(tenant);
        if (anchors.isEmpty() || keySet.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        var document = new BundleDocument(anchors, keySet.get());
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body(document.json(sequence.of(tenant, document.digest())));
    }
}
