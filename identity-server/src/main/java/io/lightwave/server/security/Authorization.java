package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;

/// Who administers what: the system tenant's administrators everything, a tenant's administrators their tenant.
final class Authorization {

    sealed interface Decision {
        record Permitted() implements Decision {}

        /// 404: what belongs to another tenant does not exist for the caller.
        record Hidden(String reason) implements Decision {}

        /// 403.
        record Denied(String reason) implements Decision {}
    }

    private final Tenants tenants;

    Authorization(Tenants tenants) {
        this.tenants = tenants;
    }

    /// Making tenants is the operators' work; the list shows a tenant's administrator that tenant alone.
    Decision allTenants(ActivePrincipal principal, boolean reads) {
        if (!principal.isAdministrator()) {
            return new Decision.Denied("not an administrator");
        }
        return reads || principal.tenant().equals(tenants.system())
                ? new Decision.Permitted()
                : new Decision.Denied("not an administrator of the system tenant");
    }

    /// @param tenant the one the path names, empty when there is none of that name
    Decision oneTenant(ActivePrincipal principal, Optional<TenantId> tenant) {
        boolean own = tenant.isPresent() && principal.tenant().equals(tenant.get());
        boolean operator = principal.tenant().equals(tenants.system()) && principal.isAdministrator();
        if (tenant.isEmpty()) {
            return new Decision.Hidden("no such tenant");
        }
        if (operator || (own && principal.isAdministrator())) {
            return new Decision.Permitted();
        }
        return own ? new Decision.Denied("not an administrator") : new Decision.Hidden("of another tenant");
    }
}
