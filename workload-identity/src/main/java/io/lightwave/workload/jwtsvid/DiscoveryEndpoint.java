package io.lightwave.workload.jwtsvid;

import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;

/// The issuer of JWT-SVIDs as clouds and secret stores look for it (OpenID Connect Discovery §4): metadata and keys,
/// no endpoint that gives anything out.
@RestController
class DiscoveryEndpoint {
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final JwtSvids svids;

    DiscoveryEndpoint(JwtSvids svids) {
        this.svids = svids;
    }

    @GetMapping("/t/{tenant}/spiffe/.well-known/openid-configuration")
    ResponseEntity<byte[]> metadata(@PathVariable TenantId tenant) {
        String issuer = issuer(tenant);
        var document = JSON.createObjectNode();
        document.put("issuer", issuer);
        document.put("jwks_uri", issuer + "/jwks");
        for (var list : List.of(
                List.of("response_types_supported", "id_token"),
                List.of("subject_types_supported", "public"),
                List.of("id_token_signing_alg_values_supported", "ES256"))) {
            document.putArray(list.getFirst()).add(list.getLast());
        }
        return answer(JSON.writeValueAsBytes(document));
    }

    @GetMapping("/t/{tenant}/spiffe/jwks")
    ResponseEntity<byte[]> keySet(@PathVariable TenantId tenant) {
        issuer(tenant);
        return answer(svids.keySet(tenant).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String issuer(TenantId tenant) {
        return svids.issuer(tenant).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static ResponseEntity<byte[]> answer(byte[] document) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CACHE)
                .body(document);
    }
}
