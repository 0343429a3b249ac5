package io.lightwave.token.issuer;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.key.KeyRing;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.DirectRoute;
import io.lightwave.token.protocol.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/oauth2/jwks`: the tenant's public keys (RFC 7517 §5).
@RestController
class JwksEndpoint implements DirectRoute {
    /// A key is published at least this long before it signs.
    static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);

    private final ActiveTenants tenants;
    private final SigningKeys keys;

    JwksEndpoint(ActiveTenants tenants, SigningKeys keys) {
        this.tenants = tenants;
        this.keys = keys;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/oauth2/jwks";
    }

    @GetMapping("/t/{tenant}/oauth2/jwks")
    void keySet(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(tenants.require(tenant), request, response);
    }

    @Override
    public void serve(Tenant issuer, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        answer(issuer, request, response);
    }

    private void answer(Tenant issuer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        KeyRing ring = keys.ring(issuer.id()).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        WebOrigin.anyMayRead(response);
        response.setHeader("Cache-Control", "public, max-age=" + MAXIMUM_AGE.toSeconds());
        response.setHeader("ETag", ring.entityTag());
        if (isKnown(ring.entityTag(), request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] keySet = ring.keySet();
        response.setContentType("application/json");
        response.setContentLength(keySet.length);
        response.getOutputStream().write(keySet);
    }

    /// @param known the entity tags that the asker has (RFC 9110 §13.1.2); null when it has none
    private static boolean isKnown(String entityTag, @Nullable String known) {
        return known != null && (known.strip().equals("*") || known.contains(entityTag));
    }
}
