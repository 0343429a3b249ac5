package io.lightwave.token.appearance;

import io.lightwave.token.protocol.ActiveTenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What a tenant's own pages load besides: its colours and its logo, under an address that changes with them.
@RestController
class LookEndpoint {
    private final ActiveTenants tenants;
    private final Appearances appearances;

    LookEndpoint(ActiveTenants tenants, Appearances appearances) {
        this.tenants = tenants;
        this.appearances = appearances;
    }

    @GetMapping("/t/{tenant}/login/look/{version:[0-9a-f]{32}}.css")
    ResponseEntity<byte[]> colours(@PathVariable String tenant, @PathVariable String version) {
        Look look = look(tenant);
        return answer(
                look,
                version,
                MediaType.parseMediaType("text/css;charset=UTF-8"),
                Optional.of(look.css()).filter(css -> !css.isEmpty()).map(css -> css.getBytes(StandardCharsets.UTF_8)));
    }

    @GetMapping("/t/{tenant}/login/look/{version:[0-9a-f]{32}}.png")
    ResponseEntity<byte[]> logo(@PathVariable String tenant, @PathVariable String version) {
        Look look = look(tenant);
        return answer(look, version, MediaType.IMAGE_PNG, look.logo());
    }

    private Look look(String tenant) {
        return appearances.of(tenants.require(tenant).id());
    }

    private static ResponseEntity<byte[]> answer(Look look, String version, MediaType type, Optional<byte[]> content) {
        if (content.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        CacheControl caching = version.equals(look.version())
                ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable()
                : CacheControl.noStore(); // changed since the page was made, or not yet known here
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(caching)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .body(content.get());
    }
}
