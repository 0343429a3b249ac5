package io.lightwave.workload.bundle;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
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
    private final Bundles bundles;

    BundleEndpoint(Bundles bundles) {
        this.bundles = bundles;
    }

    @GetMapping("/t/{tenant}/spiffe/bundle")
    ResponseEntity<byte[]> bundle(@PathVariable TenantId tenant) {
        var bundle = bundles.find(tenant);
        if (bundle.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body(bundle.get().getBytes(StandardCharsets.UTF_8));
    }
}
