package io.lightwave.server.web;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;

/// Reads the tenant that a path names.
public final class PathTenants {
    private final Tenants tenants;

    public PathTenants(Tenants tenants) {
        this.tenants = tenants;
    }

    /// The existing tenant of that name or id; empty when there is none, whatever is wrong with the text.
    public Optional<TenantId> find(String text) {
        TenantId named;
        try {
            named = new TenantId(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return tenants.find(named).map(tenant -> tenant.id());
    }
}
