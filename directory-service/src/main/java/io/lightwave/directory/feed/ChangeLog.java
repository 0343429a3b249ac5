package io.lightwave.directory.feed;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes the log; what a transaction wrote is dropped from this node's caches as soon as it has committed.
final class ChangeLog implements ChangeFeed {
    /// The arrays are selected so that PostgreSQL does not see their lengths, and plans once.
    private static final String INSERT = "INSERT INTO change_log (tenant_id, kind, key)"
            + " SELECT * FROM unnest((SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::text[]))";

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
        return register(new KindCache<V>(kind, Caffeine.newBuilder().maximumSize(maximumEntries), load, reader));
    }

    @Override
    public <V> Cached<V> cache(
            String kind, long maximumBytes, ToIntFunction<V> bytesOf, BiFunction<TenantId, String, Optional<V>> load) {
        var bounded = Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .<KindCache.Key, KindCache.Entry<V>>weigher((key, entry) -> KindCache.bytesOf(key, entry, bytesOf));
        return register(new KindCache<V>(kind, bounded, load, reader));
    }

    private <V> Cached<V> register(KindCache<V> cache) {
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
