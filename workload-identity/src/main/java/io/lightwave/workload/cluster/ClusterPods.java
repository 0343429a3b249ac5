package io.lightwave.workload.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// The server's own look at the pods of a cluster's node, so that a stolen key of that node gives what runs there and
/// no more. What was seen counts for two seconds; a pod that is not among it is looked for anew.
public final class ClusterPods {
    private static final Duration FRESH = Duration.ofSeconds(2);
    /// Between two looks at one node.
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MOST_CHARACTERS = 8 << 20;
    private static final int LOCKS = 64;

    private final TrustedIssuers issuers;
    private final ClusterApi api;
    private final InstantSource clock;
    private final Cache<Place, Look> looks = Caffeine.newBuilder()
            .maximumWeight(MOST_CHARACTERS)
            .weigher((Place _, Look look) -> look.weight())
            .expireAfterWrite(FRESH)
            .executor(Runnable::run)
            .build();
    private final List<ReentrantLock> locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toList();

    ClusterPods(TrustedIssuers issuers, ClusterApi api, InstantSource clock) {
        this.clock = clock;
        this.issuers = issuers;
        this.api = api;
    }

    /// What can be seen of a node's pods.
    public enum Sight {
        /// Nothing: it is no node of a cluster, or of one whose API server is not registered.
        NONE,
        CLEAR,
        /// The cluster is not trusted any more, or its nodes are not.
        LOST
    }

    private record Place(TenantId tenant, UUID issuer, long version, String node) {}

    /// @param containers the selectors of each container
    /// @param begunAt by [System#nanoTime], which tells what came first
    private record Look(List<Set<String>> containers, long begunAt, Instant at) {
        boolean isFresh(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(FRESH));
        }

        boolean isSince(long time) {
            return begunAt - time >= 0;
        }

        boolean has(Set<String> selectors) {
            return containers.stream().anyMatch(container -> container.containsAll(selectors));
        }

        int weight() {
            long characters = containers.stream()
                    .mapToLong(container ->
                            container.stream().mapToLong(String::length).sum())
                    .sum();
            return (int) Math.min(MOST_CHARACTERS, 100 + characters);
        }
    }

    /// Touches no SQL when warm.
    ///
    /// @param member empty for a node that is of no cluster
    public Sight sight(TenantId tenant, Optional<Membership> member) {
        if (member.isEmpty()) {
            return Sight.NONE;
        }
        return issuer(tenant, member.get())
                .map(issuer -> issuer.review().isPresent() ? Sight.CLEAR : Sight.NONE)
                .orElse(Sight.LOST);
    }

    /// Whether a container of a pod on this node has all of these selectors (`k8s:…`).
    ///
    /// @throws IOException when the cluster cannot be asked
    public boolean has(TenantId tenant, Membership member, Set<String> selectors) throws IOException {
        var issuer = issuer(tenant, member).orElseThrow(() -> new IOException("the cluster is not trusted any more"));
        long now = System.nanoTime();
        var place = new Place(tenant, issuer.id(), issuer.version(), member.node());
        var seen = looks.getIfPresent(place);
        if (seen != null && seen.isFresh(clock.instant()) && seen.has(selectors)) {
            return true;
        }
        return lookSince(now, place, issuer).has(selectors);
    }

    /// A look that began later than that; whoever comes while one is being taken shares the next.
    private Look lookSince(long time, Place place, TrustedIssuer issuer) throws IOException {
        var lock = locks.get(Math.floorMod(place.hashCode(), LOCKS));
        try {
            lock.lockInterruptibly();
            try {
                var seen = looks.getIfPresent(place);
                if (seen != null && seen.isSince(time)) {
                    return seen;
                }
                if (seen != null) {
                    long rest = PAUSE.toNanos() - (System.nanoTime() - seen.begunAt());
                    if (rest > 0) {
                        Thread.sleep(Duration.ofNanos(rest));
                    }
                }
                long begun = System.nanoTime();
                Instant at = clock.instant();
                var look = new Look(PodSelectors.of(api.podsOf(issuer, place.node()), place.node()), begun, at);
                looks.put(place, look);
                return look;
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Optional<TrustedIssuer> issuer(TenantId tenant, Membership member) {
        return issuers.find(tenant, member.issuer())
                .filter(issuer -> issuer.id().equals(member.issuerId()))
                .filter(issuer -> issuer.objection().isEmpty() && issuer.nodes().isPresent());
    }
}
