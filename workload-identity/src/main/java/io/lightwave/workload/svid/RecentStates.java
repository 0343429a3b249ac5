package io.lightwave.workload.svid;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.util.Optional;

/// What this server has told nodes lately, so that one that comes back hears only what is different. Forgetting costs
/// no more than telling everything.
final class RecentStates {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_ENTRIES = 500_000;

    private final Cache<Told, NodeState.Source> states = Caffeine.newBuilder()
            .maximumWeight(MOST_ENTRIES)
            .weigher((Told _, NodeState.Source source) -> 1 + source.entries().size())
            .expireAfterAccess(LONGEST)
            .executor(Runnable::run)
            .build();

    private record Told(TenantId tenant, SubjectId node, String id) {}

    void keep(ActivePrincipal node, String id, NodeState.Source source) {
        states.put(new Told(node.tenant(), node.id(), id), source);
    }

    Optional<NodeState.Source> find(ActivePrincipal node, String id) {
        return Optional.ofNullable(states.getIfPresent(new Told(node.tenant(), node.id(), id)));
    }
}
