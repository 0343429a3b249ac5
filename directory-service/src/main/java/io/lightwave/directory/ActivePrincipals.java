package io.lightwave.directory;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The one gate through which an id becomes a principal: whatever is disabled or gone does not pass. Warm look-ups
/// touch no SQL.
public final class ActivePrincipals {
    private final Function<TenantId, Optional<Tenant>> tenants;
    private final BiFunction<TenantId, SubjectId, Optional<Subject>> subjects;
    private final BiFunction<TenantId, SubjectId, Set<String>> groups;

    /// For the directory's own configuration, which hands in its cached look-ups.
    public ActivePrincipals(
            Function<TenantId, Optional<Tenant>> tenants,
            BiFunction<TenantId, SubjectId, Optional<Subject>> subjects,
            BiFunction<TenantId, SubjectId, Set<String>> groups) {
        this.tenants = tenants;
        this.subjects = subjects;
        this.groups = groups;
    }

    /// The principal, or empty when the tenant or the subject is missing, disabled or not ready.
    public Optional<ActivePrincipal> find(TenantId tenant, SubjectId id) {
        return tenants.apply(tenant)
                .filter(Tenant::isActive)
                .flatMap(active -> subjects.apply(tenant, id)
                        .filter(Subject::enabled)
                        .map(subject -> new ActivePrincipal(subject, active.epoch(), groups.apply(tenant, id))));
    }
}
