package io.lightwave.agent.identity;

import io.lightwave.agent.connection.Backoff;
import io.lightwave.agent.identity.Authority.AwayException;
import io.lightwave.agent.identity.Authority.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Holds what the workloads of this node are given, fetches it before it is asked for (or when, if the server gives it
/// only then), renews it at half its life, and goes on giving it while the server is away. What the server takes away
/// is gone at once.
public final class Identities {
    private static final System.Logger LOG = System.getLogger(Identities.class.getName());
    private static final int FETCHES_AT_ONCE = 8;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    /// More than the server may ask for: a time beyond that is of a clock that has been set back since.
    private static final Duration MOST_LATER = Duration.ofMinutes(4);
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);
    private static final int MOST_TOKENS = 10_000;
    /// What has less left than that is not given out any more.
    private static final Duration LEAST_LEFT = Duration.ofSeconds(10);

    private final Authority authority;
    private final InstantSource clock;
    private final Semaphore fetches = new Semaphore(FETCHES_AT_ONCE);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /// Of what is fetched on demand, by workload.
    private final Map<String, ReentrantLock> demands = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    /// Of what could not be fetched, by workload.
    private final Map<String, Retry> retries = new ConcurrentHashMap<>();
    private final Map<TokenKey, CachedToken> tokens = new ConcurrentHashMap<>();
    private volatile Held held = Held.NOTHING;
    private volatile Set<String> wanted = Set.of();

    /// @param selectors of the caller that waits for changes
    private record Listener(Set<String> selectors, Runnable told) {}

    private record TokenKey(String workload, String spiffeId, String kind, List<String> audiences) {}

    /// @param at before which it is not tried again without anybody's asking
    private record Retry(Backoff backoff, Instant at) {}

    private record CachedToken(Authority.Token token, Instant renewAt) {}

    public Identities(Authority authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /// The bundle of the trust domain; empty while this is no node of it.
    public Optional<Bundle> bundle() {
        return held.bundle();
    }

    /// The bundles of the foreign trust domains that one of these entries trusts and that are known, in order of their
    /// names.
    public List<Bundle> federated(List<Entry> entries) {
        var known = held.federated();
        return entries.stream()
                .flatMap(entry -> entry.federatesWith().stream())
                .distinct()
                .sorted()
                .flatMap(domain -> Optional.ofNullable(known.get(domain)).stream())
                .toList();
    }

    /// Whether the server has said anything, and has not shown the door since.
    public boolean isKnown() {
        return held.bundle().isPresent();
    }

    /// The kinds of selectors, `kind:key`, that any entry asks for: nothing else needs to be found out.
    public Set<String> wanted() {
        return wanted;
    }

    private static Set<String> kinds(List<Entry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.selectors().stream())
                .map(selector -> selector.split(":", 3))
                .map(parts -> parts.length < 2 ? parts[0] : parts[0] + ":" + parts[1])
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Calls the listener of a process with these selectors after each change, until what is returned is run. What is
    /// fetched on demand is renewed so long.
    public Runnable listen(Set<String> selectors, Runnable told) {
        var listener = new Listener(selectors, told);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Fetches what these entries are given on demand, where it is missing or due.
    ///
    /// @return those that the server has not refused
    public List<Entry> demand(List<Entry> entries) throws InterruptedException {
        var given = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (!entry.onDemand() || demand(entry)) {
                given.add(entry);
            }
        }
        return List.copyOf(given);
    }

    private boolean demand(Entry entry) throws InterruptedException {
        var lock = demands.computeIfAbsent(entry.workload(), _ -> new ReentrantLock());
        lock.lockInterruptibly(); // whoever comes meanwhile gets what is fetched here
        try {
            if (x509Svid(entry)
                    .filter(svid -> clock.instant().isBefore(svid.renewAt()))
                    .isEmpty()) {
                refused.remove(entry.workload());
                fetch(entry);
            }
            return !refused.contains(entry.workload());
        } finally {
            lock.unlock();
        }
    }

    /// Whether it is to be fetched without anybody's asking.
    private boolean isFetchedAhead(Entry entry) {
        return !entry.onDemand()
                || (!refused.contains(entry.workload())
                        && listeners.stream().anyMatch(listener -> entry.isMetBy(listener.selectors())));
    }

    /// The identities of a process with these selectors, in the order of the rules, each workload once.
    public List<Entry> of(Set<String> selectors) {
        var found = new LinkedHashMap<String, Entry>();
        held.entries().stream()
                .filter(entry -> entry.isMetBy(selectors))
                .forEach(entry -> found.putIfAbsent(entry.workload(), entry));
        return List.copyOf(found.values());
    }

    /// The certificate of an entry; empty when there is none yet, or it has expired.
    public Optional<X509Svid> x509Svid(Entry entry) {
        var now = clock.instant();
        return Optional.ofNullable(held.svids().get(entry.workload()))
                .filter(svid -> svid.spiffeId().equals(entry.spiffeId()) && now.isBefore(svid.expiresAt()));
    }

    /// What the server says that this node may give out from now on; [#refresh] fetches what is new.
    ///
    /// @param federated the bundles of foreign trust domains, by their names
    public void replace(List<Entry> entries, Bundle bundle, Map<String, Bundle> federated) {
        wanted = kinds(entries);
        var spiffeIds = new HashMap<String, String>();
        entries.forEach(entry -> spiffeIds.put(entry.workload(), entry.spiffeId()));
        change(before -> {
            var kept = new HashMap<>(before.svids());
            kept.entrySet().removeIf(svid -> !svid.getValue().spiffeId().equals(spiffeIds.get(svid.getKey())));
            return new Held(entries, kept, Optional.of(bundle), federated);
        });
        tokens.keySet().removeIf(key -> !key.spiffeId().equals(spiffeIds.get(key.workload())));
        refused.clear();
        retries.clear();
        demands.keySet().retainAll(spiffeIds.keySet());
    }

    /// The server does not know this node any more, or has been away for too long: everything is forgotten.
    public void forget() {
        if (isKnown()) {
            change(_ -> Held.NOTHING);
            tokens.clear();
            retries.clear();
        }
    }

    /// Fetches what is missing or due, and returns when another look is worth while.
    public Instant refresh() {
        var now = clock.instant();
        var due = new LinkedHashMap<String, Entry>();
        var have = held.svids();
        held.entries().stream()
                .filter(this::isFetchedAhead)
                .filter(entry -> !have.containsKey(entry.workload())
                        || !now.isBefore(have.get(entry.workload()).renewAt()))
                .filter(entry -> Optional.ofNullable(retries.get(entry.workload()))
                        .filter(retry -> now.isBefore(retry.at()) && retry.at().isBefore(now.plus(MOST_LATER)))
                        .isEmpty())
                .forEach(entry -> due.putIfAbsent(entry.workload(), entry));
        var threads = due.values().stream()
                .map(entry -> Thread.startVirtualThread(() -> fetch(entry)))
                .toList();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
        }
        if (held.svids().values().stream().anyMatch(svid -> !now.isBefore(svid.expiresAt()))) {
            change(before -> with(before, Map.of(), now));
        }
        return Stream.concat(
                        held.svids().values().stream().map(X509Svid::renewAt),
                        retries.values().stream().map(Retry::at))
                .filter(at -> at.isBefore(now.plus(LONGEST_REST)) && at.isAfter(now))
                .min(Instant::compareTo)
                .orElse(now.plus(LONGEST_REST));
    }

    private void fetch(Entry entry) {
        try {
            fetches.acquire();
            try {
                var svid = authority.x509Svid(entry);
                retries.remove(entry.workload());
                change(before -> with(before, Map.of(entry.workload(), svid), clock.instant()));
            } finally {
                fetches.release();
            }
        } catch (RefusedException e) {
            tryLater(entry, Duration.ZERO);
            if (entry.onDemand()) { // no such pod is there any more
                refused.add(entry.workload());
                change(before -> without(before, entry.workload()));
            }
            LOG.log(System.Logger.Level.INFO, "no certificate for {0}: {1}", entry.spiffeId(), e.getMessage());
        } catch (AwayException e) {
            tryLater(entry, e.pause());
            LOG.log(System.Logger.Level.INFO, "no certificate for {0} yet: {1}", entry.spiffeId(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param asked by the server; zero when it has not said
    private void tryLater(Entry entry, Duration asked) {
        retries.compute(entry.workload(), (_, before) -> {
            var backoff = before == null
                    ? new Backoff(RandomGenerator.getDefault(), FIRST_RETRY, LONGEST_RETRY)
                    : before.backoff();
            return new Retry(backoff, clock.instant().plus(backoff.next(asked)));
        });
    }

    /// What was fetched counts only if the entry still is.
    private static Held with(Held before, Map<String, X509Svid> fetched, Instant now) {
        var svids = new HashMap<>(before.svids());
        fetched.forEach((workload, svid) -> {
            if (before.has(workload, svid.spiffeId())) {
                svids.put(workload, svid);
            }
        });
        svids.values().removeIf(svid -> !now.isBefore(svid.expiresAt()));
        return before.withSvids(svids);
    }

    private static Held without(Held before, String workload) {
        var svids = new HashMap<>(before.svids());
        svids.remove(workload);
        return before.withSvids(svids);
    }

    private void change(UnaryOperator<Held> change) {
        synchronized (this) {
            held = change.apply(held);
        }
        listeners.forEach(listener -> listener.told().run());
    }

    /// A JWT-SVID for exactly these audiences.
    public Authority.Token jwtSvid(Entry entry, Set<String> audiences) throws RefusedException, AwayException {
        var sorted = new TreeSet<>(audiences);
        return cached(entry, "jwt", List.copyOf(sorted), () -> authority.jwtSvid(entry, sorted));
    }

    /// An access token of the tenant's token service for one audience.
    public Authority.Token accessToken(Entry entry, String audience) throws RefusedException, AwayException {
        return cached(entry, "access", List.of(audience), () -> authority.accessToken(entry, audience));
    }

    @FunctionalInterface
    private interface Fetch {
        Authority.Token now() throws RefusedException, AwayException;
    }

    private Authority.Token cached(Entry entry, String kind, List<String> audiences, Fetch fetch)
            throws RefusedException, AwayException {
        var key = new TokenKey(entry.workload(), entry.spiffeId(), kind, audiences);
        var now = clock.instant();
        var cached = tokens.get(key);
        if (cached != null && now.isBefore(cached.renewAt())) {
            return cached.token();
        }
        try {
            var token = fetch.now();
            keep(key, entry, token, now);
            return token;
        } catch (AwayException away) {
            if (cached != null && now.plus(LEAST_LEFT).isBefore(cached.token().expiresAt())) {
                return cached.token();
            }
            throw away;
        } catch (RefusedException refused) {
            tokens.remove(key);
            throw refused;
        }
    }

    private void keep(TokenKey key, Entry entry, Authority.Token token, Instant now) {
        if (tokens.size() >= MOST_TOKENS) {
            tokens.values().removeIf(old -> !now.isBefore(old.renewAt()));
        }
        if (tokens.size() < MOST_TOKENS) {
            var left = Duration.between(now, token.expiresAt());
            tokens.put(key, new CachedToken(token, now.plus(left.dividedBy(2))));
        }
        if (!held.has(entry.workload(), entry.spiffeId())) { // taken away meanwhile
            tokens.remove(key);
        }
    }
}
