package io.lightwave.directory.feed;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes the log; what a transaction wrote is dropped from this node's caches as soon as it has committed.
final class ChangeLog implements ChangeFeed {
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
        // Always, even if the transaction has appended it before: that may have been rolled back to a savepoint.
        jdbc.sql("INSERT INTO change_log (tenant_id, kind, key) VALUES (?, ?, ?)")
                .params(tenant.value(), kind, key)
                .update();
        Touched.inThisTransaction(reader).add(new Touched.Change(tenant, kind, key));
    }

    @Override
    public <V> Cached<V> cache(String kind, int maximumEntries, BiFunction<TenantId, String, Optional<V>> load) {
        var cache = new KindCache<V>(kind, maximumEntries, load, reader);
        reader.register(cache);
        return cache;
    }

    @Override
    public void catchUp() {
        reader.catchUp();
    }
}
