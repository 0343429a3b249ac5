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

    /// A key without its halves.
    record Kept(String kid, Algorithm algorithm, KeyState state, Instant createdAt, Instant stateSince) {}

    /// Every key that the tenant has or had, of each algorithm the newest first.
    List<Kept> all(TenantId tenant) {
        return database.sql("select kid, algorithm, state, created_at, state_since from signing_key"
                        + " where tenant_id = ? order by algorithm, created_at desc, kid")
                .param(tenant.value())
                .query(StoredKeys::kept)
                .list();
    }

    Optional<Kept> find(TenantId tenant, String kid) {
        return database.sql("select kid, algorithm, state, created_at, state_since from signing_key"
                        + " where tenant_id = ? and kid = ?")
                .params(tenant.value(), kid)
                .query(StoredKeys::kept)
                .optional();
    }

    /// The tenants some of whose keys have been in their state for as long as they should.
    List<TenantId> due(Instant now, KeyTimes times) {
        return database.sql("""
                        select distinct tenant_id from signing_key
                         where state = 'PREPARED'
                            or state = 'PUBLISHED' and state_since <= ?
                            or state = 'ACTIVE' and state_since <= ?
                            or state = 'DRAINING' and state_since <= ?""")
                .params(
                        Timestamp.from(now.minus(times.published())),
                        Timestamp.from(now.minus(times.period())),
                        Timestamp.from(now.minus(times.draining())))
                .query((row, _) -> new TenantId(row.getString(1)))
                .list();
    }

    /// The algorithms whose active key has been so since then or longer.
    List<Algorithm> tooOld(TenantId tenant, Instant since) {
        return database.sql("select algorithm from signing_key"
                        + " where tenant_id = ? and state = 'ACTIVE' and state_since <= ?")
                .params(tenant.value(), Timestamp.from(since))
                .query((row, _) -> Algorithm.valueOf(row.getString(1)))
                .list();
    }

    boolean hasSuccessor(TenantId tenant, Algorithm algorithm) {
        return database.sql("select exists (select from signing_key"
                        + " where tenant_id = ? and algorithm = ? and state in ('PREPARED', 'PUBLISHED'))")
                .params(tenant.value(), algorithm.name())
                .query(Boolean.class)
                .single();
    }

    /// Moves a key on: true for exactly one caller. A retired one loses its private half. Joins the caller's
    /// transaction.
    boolean move(TenantId tenant, String kid, KeyState from, KeyState to, Instant now) {
        int rows = database.sql("update signing_key set state = ?, state_since = ?,"
                        + " sealed_private_key = case when ? then '' else sealed_private_key end"
                        + " where tenant_id = ? and kid = ? and state = ?")
                .params(to.name(), Timestamp.from(now), !to.isKept(), tenant.value(), kid, from.name())
                .update();
        return changed(tenant, rows);
    }

    /// Ends the signing of the active key, if there is one. Joins the caller's transaction.
    boolean drainActive(TenantId tenant, Algorithm algorithm, Instant now) {
        int rows = database.sql("update signing_key set state = 'DRAINING', state_since = ?"
                        + " where tenant_id = ? and algorithm = ? and state = 'ACTIVE'")
                .params(Timestamp.from(now), tenant.value(), algorithm.name())
                .update();
        return changed(tenant, rows);
    }

    /// Joins the caller's transaction.
    void compromise(TenantId tenant, String kid, Instant now) {
        int rows = database.sql("update signing_key set state = 'COMPROMISED', state_since = ?, sealed_private_key = ''"
                        + " where tenant_id = ? and kid = ?")
                .params(Timestamp.from(now), tenant.value(), kid)
                .update();
        changed(tenant, rows);
    }

    /// Lets a key that waits sign now; false when none does. Joins the caller's transaction.
    boolean promoteSuccessor(TenantId tenant, Algorithm algorithm, Instant now) {
        int rows = database.sql("update signing_key set state = 'ACTIVE', state_since = ?"
                        + " where tenant_id = ? and algorithm = ? and state in ('PREPARED', 'PUBLISHED')")
                .params(Timestamp.from(now), tenant.value(), algorithm.name())
                .update();
        return changed(tenant, rows);
    }

    private boolean changed(TenantId tenant, int rows) {
        if (rows > 0) {
            feed.append(tenant, FEED_KIND, RING);
        }
        return rows > 0;
    }

    private static Kept kept(ResultSet row, int number) throws SQLException {
        return new Kept(
                row.getString("kid"),
                Algorithm.valueOf(row.getString("algorithm")),
                KeyState.valueOf(row.getString("state")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("state_since").toInstant());
    }

    /// Stores a new key; false when the tenant has one of its algorithm that is active, or is to be, as this one.
    boolean add(TenantId tenant, SigningKey key, Instant now) {
        byte[] secret = key.encodedPrivateKey();
        try {
            int rows = database.sql(
                            "insert into signing_key (tenant_id, kid, algorithm, state, public_key, sealed_private_key,"
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
            return changed(tenant, rows);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private Optional<KeyRing> load(TenantId tenant) {
        List<Sealed> kept = database.sql("select kid, algorithm, state, public_key, sealed_private_key"
                        + " from signing_key where tenant_id = ? and state in ('PUBLISHED', 'ACTIVE', 'DRAINING')"
                        + " order by algorithm, created_at, kid")
                .param(tenant.value())
                .query(StoredKeys::sealed)
                .list();
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new KeyRing(kept.stream().map(each -> key(tenant, each)).toList()));
    }

    /// As it is stored: opened when the connection is given back, since that may take another.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(String kid, Algorithm algorithm, KeyState state, byte[] publicKey, byte[] secret) {}

    private static Sealed sealed(ResultSet row, int number) throws SQLException {
        return new Sealed(
                row.getString("kid"),
                Algorithm.valueOf(row.getString("algorithm")),
                KeyState.valueOf(row.getString("state")),
                row.getBytes("public_key"),
                row.getBytes("sealed_private_key"));
    }

    private SigningKey key(TenantId tenant, Sealed kept) {
        byte[] secret = sealed.open(tenant, place(kept.kid()), kept.secret());
        try {
            return SigningKey.read(kept.algorithm(), kept.state(), secret, kept.publicKey());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static String place(String kid) {
        return "token-key/" + kid;
    }
}
