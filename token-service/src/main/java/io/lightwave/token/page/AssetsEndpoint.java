package io.lightwave.token.page;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What the pages load: their style sheet, their icon and the script for passkeys, the same for every tenant.
@RestController
class AssetsEndpoint {

    @GetMapping("/t/{tenant}/login/{version:[0-9a-f]{16}}.css")
    ResponseEntity<byte[]> style(@PathVariable String version) {
        return asset(version, MediaType.parseMediaType("text/css;charset=UTF-8"), Assets.STYLE);
    }

    @GetMapping("/t/{tenant}/login/{version:[0-9a-f]{16}}.svg")
    ResponseEntity<byte[]> icon(@PathVariable String version) {
        return asset(version, MediaType.parseMediaType("image/svg+xml"), Assets.ICON);
    }

    @GetMapping("/t/{tenant}/login/{version:[0-9a-f]{16}}.js")
    ResponseEntity<byte[]> script(@PathVariable String version) {
        return asset(version, MediaType.parseMediaType("text/javascript;charset=UTF-8"), Assets.SCRIPT);
    }

    private static ResponseEntity<byte[]> asset(String version, MediaType type, byte[] content) {
        CacheControl caching = version.equals(Assets.VERSION)
                ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable()
                : CacheControl.noStore(); // of another release, whose node made the page
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(caching)
                .header("X-Content-Type-Options", "nosniff")
                .body(content);
    }
}
