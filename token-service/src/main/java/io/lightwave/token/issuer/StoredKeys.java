package io.lightwave.token.issuer;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.KeyRing;
import io.lightwave.token.key.KeyState;
import io.lightwave.token.key.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The tenants' signing keys in the database, their private halves sealed.
final class StoredKeys {
    private static final String FEED_KIND = "signing-key";
    /// A tenant's keys are cached, and dropped, together.
    private static final String RING = "ring";

    private static final int MAXIMUM_CACHED = 2_000;

    private final JdbcClient database;
    private final SealedKeys sealed;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<KeyRing> rings;

    StoredKeys(JdbcClient database, SealedKeys sealed, ChangeFeed feed) {
        this.database = database;
        this.sealed = sealed;
        this.feed = feed;
        this.rings = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant));
    }

    /// Empty when the tenant has no keys.
    Optional<KeyRing> ring(TenantId tenant) {
        return rings.get(tenant, RING);
    }

    boolean hasActive(TenantId tenant, Algorithm algorithm) {
        return database.sql("select exists (select from signing_key"
                        + " where tenant_id = ? and algorithm = ? and state = 'ACTIVE')")
                .params(tenant.value(), algorithm.name())
                .query(Boolean.class)
                .single();
    }

    /// Stores a new key; no effect when it is active and the tenant has an active one of its algorithm.
    void add(TenantId tenant, SigningKey key, Instant now) {
        byte[] secret = key.encodedPrivateKey();
        try {
            database.sql("insert into signing_key (tenant_id, kid, algorithm, state, public_key, sealed_private_key,"
                            + " created_at, state_since) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")
                    .params(
                            tenant.value(),
                            key.kid(),
                            key.algorithm().name(),
                            key.state().name(),
                            key.encodedPublicKey(),
                            sealed.seal(tenant, place(key.kid()), secret),
                            Timestamp.from(now),
                            Timestamp.from(now))
                    .update();
            feed.append(tenant, FEED_KIND, RING);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private Optional<KeyRing> load(TenantId tenant) {
        List<SigningKey> keys = database.sql("select kid, algorithm, state, public_key, sealed_private_key"
                        + " from signing_key where tenant_id = ? and state in ('PUBLISHED', 'ACTIVE', 'DRAINING')"
                        + " order by algorithm, created_at, kid")
                .param(tenant.value())
                .query((row, _) -> key(tenant, row))
                .list();
        return keys.isEmpty() ? Optional.empty() : Optional.of(new KeyRing(keys));
    }

    private SigningKey key(TenantId tenant, ResultSet row) throws SQLException {
        byte[] secret = sealed.open(tenant, place(row.getString("kid")), row.getBytes("sealed_private_key"));
        try {
            return SigningKey.read(
                    Algorithm.valueOf(row.getString("algorithm")),
                    KeyState.valueOf(row.getString("state")),
                    secret,
                    row.getBytes("public_key"));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static String place(String kid) {
        return "token-key/" + kid;
    }
}
