package io.lightwave.token.issuer;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/oauth2/register` (RFC 7591 §3): the policy of every tenant is that administrators register
/// clients, so that whoever asks here is refused.
@RestController
class RegistrationEndpoint {
    private final ActiveTenants tenants;
    private final Audit audit;

    RegistrationEndpoint(ActiveTenants tenants, Audit audit) {
        this.tenants = tenants;
        this.audit = audit;
    }

    @PostMapping("/t/{tenant}/oauth2/register")
    ResponseEntity<byte[]> register(@PathVariable String tenant, Origin origin) {
        Tenant issuer = tenants.require(tenant);
        audit.record(new AuditEvent(
                issuer.id(),
                "anonymous",
                "client.register",
                "",
                AuditEvent.Outcome.REFUSED,
                "dynamic registration is off",
                origin));
        var error = new JwtClaims()
                .with("error", "access_denied")
                .with("error_description", "clients are registered by an administrator");
        return ResponseEntity.status(HttpStatus.FORBIDDEN)
                .header("Cache-Control", "no-store")
                .contentType(MediaType.APPLICATION_JSON)
                .body(error.toString().getBytes(StandardCharsets.UTF_8));
    }
}
