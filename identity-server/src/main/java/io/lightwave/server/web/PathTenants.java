package io.lightwave.server.web;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads the tenant that a path names.
public final class PathTenants {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Tenants tenants;

    public PathTenants(Tenants tenants) {
        this.tenants = tenants;
    }

    /// The existing tenant of that name or id; empty when there is none, whatever is wrong with the text.
    public Optional<TenantId> find(String text) {
        if (ID.matcher(text).matches()) {
            return tenants.find(UUID.fromString(text)).map(Tenant::id);
        }
        TenantId named;
        try {
            named = new TenantId(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return tenants.find(named).map(Tenant::id);
    }
}
