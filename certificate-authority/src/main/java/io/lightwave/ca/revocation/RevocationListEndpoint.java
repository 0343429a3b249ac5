package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.ListScope;
import io.lightwave.directory.TenantId;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/ca/crl/{authority}/{shard}.crl`: a part of the authority's revocation list, for
/// anybody who asks. Caches must ask again each time (by its entity tag), so that a revocation
/// shows at once.
@RestController
class RevocationListEndpoint {
    private static final MediaType PKIX_CRL = MediaType.parseMediaType("application/pkix-crl");

    private final PublishedLists lists;

    RevocationListEndpoint(PublishedLists lists) {
        this.lists = lists;
    }

    @GetMapping("/t/{tenant}/ca/crl/{authority}/{shard:0|[1-9][0-9]{0,5}}.crl")
    ResponseEntity<byte[]> list(
            @PathVariable TenantId tenant, @PathVariable String authority, @PathVariable int shard) {
        return lists.find(tenant, new ListScope(authority, shard))
                .map(list -> ResponseEntity.ok()
                        .contentType(PKIX_CRL)
                        .cacheControl(CacheControl.noCache())
                        .eTag("\"%d\"".formatted(list.number()))
                        .body(list.encoded()))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
