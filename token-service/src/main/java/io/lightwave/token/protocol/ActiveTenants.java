package io.lightwave.token.protocol;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/// Resolves the `{tenant}` of a path: to whatever is unknown, disabled or not ready, every path below it is 404.
public final class ActiveTenants {
    private final Tenants tenants;

    public ActiveTenants(Tenants tenants) {
        this.tenants = tenants;
    }

    /// @throws ErrorResponseException 404 when there is no such tenant, or it is not active
    public Tenant require(String name) {
        return find(name).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private Optional<Tenant> find(String name) {
        TenantId id;
        try {
            id = new TenantId(name);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
        return tenants.find(id).filter(Tenant::isActive);
    }
}
