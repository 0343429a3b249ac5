package io.lightwave.token.pairwise;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The keys that pairwise subjects are derived with: one for each tenant, made when it is first needed, and never
/// another, since every `sub` of the tenant would change with it.
final class PairwiseKeys {
    private static final String FEED_KIND = "pairwise-key";
    private static final String ONLY = "key";
    private static final String PLACE = "pairwise-key";
    private static final int BYTES = 32;
    private static final int MAXIMUM_CACHED = 2_000;

    private final JdbcClient database;
    private final SealedKeys sealed;
    private final ChangeFeed feed;
    private final TransactionTemplate transactions;
    private final SecureRandom random;
    private final ChangeFeed.Cached<byte[]> keys;

    PairwiseKeys(
            JdbcClient database,
            SealedKeys sealed,
            ChangeFeed feed,
            TransactionTemplate transactions,
            SecureRandom random) {
        this.database = database;
        this.sealed = sealed;
        this.feed = feed;
        this.transactions = transactions;
        this.random = random;
        this.keys = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant));
    }

    byte[] of(TenantId tenant) {
        return keys.get(tenant, ONLY).orElseGet(() -> make(tenant));
    }

    /// Of many who make one at the same time, one does.
    private byte[] make(TenantId tenant) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        transactions.executeWithoutResult(_ -> {
            int rows = database.sql(
                            "insert into pairwise_key (tenant_id, sealed_key) values (?, ?) on conflict do nothing")
                    .params(tenant.value(), sealed.seal(tenant, PLACE, key))
                    .update();
            if (rows == 1) {
                feed.append(tenant, FEED_KIND, ONLY);
            }
        });
        return load(tenant).orElseThrow(() -> new IllegalStateException("a key just made is not there"));
    }

    private Optional<byte[]> load(TenantId tenant) {
        return database.sql("select sealed_key from pairwise_key where tenant_id = ?")
                .param(tenant.value())
                .query((row, _) ->
                        row.getBytes(1)) // opened with the connection given back, since that may take another
                .optional()
                .map(kept -> sealed.open(tenant, PLACE, kept));
    }
}
