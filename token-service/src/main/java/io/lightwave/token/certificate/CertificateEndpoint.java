package io.lightwave.token.certificate;

import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.ActiveTenants;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/login/certificate/show` on the listener that asks for certificates: notes which
/// one a browser shows, and sends it back. Nothing is decided here, and no cookie is read.
@RestController
class CertificateEndpoint {
    private final ActiveTenants tenants;
    private final CertificateErrands errands;

    CertificateEndpoint(ActiveTenants tenants, CertificateErrands errands) {
        this.tenants = tenants;
        this.errands = errands;
    }

    @GetMapping("/t/{tenant}/login/certificate/show")
    ResponseEntity<Void> show(@PathVariable String tenant, HttpServletRequest request) {
        Tenant active = tenants.require(tenant);
        URI back = errands.show(active, request)
                .orElse(URI.create(active.issuer() + "/login")); // used or expired: the person begins again
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(back)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
