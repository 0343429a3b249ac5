package io.lightwave.directory.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The values of one kind, as the feed lets them stand.
///
/// A fill is kept only if its stripe's generation did not move since the load began; dropping moves the generation
/// first and removes under the entry's lock afterwards, so an outdated value is never seen. All of a tenant is
/// dropped by ending its [Era], which every entry holds on to; tenants share a bounded number of eras, since names
/// of tenants that do not exist are asked for too.
final class KindCache<V> implements ChangeFeed.Cached<V> {
    private static final int STRIPES = 256;
    private static final int OWN_BYTES = 200; // key, entry and Caffeine's node, as a heap histogram shows them

    private final String kind;
    private final BiFunction<TenantId, String, Optional<V>> load;
    private final FeedReader reader;
    private final Cache<Key, Entry<V>> entries;
    private final AtomicLongArray generations = new AtomicLongArray(STRIPES);
    private final AtomicReferenceArray<Era> eras = new AtomicReferenceArray<>(STRIPES);

    record Key(TenantId tenant, String key) {
        /// By hand: every look-up comes here, and what a record makes for itself goes through method handles.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
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

    record Entry<V>(Optional<V> value, Era era) {}

    static <V> int bytesOf(Key key, Entry<V> entry, ToIntFunction<V> bytesOf) {
        return OWN_BYTES
                + key.key.length()
                + entry.value.map(bytesOf::applyAsInt).orElse(0);
    }

    private static int stripeOf(int hash) {
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }

    /// The time from one change of everything in a tenant to the next.
    static final class Era {
        private volatile boolean ended;
    }

    /// @param bounded says how much the cache may hold
    KindCache(
            String kind,
            Caffeine<? super Key, ? super Entry<V>> bounded,
            BiFunction<TenantId, String, Optional<V>> load,
            FeedReader reader) {
        this.kind = kind;
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

    @Override
    public Optional<V> get(TenantId tenant, String key) {
        reader.watches().reads(tenant, kind, key);
        boolean inTransaction = TransactionSynchronizationManager.isActualTransactionActive();
        if (!reader.isConfirmed() || (inTransaction && Touched.covers(reader, tenant, kind, key))) {
            return load.apply(tenant, key);
        }
        var place = new Key(tenant, key);
        Entry<V> entry = entries.getIfPresent(place);
        if (entry != null && !entry.era.ended) {
            return entry.value;
        }
        // What a transaction reads may be its own and never commit, or be of an earlier snapshot.
        return inTransaction ? load.apply(tenant, key) : fill(place);
    }

    private Optional<V> fill(Key place) {
        Era era = eras.get(stripeOf(place.tenant.hashCode()));
        int stripe = place.stripe();
        long generation = generations.get(stripe);
        Optional<V> value = load.apply(place.tenant, place.key);
        entries.asMap()
                .compute(
                        place,
                        (_, present) -> generations.get(stripe) == generation ? new Entry<>(value, era) : present);
        return value;
    }

    void drop(TenantId tenant, String key) {
        if (key.equals(ChangeFeed.ALL)) {
            endEra(stripeOf(tenant.hashCode()));
        } else {
            var place = new Key(tenant, key);
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
