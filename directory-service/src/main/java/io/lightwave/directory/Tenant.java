package io.lightwave.directory;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/// A security domain.
///
/// @param displayName what people read; empty when none was given
/// @param issuer its issuer identifier (RFC 8414 §2), stored when the tenant was made
/// @param ready false while its provisioning has not come to its end; such a tenant authenticates nobody
/// @param epoch raised when the tenant is disabled
/// @param version counts the changes; the entity tag of its REST representation
public record Tenant(
        TenantId id,
        UUID uuid,
        String displayName,
        URI issuer,
        boolean enabled,
        boolean ready,
        long epoch,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    /// What people read: its display name, or its domain when it has none.
    public String shownName() {
        return displayName.isBlank() ? id.value() : displayName;
    }

    public boolean isActive() {
        return enabled && ready;
    }
}
