package io.lightwave.server.security;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.RuleAuthors;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;

/// Who administers what: the system tenant's administrators everything, a tenant's administrators their tenant, those
/// with a role what it permits, and those to whom rules give rights in it what these let them.
final class Authorization {

    sealed interface Decision {
        record Permitted() implements Decision {}

        /// 404: what belongs to another tenant does not exist for the caller.
        record Hidden(String reason) implements Decision {}

        /// 403.
        record Denied(String reason) implements Decision {}
    }

    private final Tenants tenants;
    private final RuleAuthors authors;
    private final SubjectAccess subjects;

    Authorization(Tenants tenants, RuleAuthors authors, SubjectAccess subjects) {
        this.tenants = tenants;
        this.authors = authors;
        this.subjects = subjects;
    }

    /// Making tenants is the operators' work; the list shows a tenant's administrator that tenant alone.
    Decision allTenants(ActivePrincipal principal, boolean reads) {
        if (!principal.isAdministrator()) {
            return reads && Role.permits(principal, "GET", "")
                    ? new Decision.Permitted()
                    : new Decision.Denied("not an administrator");
        }
        return reads || principal.tenant().equals(tenants.system())
                ? new Decision.Permitted()
                : new Decision.Denied("not an administrator of the system tenant");
    }

    /// @param tenant the one the path names, empty when there is none of that name
    /// @param object what of it, as [Role#permits] takes it
    Decision oneTenant(ActivePrincipal principal, Optional<TenantId> tenant, String method, String object) {
        boolean within = tenant.isPresent()
                && (principal.tenant().equals(tenant.get())
                        || principal.tenant().equals(tenants.system()));
        return within && Role.permits(principal, method, object)
                ? new Decision.Permitted()
                : oneTenant(principal, tenant);
    }

    private Decision oneTenant(ActivePrincipal principal, Optional<TenantId> tenant) {
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

    /// The endpoint decides what of the users, or of the directory as a whole, the caller may see and change.
    Decision users(ActivePrincipal principal, Optional<TenantId> tenant) {
        return isHome(principal, tenant) && subjects.looksAround(principal, tenant.get())
                ? new Decision.Permitted()
                : oneTenant(principal, tenant);
    }

    /// The endpoint decides which rules the caller may see and write.
    Decision accessRules(ActivePrincipal principal, Optional<TenantId> tenant) {
        return isHome(principal, tenant) && authors.mayWriteRules(principal, tenant.get())
                ? new Decision.Permitted()
                : oneTenant(principal, tenant);
    }

    private static boolean isHome(ActivePrincipal principal, Optional<TenantId> tenant) {
        return tenant.isPresent() && principal.tenant().equals(tenant.get());
    }
}
