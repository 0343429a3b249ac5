package io.lightwave.directory;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tenants of this installation. Writes join the caller's transaction or make their own.
public interface Tenants {
    /// The group whose members administer their tenant; in the system tenant, every tenant.
    String ADMINISTRATORS = "administrators";

    /// Names of the groups whose members may do some of what administrators may; only administrators make such groups,
    /// and change who is in them.
    Set<String> ROLES = Set.of("auditors", "certificate-administrators", "readers", "user-administrators");

    /// The one of these whose members manage users and groups of their tenant, by whatever protocol.
    String USER_ADMINISTRATORS = "user-administrators";

    /// The tenant whose administrators operate the installation.
    TenantId system();

    /// By name; warm look-ups touch no SQL.
    Optional<Tenant> find(TenantId id);

    /// By the stable id that its REST representation has.
    Optional<Tenant> find(UUID id);

    /// As it is stored now, and as it stays until the caller's transaction ends.
    Optional<Tenant> hold(TenantId id);

    /// Tenants in order of name.
    ///
    /// @param part what their names or display names contain, in either case; empty for all
    /// @param cursor what an earlier page gave as its `nextCursor`, or null for the first page
    /// @param limit 1 to 500
    Page<Tenant> list(String part, @Nullable String cursor, int limit);

    /// Gives every tenant once, in order of name.
    default void forEach(Consumer<TenantId> each) {
        String cursor = null;
        do {
            Page<Tenant> page = list("", cursor, 500);
            page.items().forEach(tenant -> each.accept(tenant.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    /// The same, also when it fails for others, unless the server is ending.
    ///
    /// @param failed is told for whom, and how
    default void forEach(Consumer<TenantId> each, BiConsumer<TenantId, RuntimeException> failed) {
        forEach(tenant -> RecurringTask.attempt(() -> each.accept(tenant), e -> failed.accept(tenant, e)));
    }

    /// Makes the tenant's record, suffix, its `ou=` containers and the group `administrators`, all in one
    /// transaction and not yet ready; when it exists and is not ready, returns it as it is (resumption).
    /// Empty when it exists and is ready, or its name is still held by unexpired credentials of a deleted one.
    Optional<Tenant> begin(TenantId id, String displayName);

    /// Ends the provisioning: from here on it authenticates.
    Tenant markReady(TenantId id);

    /// Changes what an operator may change; a disabled tenant's epoch is raised. Empty when there is none.
    Optional<Tenant> update(TenantId id, String displayName, boolean enabled);
}
