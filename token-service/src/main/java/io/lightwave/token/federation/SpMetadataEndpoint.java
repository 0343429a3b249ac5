package io.lightwave.token.federation;

import io.lightwave.directory.Tenant;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.sp.OwnMetadata;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/saml/sp/{provider}/metadata`: what we say of ourselves to one SAML identity provider.
@RestController
class SpMetadataEndpoint {
    private static final MediaType TYPE = MediaType.parseMediaType("application/samlmetadata+xml");

    private final ActiveTenants tenants;
    private final IdentityProviders providers;
    private final SamlKeys keys;
    private final InstantSource clock;

    SpMetadataEndpoint(ActiveTenants tenants, IdentityProviders providers, SamlKeys keys, InstantSource clock) {
        this.tenants = tenants;
        this.providers = providers;
        this.keys = keys;
        this.clock = clock;
    }

    @GetMapping("/t/{tenant}/saml/sp/{provider}/metadata")
    ResponseEntity<byte[]> get(@PathVariable String tenant, @PathVariable UUID provider) {
        Tenant active = tenants.require(tenant);
        if (providers.all(active.id()).stream()
                .noneMatch(known -> known.provider().id().equals(provider)
                        && known.provider().settings().connection() instanceof Connection.Saml)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        var metadata = new OwnMetadata(
                SamlUpstream.entityId(active, provider),
                SamlUpstream.consumer(active, provider),
                SamlUpstream.logout(active, provider),
                SamlUpstream.soapLogout(active, provider),
                keys.published(active.id()));
        return ResponseEntity.ok()
                .contentType(TYPE)
                .body(metadata.write(keys.requireSigner(active.id()), clock.instant())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
