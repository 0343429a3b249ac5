package io.lightwave.token.saml.provider;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.UUID;

/// A registered service provider, enabled at the time of its look-up.
public record ServiceProvider(
        TenantId tenant, UUID id, String name, ServiceProviderMetadata metadata, ServiceProviderSettings settings) {

    public String entityId() {
        return metadata.entityId();
    }

    /// Whether its metadata may still be believed.
    public boolean isValidAt(Instant now) {
        return metadata.isValidAt(now);
    }

    /// Whether an unsigned request is none of its own.
    public boolean signsRequests() {
        return metadata.signsRequests() || settings.requireSignedRequests();
    }
}
