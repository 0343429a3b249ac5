package io.lightwave.directory.throttle;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SourceNetwork;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// From which networks which accounts have come: the latest ones of each, for a while. What is kept of a network is a
/// hash of it and the account.
final class KnownNetworks {
    private static final String CHANGES = "known-network";
    private static final int MAXIMUM_CACHED = 20_000;
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration NOTED_AGAIN_AFTER = Duration.ofDays(1);
    private static final int OF_AN_ACCOUNT = 20;
    private static final int ADDED_BETWEEN_PRUNINGS = 500;

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final ChangeFeed.Cached<Instant> latest;
    private final AtomicInteger added = new AtomicInteger();

    KnownNetworks(JdbcClient jdbc, ChangeFeed feed, TransactionTemplate transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.transactions = transactions;
        this.clock = clock;
        this.latest = feed.cache(
                CHANGES,
                MAXIMUM_CACHED,
                (tenant, key) -> jdbc.sql("""
                        SELECT last_success FROM known_network
                        WHERE tenant_id = ? AND account = ? AND network_hash = ?
                        """)
                        .params(tenant.value(), account(key), hash(key))
                        .query((row, _) -> row.getObject("last_success", OffsetDateTime.class)
                                .toInstant())
                        .optional());
    }

    boolean contains(TenantId tenant, String account, SourceNetwork network) {
        return isAfter(tenant, key(account, network), clock.instant().minus(KEPT));
    }

    private boolean isAfter(TenantId tenant, String key, Instant earliest) {
        return latest.get(tenant, key).filter(earliest::isBefore).isPresent();
    }

    /// Keeps in the cache what [#add] will ask for: in a transaction nothing is put there.
    void readAhead(TenantId tenant, String account, SourceNetwork network) {
        latest.get(tenant, key(account, network));
    }

    /// Joins the caller's transaction.
    void add(TenantId tenant, String account, SourceNetwork network) {
        String key = key(account, network);
        Instant now = clock.instant();
        if (isAfter(tenant, key, now.minus(NOTED_AGAIN_AFTER))) {
            return;
        }
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("""
                    INSERT INTO known_network (tenant_id, account, network_hash, last_success) VALUES (?, ?, ?, ?)
                    ON CONFLICT (tenant_id, account, network_hash) DO UPDATE SET last_success = excluded.last_success
                    """).params(tenant.value(), account, hash(key), at(now)).update();
            jdbc.sql("""
                    DELETE FROM known_network WHERE tenant_id = :tenant AND account = :account AND network_hash IN
                        (SELECT network_hash FROM known_network WHERE tenant_id = :tenant AND account = :account
                         ORDER BY last_success DESC OFFSET :kept)
                    """)
                    .param("tenant", tenant.value())
                    .param("account", account)
                    .param("kept", OF_AN_ACCOUNT)
                    .update();
            feed.append(tenant, CHANGES, key);
        });
        if (added.incrementAndGet() % ADDED_BETWEEN_PRUNINGS == 0) {
            jdbc.sql("DELETE FROM known_network WHERE last_success < ?")
                    .params(at(now.minus(KEPT)))
                    .update();
        }
    }

    private static String key(String account, SourceNetwork network) {
        return account + " " + network.value();
    }

    private static String account(String key) {
        return key.substring(0, key.lastIndexOf(' '));
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
