package io.lightwave.token.accesstoken;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Access tokens that were revoked before their time. Each node holds them whole, in buckets by the first letter of
/// the `jti`, so that one revocation makes it read one sixty-fourth anew; a warm look-up touches no SQL.
final class RevokedTokens {
    private static final String FEED_KIND = "revoked-token";
    private static final int MAXIMUM_BUCKETS = 64 * 1024;

    private final JdbcClient database;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Set<String>> buckets;

    RevokedTokens(JdbcClient database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
        this.buckets = feed.cache(FEED_KIND, MAXIMUM_BUCKETS, this::load);
    }

    boolean contains(TenantId tenant, String id) {
        return buckets.get(tenant, bucket(id)).filter(ids -> ids.contains(id)).isPresent();
    }

    /// Within the caller's transaction. Forgets on the way what has expired.
    void add(TenantId tenant, String id, Instant expiresAt, Instant now) {
        database.sql("delete from revoked_token where tenant_id = ? and bucket = ? and expires_at <= ?")
                .params(tenant.value(), bucket(id), Timestamp.from(now))
                .update();
        database.sql("insert into revoked_token (tenant_id, bucket, jti, expires_at) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(tenant.value(), bucket(id), id, Timestamp.from(expiresAt))
                .update();
        feed.append(tenant, FEED_KIND, bucket(id));
    }

    private Optional<Set<String>> load(TenantId tenant, String bucket) {
        Set<String> ids = Set.copyOf(database.sql("select jti from revoked_token where tenant_id = ? and bucket = ?")
                .params(tenant.value(), bucket)
                .query(String.class)
                .list());
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
    }

    private static String bucket(String id) {
        return id.substring(0, 1);
    }
}
