package io.lightwave.directory;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The one gate through which an id becomes a principal: whatever is disabled or gone does not pass. Warm look-ups
/// touch no SQL.
public final class ActivePrincipals {
    private final Function<TenantId, Optional<Tenant>> tenants;
    private final BiFunction<TenantId, SubjectId, Optional<Subject>> subjects;
    private final BiFunction<TenantId, SubjectId, Set<String>> groups;
    private final BiConsumer<TenantId, Collection<SubjectId>> ahead;

    /// For the directory's own configuration, which hands in its cached look-ups.
    public ActivePrincipals(
            Function<TenantId, Optional<Tenant>> tenants,
            BiFunction<TenantId, SubjectId, Optional<Subject>> subjects,
            BiFunction<TenantId, SubjectId, Set<String>> groups,
            BiConsumer<TenantId, Collection<SubjectId>> ahead) {
        this.tenants = tenants;
        this.subjects = subjects;
        this.groups = groups;
        this.ahead = ahead;
    }

    /// The principal, or empty when the tenant or the subject is missing, disabled or not ready.
    public Optional<ActivePrincipal> find(TenantId tenant, SubjectId id) {
        return tenants.apply(tenant)
                .filter(Tenant::isActive)
                .flatMap(active -> subjects.apply(tenant, id)
                        .filter(Subject::enabled)
                        .map(subject -> new ActivePrincipal(subject, active.epoch(), groups.apply(tenant, id))));
    }

    /// Those of them who are principals, each once; cold look-ups touch SQL a few times, however many they are.
    public Map<SubjectId, ActivePrincipal> findAll(TenantId tenant, Collection<SubjectId> ids) {
        ahead.accept(tenant, ids);
        return ids.stream()
                .distinct()
                .flatMap(id -> find(tenant, id).stream())
                .collect(Collectors.toMap(ActivePrincipal::id, Function.identity()));
    }
}
