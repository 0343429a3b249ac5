package io.lightwave.directory.throttle;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Failures in a table, read through the feed's cache. They are written in transactions of their own, so that they
/// stay when the attempt that failed is rolled back.
final class StoredThrottle implements Throttle {
    private static final int MAXIMUM_CACHED = 20_000;
    private static final int MAXIMUM_KEY = 200;
    private static final int FAILURES_BETWEEN_PRUNINGS = 500;

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final TransactionTemplate ownTransaction;
    private final InstantSource clock;
    private final Map<String, ChangeFeed.Cached<Failures>> kinds = new ConcurrentHashMap<>();
    private final AtomicInteger written = new AtomicInteger();

    StoredThrottle(JdbcClient jdbc, ChangeFeed feed, PlatformTransactionManager transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    @Override
    public boolean permits(TenantId tenant, String kind, String key) {
        Optional<Failures> failures = failures(tenant, kind, storable(key));
        return failures.isEmpty() || !clock.instant().isBefore(failures.get().closedUntil());
    }

    private Optional<Failures> failures(TenantId tenant, String kind, String key) {
        return kinds.computeIfAbsent(kind, this::cache).get(tenant, key);
    }

    private ChangeFeed.Cached<Failures> cache(String kind) {
        return feed.cache(
                changes(kind),
                MAXIMUM_CACHED,
                (tenant, key) -> jdbc.sql("""
                        SELECT failures, last_failure FROM throttle WHERE tenant_id = ? AND kind = ? AND key = ?
                        """)
                        .params(tenant.value(), kind, key)
                        .query((row, _) -> new Failures(
                                row.getInt("failures"),
                                row.getObject("last_failure", OffsetDateTime.class)
                                        .toInstant()))
                        .optional());
    }

    private static String changes(String kind) {
        return "throttle-" + kind;
    }

    @Override
    public void failed(TenantId tenant, String kind, String key) {
        Instant now = clock.instant();
        ownTransaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                    INSERT INTO throttle (tenant_id, kind, key, failures, last_failure)
                    VALUES (:tenant, :kind, :key, 1, :now)
                    ON CONFLICT (tenant_id, kind, key) DO UPDATE SET
                        failures = CASE WHEN throttle.last_failure < :forgotten THEN 1
                                        ELSE LEAST(throttle.failures + 1, 1000) END,
                        last_failure = :now
                    """)
                    .param("tenant", tenant.value())
                    .param("kind", kind)
                    .param("key", storable(key))
                    .param("now", at(now))
                    .param("forgotten", at(now.minus(Failures.FORGOTTEN_AFTER)))
                    .update();
            feed.append(tenant, changes(kind), storable(key));
        });
        if (written.incrementAndGet() % FAILURES_BETWEEN_PRUNINGS == 0) {
            prune(now);
        }
    }

    /// What guessers leave behind, who also guess at names. Nobody waits for it and nothing depends on it.
    private void prune(Instant now) {
        jdbc.sql("DELETE FROM throttle WHERE last_failure < ?")
                .param(at(now.minus(Failures.FORGOTTEN_AFTER)))
                .update();
    }

    @Override
    public void succeeded(TenantId tenant, String kind, String key) {
        if (failures(tenant, kind, storable(key)).isEmpty()) {
            return;
        }
        ownTransaction.executeWithoutResult(_ -> {
            jdbc.sql("DELETE FROM throttle WHERE tenant_id = ? AND kind = ? AND key = ?")
                    .params(tenant.value(), kind, storable(key))
                    .update();
            feed.append(tenant, changes(kind), storable(key));
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /// The key, or its hash where it would not fit into the index or not be text for PostgreSQL.
    private static String storable(String key) {
        if (key.length() <= MAXIMUM_KEY && key.indexOf('\0') < 0) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
