package io.lightwave.ca.ocsp;

import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/ca/ocsp`: RFC 6960 over HTTP (appendix A), for anybody who asks. Caches must ask again each time, so
/// that a revocation shows at once.
@RestController
class OcspEndpoint {
    private static final MediaType RESPONSE = MediaType.parseMediaType("application/ocsp-response");
    private static final String PATH = "/ca/ocsp/";

    private final StatusAnswers answers;

    OcspEndpoint(StatusAnswers answers) {
        this.answers = answers;
    }

    /// @param request null when the body is empty
    @PostMapping(path = "/t/{tenant}/ca/ocsp", consumes = "application/ocsp-request")
    ResponseEntity<byte[]> post(
            @PathVariable TenantId tenant, @RequestBody(required = false) byte @Nullable [] request) {
        return answer(tenant, request == null ? new byte[0] : request);
    }

    /// The request in base64, URL-encoded or with its slashes as they are: the raw path is read, never a normalised
    /// one.
    @GetMapping("/t/{tenant}/ca/ocsp/**")
    ResponseEntity<byte[]> get(@PathVariable TenantId tenant, HttpServletRequest http) {
        String path = http.getRequestURI();
        String written = path.substring(path.indexOf(PATH) + PATH.length());
        return answer(tenant, decoded(written));
    }

    /// Nothing, which is no request either, when it is not base64.
    private static byte[] decoded(String written) {
        try {
            String base64 = URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.US_ASCII);
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private ResponseEntity<byte[]> answer(TenantId tenant, byte[] request) {
        return answers.answer(tenant, request)
                .map(answer -> ResponseEntity.ok()
                        .contentType(RESPONSE)
                        .cacheControl(CacheControl.noCache())
                        .body(answer))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
