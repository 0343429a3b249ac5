package io.lightwave.directory.feed;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes the log; what a transaction wrote is dropped from this node's caches as soon as it has committed.
final class ChangeLog implements ChangeFeed {
    /// The arrays are selected so that PostgreSQL does not see their lengths, and plans once.
    private static final String INSERT = """
            INSERT INTO change_log (tenant_id, kind, keys)
            SELECT tenant_id, kind, array_agg(key)
            FROM (SELECT tenant_id, kind, key, row_number() OVER (PARTITION BY tenant_id, kind) - 1 AS n
                  FROM unnest((SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[])) AS c (tenant_id, kind, key)) c
            GROUP BY tenant_id, kind, n / 32
            """;

    private final FeedReader reader;
    private final JdbcClient jdbc;

    ChangeLog(FeedReader reader, JdbcClient jdbc) {
        this.reader = reader;
        this.jdbc = jdbc;
    }

    @Override
    public void append(TenantId tenant, String kind, String key) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change of %s outside of a transaction".formatted(kind));
        }
        Touched.inThisTransaction(reader, this::write).add(new Touched.Change(tenant, kind, key));
    }

    private void write(Collection<Touched.Change> changes) {
        jdbc.sql(INSERT)
                .param(texts(changes, change -> change.tenant().value()))
                .param(texts(changes, Touched.Change::kind))
                .param(texts(changes, Touched.Change::key))
                .update();
    }

    private static String[] texts(Collection<Touched.Change> changes, Function<Touched.Change, String> column) {
        return changes.stream().map(column).toArray(String[]::new);
    }

    @Override
    public <V> Cached<V> cache(String kind, int maximumEntries, BiFunction<TenantId, String, Optional<V>> load) {
        Caffeine<Object, Object> bounded = Caffeine.newBuilder().maximumSize(maximumEntries);
        return register(new KindCache<String, V>(kind, bounded, Function.identity(), load, reader))::get;
    }

    @Override
    public <V> Cached<V> cache(
            String kind, long maximumBytes, ToIntFunction<V> bytesOf, BiFunction<TenantId, String, Optional<V>> load) {
        return register(
                new KindCache<String, V>(kind, bounded(maximumBytes, bytesOf), Function.identity(), load, reader))::get;
    }

    @Override
    public <V> CachedById<V> cacheById(
            String kind, long maximumBytes, ToIntFunction<V> bytesOf, BiFunction<TenantId, UUID, Optional<V>> load) {
        KindCache<UUID, V> cache =
                register(new KindCache<>(kind, bounded(maximumBytes, bytesOf), UUID::fromString, load, reader));
        return new CachedById<>() {
            @Override
            public Optional<V> get(TenantId tenant, UUID id) {
                return cache.get(tenant, id);
            }

            @Override
            public void readAhead(
                    TenantId tenant, Collection<UUID> ids, Function<List<UUID>, Map<UUID, Optional<V>>> load) {
                cache.readAhead(tenant, ids, load);
            }
        };
    }

    private static <K, V> Caffeine<KindCache.Key<K>, KindCache.Entry<V>> bounded(
            long maximumBytes, ToIntFunction<V> bytesOf) {
        return Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .weigher((key, entry) -> KindCache.bytesOf(key, entry, bytesOf));
    }

    private <K, V> KindCache<K, V> register(KindCache<K, V> cache) {
        reader.register(cache);
        return cache;
    }

    @Override
    public void catchUp() {
        reader.catchUp();
    }

    @Override
    public Watch watch(Runnable onChange) {
        return reader.watches().watch(onChange);
    }

    @Override
    public void onHeard(Consumer<TenantId> listener) {
        reader.onHeard(listener);
    }

    @Override
    public void onNews(String kind, Consumer<TenantId> listener) {
        reader.onNews(kind, listener);
    }

    @Override
    public long heard() {
        return reader.heard();
    }

    @Override
    public long heard(TenantId tenant) {
        return reader.heard(tenant);
    }
}
