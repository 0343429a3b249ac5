package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.UUID;

/// Whether somebody may make a request of the API, for those who make several for one that came: the rules of the
/// gate before it.
public final class ApiPermissions {
    private final Authorization authorization;
    private final SubjectAccess subjects;

    ApiPermissions(Authorization authorization, SubjectAccess subjects) {
        this.authorization = authorization;
        this.subjects = subjects;
    }

    /// @param object the first segment below the tenant, empty for the tenant itself, `scim` for its users and groups
    public boolean permits(ActivePrincipal principal, TenantId tenant, String method, String object) {
        Optional<TenantId> of = Optional.of(tenant);
        return switch (object) {
                    case "scim", ApiPath.ENTRIES -> authorization.users(principal, of);
                    case "access-rules" -> authorization.accessRules(principal, of);
                    default -> authorization.oneTenant(principal, of, method, object);
                }
                instanceof Authorization.Decision.Permitted;
    }

    /// Whether the principal may give a user another password.
    ///
    /// @param user its id
    public boolean permitsPassword(ActivePrincipal principal, TenantId tenant, UUID user) {
        return subjects.setsPassword(principal, tenant, new SubjectId(user));
    }

    /// Whether the principal may make tenants.
    public boolean permitsMakingTenants(ActivePrincipal principal) {
        return authorization.allTenants(principal, false) instanceof Authorization.Decision.Permitted;
    }
}
