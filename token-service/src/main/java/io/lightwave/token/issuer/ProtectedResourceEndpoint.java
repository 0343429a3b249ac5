package io.lightwave.token.issuer;

import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.PresentedTokens;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.JsonAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /.well-known/oauth-protected-resource/t/{tenant}` (RFC 9728): how a tenant's own doors (userinfo, the REST API,
/// the certificate authority) take tokens. As a resource they are named by the issuer.
@RestController
class ProtectedResourceEndpoint {
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);

    private final ActiveTenants tenants;
    private final boolean takesCertificates;

    /// @param takesCertificates whether there is a port for tokens that are bound to one
    ProtectedResourceEndpoint(ActiveTenants tenants, boolean takesCertificates) {
        this.tenants = tenants;
        this.takesCertificates = takesCertificates;
    }

    @GetMapping(PresentedTokens.RESOURCE_METADATA + "/t/{tenant}")
    void metadata(@PathVariable String tenant, HttpServletResponse response) throws IOException {
        Tenant active = tenants.require(tenant);
        String issuer = active.issuer().toString();
        var document = new JwtClaims()
                .with("resource", issuer)
                .with("authorization_servers", List.of(issuer))
                .with("bearer_methods_supported", List.of("header"))
                .with("scopes_supported", List.of("openid", "profile", "email", "address", "phone"))
                .with("resource_name", active.shownName())
                .with("dpop_signing_alg_values_supported", DpopProofs.ALGORITHMS)
                .with("tls_client_certificate_bound_access_tokens", takesCertificates);
        JsonAnswer.publicDocument(response, document.toString(), MAXIMUM_AGE);
    }
}
