package io.lightwave.token.issuer;

import io.lightwave.token.key.KeyRing;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.protocol.ActiveTenants;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/oauth2/jwks`: the tenant's public keys (RFC 7517 §5).
@RestController
class JwksEndpoint {
    /// A key is published at least this long before it signs.
    private static final int MAXIMUM_AGE_SECONDS = 300;

    private final ActiveTenants tenants;
    private final SigningKeys keys;

    JwksEndpoint(ActiveTenants tenants, SigningKeys keys) {
        this.tenants = tenants;
        this.keys = keys;
    }

    @GetMapping("/t/{tenant}/oauth2/jwks")
    void keySet(@PathVariable String tenant, HttpServletResponse response) throws IOException {
        byte[] keySet = keys.ring(tenants.require(tenant).id())
                .map(KeyRing::keySet)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        response.setHeader("Cache-Control", "public, max-age=" + MAXIMUM_AGE_SECONDS);
        response.setContentType("application/json");
        response.setContentLength(keySet.length);
        response.getOutputStream().write(keySet);
    }
}
