package io.lightwave.directory.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The values of one kind, as the feed lets them stand.
///
/// A fill is kept only if its stripe's generation did not move since the load began; dropping moves the generation
/// first and removes under the entry's lock afterwards, so an outdated value is never seen. All of a tenant is
/// dropped by ending its [Era], which every entry holds on to; tenants share a bounded number of eras, since names
/// of tenants that do not exist are asked for too.
///
/// @param <K> what values are found by: texts, or ids, which take less and are compared sooner
final class KindCache<K, V> {
    private static final int STRIPES = 256;
    private static final int OWN_BYTES = 144; // key, entry and Caffeine's node, as a heap histogram shows them
    private static final int TEXT_BYTES = 40;
    private static final int ID_BYTES = 24;

    private final String kind;
    private final Function<String, K> keyOf;
    private final BiFunction<TenantId, K, Optional<V>> load;
    private final FeedReader reader;
    private final Cache<Key<K>, Entry<V>> entries;
    private final AtomicLongArray generations = new AtomicLongArray(STRIPES);
    private final AtomicReferenceArray<Era> eras = new AtomicReferenceArray<>(STRIPES);

    record Key<K>(TenantId tenant, K key) {
        /// By hand: every look-up comes here, and what a record makes for itself goes through method handles.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key<?> that
                    && key.equals(that.key)
                    && tenant.value().equals(that.tenant.value());
        }

        @Override
        public int hashCode() {
            return 31 * tenant.hashCode() + key.hashCode();
        }

        int stripe() {
            return stripeOf(hashCode());
        }
    }

    /// @param value null when there is none
    record Entry<V>(@Nullable V value, Era era) {}

    static <V> int bytesOf(Key<?> key, Entry<V> entry, ToIntFunction<V> bytesOf) {
        return OWN_BYTES
                + (key.key instanceof String text ? TEXT_BYTES + text.length() : ID_BYTES)
                + (entry.value == null ? 0 : bytesOf.applyAsInt(entry.value));
    }

    private static int stripeOf(int hash) {
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }

    /// The time from one change of everything in a tenant to the next.
    static final class Era {
        private volatile boolean ended;
    }

    /// @param bounded says how much the cache may hold
    /// @param keyOf a key of what the feed names
    KindCache(
            String kind,
            Caffeine<? super Key<K>, ? super Entry<V>> bounded,
            Function<String, K> keyOf,
            BiFunction<TenantId, K, Optional<V>> load,
            FeedReader reader) {
        this.kind = kind;
        this.keyOf = keyOf;
        this.load = load;
        this.reader = reader;
        this.entries = bounded.executor(Runnable::run).build();
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            eras.set(stripe, new Era());
        }
    }

    String kind() {
        return kind;
    }

    Optional<V> get(TenantId tenant, K key) {
        reader.watches().reads(tenant, kind, key);
        boolean inTransaction = TransactionSynchronizationManager.isActualTransactionActive();
        if (!reader.isConfirmed() || (inTransaction && Touched.covers(reader, tenant, kind, key.toString()))) {
            return load.apply(tenant, key);
        }
        var place = new Key<>(tenant, key);
        Entry<V> entry = entries.getIfPresent(place);
        if (entry != null && !entry.era.ended) {
            return Optional.ofNullable(entry.value);
        }
        if (inTransaction) { // what it reads may be its own and never commit, or be of an earlier snapshot
            return load.apply(tenant, key);
        }
        Fill fill = new Fill(place);
        return fill.keep(load.apply(tenant, key));
    }

    /// As [ChangeFeed.CachedById#readAhead].
    void readAhead(TenantId tenant, Collection<K> keys, Function<List<K>, Map<K, Optional<V>>> loadAll) {
        if (!reader.isConfirmed() || TransactionSynchronizationManager.isActualTransactionActive()) {
            return;
        }
        List<Fill> fills = keys.stream()
                .distinct()
                .map(key -> new Key<>(tenant, key))
                .filter(this::isMissing)
                .map(Fill::new)
                .toList();
        if (fills.size() > 1) { // one alone is as soon loaded when it is asked for
            Map<K, Optional<V>> loaded =
                    loadAll.apply(fills.stream().map(fill -> fill.place.key).toList());
            for (Fill fill : fills) {
                Optional<V> value = loaded.get(fill.place.key);
                if (value != null) {
                    fill.keep(value);
                }
            }
        }
    }

    private boolean isMissing(Key<K> place) {
        Entry<V> entry = entries.getIfPresent(place);
        return entry == null || entry.era.ended;
    }

    /// To be made before what it keeps is loaded.
    private final class Fill {
        private final Key<K> place;
        private final Era era;
        private final long generation;

        Fill(Key<K> place) {
            this.place = place;
            this.era = eras.get(stripeOf(place.tenant.hashCode()));
            this.generation = generations.get(place.stripe());
        }

        Optional<V> keep(Optional<V> value) {
            entries.asMap()
                    .compute(
                            place,
                            (_, present) -> generations.get(place.stripe()) == generation
                                    ? new Entry<>(value.orElse(null), era)
                                    : present);
            return value;
        }
    }

    void drop(TenantId tenant, String key) {
        if (key.equals(ChangeFeed.ALL)) {
            endEra(stripeOf(tenant.hashCode()));
        } else {
            var place = new Key<>(tenant, keyOf.apply(key));
            generations.incrementAndGet(place.stripe());
            entries.asMap().remove(place);
        }
    }

    private void endEra(int stripe) {
        eras.getAndSet(stripe, new Era()).ended = true;
    }

    void dropEverything() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            endEra(stripe);
        }
        entries.invalidateAll();
    }
}
