package io.lightwave.ca.acme;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Where a tenant's resources are: below its issuer, never below the host that a request names.
final class Addresses {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Tenants tenants;

    Addresses(Tenants tenants) {
        this.tenants = tenants;
    }

    /// @param path below `/acme/`
    String of(TenantId tenant, String path) {
        String issuer = tenants.find(tenant).map(Tenant::issuer).orElseThrow().toString();
        return issuer + "/acme/" + path;
    }

    String of(TenantId tenant, String kind, UUID id) {
        return of(tenant, kind + "/" + id);
    }

    /// The id of the account at this address; empty when no account can be there.
    Optional<UUID> account(TenantId tenant, String address) {
        String prefix = of(tenant, "account/");
        return address.startsWith(prefix) ? id(address.substring(prefix.length())) : Optional.empty();
    }

    static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
