package io.lightwave.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// The change log and what hangs on it: every write names what it touched, and each node drops exactly that from its
/// caches: at once on its own node, within a second on the others.
public interface ChangeFeed {
    /// As a key: every key of that kind in the tenant.
    String ALL = "*";

    /// Appends to the change log at the end of the caller's transaction; this node's caches drop the key when that has
    /// committed.
    ///
    /// @throws IllegalStateException without a transaction
    void append(TenantId tenant, String kind, String key);

    /// A bounded read-through cache of one kind, misses included. It answers only while the feed is confirmed
    /// (500 ms), otherwise from `load`; a fill that raced with a change is not kept. A transaction that has
    /// appended the key reads from `load` itself, and nothing loaded within a transaction is kept: warm up outside.
    <V> Cached<V> cache(String kind, int maximumEntries, BiFunction<TenantId, String, Optional<V>> load);

    /// The same, bounded by the memory that its values take rather than by their number.
    ///
    /// @param maximumBytes of heap, the keys and the cache's own share included
    /// @param bytesOf about how many bytes of heap a value takes
    <V> Cached<V> cache(
            String kind, long maximumBytes, ToIntFunction<V> bytesOf, BiFunction<TenantId, String, Optional<V>> load);

    /// The same of what has an id, by which the feed names it too.
    <V> CachedById<V> cacheById(
            String kind, long maximumBytes, ToIntFunction<V> bytesOf, BiFunction<TenantId, UUID, Optional<V>> load);

    /// Returns when every change committed before the call, on whichever node, has been applied on this one.
    ///
    /// @throws IllegalStateException when the feed has ended
    void catchUp();

    /// How many of the tenant's changes this server has heard of, after its caches have dropped them. What
    /// matters is whether it is another number than before: then whatever was read from the caches may be
    /// different now. Cheap to ask for again and again.
    long heard(TenantId tenant);

    /// As [#heard] of all tenants together: as long as it is the same number, what was read from
    /// the caches after asking for it stands. Negative while the feed is not confirmed, when
    /// nothing stands.
    long heard();

    /// Calls with each tenant of whom something has been heard, when [#heard] of it is another number already: on the
    /// thread that heard it, so that the listener has to return at once.
    void onHeard(Consumer<TenantId> listener);

    /// The same of one kind, of which nothing is cached and of which there may be much: from now on [#heard] does not
    /// count it, and it wakes nobody who listens to everything else.
    void onNews(String kind, Consumer<TenantId> listener);

    /// Watches what is read from the caches, for whoever would otherwise look again at each change.
    ///
    /// @param onChange is called when what was read may be different, after the caches have dropped it,
    ///     on the thread that heard of it, so that it has to return at once; now and then for nothing
    Watch watch(Runnable onChange);

    /// Used by one thread.
    interface Watch extends AutoCloseable {
        /// Reads, on this thread and outside of transactions, which may read what was before. Changes are
        /// heard of from the moment on at which something is read here, and no more of what an earlier
        /// reading read.
        <T> T reading(Supplier<T> reads);

        @Override
        void close();
    }

    interface Cached<V> {
        Optional<V> get(TenantId tenant, String key);
    }

    interface CachedById<V> {
        Optional<V> get(TenantId tenant, UUID id);

        /// Loads at once what is not there of that which [#get] will be asked for next. Does nothing where a load would
        /// not be kept.
        ///
        /// @param load gives of the ids those that it knows about, of which some may have no value
        void readAhead(TenantId tenant, Collection<UUID> ids, Function<List<UUID>, Map<UUID, Optional<V>>> load);
    }
}
