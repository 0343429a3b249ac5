package io.lightwave.directory.throttle;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SourceNetwork;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    private static final String WHOLE = "";
    private static final int FAILURES_BETWEEN_PRUNINGS = 500;

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final TransactionTemplate ownTransaction;
    private final KnownNetworks known;
    private final ThrottlePolicies policies;
    private final InstantSource clock;
    private final Map<String, ChangeFeed.Cached<Failures>> kinds = new ConcurrentHashMap<>();
    private final AtomicInteger written = new AtomicInteger();

    StoredThrottle(
            JdbcClient jdbc,
            ChangeFeed feed,
            PlatformTransactionManager transactions,
            ThrottlePolicies policies,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.known = new KnownNetworks(jdbc, feed, new TransactionTemplate(transactions), clock);
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public boolean permits(TenantId tenant, String kind, String key) {
        return isOpen(tenant, Limit.ACCOUNT, kind, key);
    }

    private boolean isOpen(TenantId tenant, Limit limit, String kind, String key) {
        return failures(tenant, kind, storable(key))
                .filter(failures -> clock.instant().isBefore(Limit.closedUntil(failures, policies.of(tenant, limit))))
                .isEmpty();
    }

    @Override
    public Optional<Closed> closed(Guess guess) {
        if (!permits(guess.tenant(), guess.kind(), guess.key())) {
            return Optional.of(Closed.ACCOUNT);
        }
        return closedSource(guess).filter(_ -> !isKnown(guess));
    }

    @Override
    public boolean isSourceClosed(Guess guess) {
        return closedSource(guess).isPresent();
    }

    private Optional<Closed> closedSource(Guess guess) {
        Limit ofNetwork = Limit.ofNetwork(guess.whose());
        if (SourceNetwork.of(guess.address())
                .filter(network -> !isOpen(guess.tenant(), ofNetwork, ofNetwork.kind(), network.value()))
                .isPresent()) {
            return Optional.of(Closed.NETWORK);
        }
        return Limit.ofTenant(guess.whose())
                .filter(limit -> !isOpen(guess.tenant(), limit, limit.kind(), WHOLE))
                .map(_ -> Closed.TENANT);
    }

    private boolean isKnown(Guess guess) {
        return !guess.account().isEmpty()
                && SourceNetwork.of(guess.address())
                        .filter(network -> known.contains(guess.tenant(), guess.account(), network))
                        .isPresent();
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
                        .query(StoredThrottle::read)
                        .optional());
    }

    private static String changes(String kind) {
        return "throttle-" + kind;
    }

    @Override
    public void failed(TenantId tenant, String kind, String key) {
        Instant now = clock.instant();
        ownTransaction.executeWithoutResult(_ -> count(tenant, Limit.ACCOUNT, kind, storable(key), now));
        pruneSometimes(now);
    }

    @Override
    public void failed(Guess guess) {
        Instant now = clock.instant();
        boolean stranger = !isKnown(guess);
        // Always in this order, so that two of them never wait for one another.
        ownTransaction.executeWithoutResult(_ -> {
            count(guess.tenant(), Limit.ACCOUNT, guess.kind(), storable(guess.key()), now);
            if (stranger) {
                countOfStranger(guess, now);
            }
        });
        pruneSometimes(now);
    }

    private void countOfStranger(Guess guess, Instant now) {
        Limit ofNetwork = Limit.ofNetwork(guess.whose());
        SourceNetwork.of(guess.address())
                .ifPresent(network -> count(guess.tenant(), ofNetwork, ofNetwork.kind(), network.value(), now));
        Limit.ofTenant(guess.whose()).ifPresent(limit -> count(guess.tenant(), limit, limit.kind(), WHOLE, now));
    }

    @Override
    public Optional<Closed> take(Guess guess) {
        Optional<Closed> closed = closed(guess);
        if (closed.isPresent()) {
            return closed;
        }
        String key = storable(guess.key());
        boolean taken = Boolean.TRUE.equals(ownTransaction.execute(_ -> {
            Failures before = locked(guess.tenant(), guess.kind(), key);
            Instant now = clock.instant();
            boolean open = !now.isBefore(Limit.closedUntil(before, policies.of(guess.tenant(), Limit.ACCOUNT)));
            if (open) {
                count(guess.tenant(), Limit.ACCOUNT, guess.kind(), key, now);
            }
            return open;
        }));
        pruneSometimes(clock.instant());
        return taken ? Optional.empty() : Optional.of(Closed.ACCOUNT);
    }

    /// As they are now, whatever a cache says; nobody else counts them before the transaction ends.
    private Failures locked(TenantId tenant, String kind, String key) {
        jdbc.sql("""
                INSERT INTO throttle (tenant_id, kind, key, failures, last_failure) VALUES (?, ?, ?, 0, ?)
                ON CONFLICT DO NOTHING
                """).params(tenant.value(), kind, key, at(clock.instant())).update();
        return jdbc.sql("""
                SELECT failures, last_failure FROM throttle WHERE tenant_id = ? AND kind = ? AND key = ? FOR UPDATE
                """)
                .params(tenant.value(), kind, key)
                .query(StoredThrottle::read)
                .optional()
                .orElseGet(() -> new Failures(0, clock.instant())); // forgotten just now, after a success
    }

    private static Failures read(ResultSet row, int number) throws SQLException {
        return new Failures(
                row.getDouble("failures"),
                row.getObject("last_failure", OffsetDateTime.class).toInstant());
    }

    @Override
    public void wasWrong(Guess guess) {
        if (!isKnown(guess)) {
            Instant now = clock.instant();
            ownTransaction.executeWithoutResult(_ -> countOfStranger(guess, now));
        }
    }

    private void count(TenantId tenant, Limit limit, String kind, String key, Instant now) {
        jdbc.sql("""
                INSERT INTO throttle (tenant_id, kind, key, failures, last_failure)
                VALUES (:tenant, :kind, :key, 1, :now)
                ON CONFLICT (tenant_id, kind, key) DO UPDATE SET
                    failures = CASE WHEN throttle.last_failure < :forgotten THEN 1
                                    ELSE LEAST(:most, 1 + throttle.failures * power(CAST(0.5 AS float8),
                                        GREATEST(0, extract(epoch FROM excluded.last_failure - throttle.last_failure))
                                            / CAST(:halving AS float8))) END,
                    last_failure = :now
                """)
                .param("tenant", tenant.value())
                .param("kind", kind)
                .param("key", key)
                .param("now", at(now))
                .param("forgotten", at(now.minus(Limit.FORGOTTEN_AFTER)))
                .param("most", Limit.most(policies.of(tenant, limit)))
                .param("halving", limit.halving())
                .update();
        feed.append(tenant, changes(kind), key);
    }

    private void pruneSometimes(Instant now) {
        if (written.incrementAndGet() % FAILURES_BETWEEN_PRUNINGS == 0) {
            prune(now);
        }
    }

    /// What guessers leave behind, who also guess at names. Nobody waits for it and nothing depends on it.
    private void prune(Instant now) {
        jdbc.sql("DELETE FROM throttle WHERE last_failure < ?")
                .param(at(now.minus(Limit.FORGOTTEN_AFTER)))
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

    @Override
    public void succeeded(Guess guess) {
        succeeded(guess.tenant(), guess.kind(), guess.key());
        switch (guess.whose()) {
            case PEOPLE ->
                SourceNetwork.of(guess.address())
                        .ifPresent(network -> known.readAhead(guess.tenant(), guess.account(), network));
            case CLIENTS -> {
                if (isSuspect(guess)) {
                    remember(guess.tenant(), guess.account(), guess.address());
                }
            }
        }
    }

    /// Where nobody has failed, nothing is written of the containers that start there.
    private boolean isSuspect(Guess guess) {
        String kind = Limit.ofNetwork(guess.whose()).kind();
        return SourceNetwork.of(guess.address())
                .flatMap(network -> failures(guess.tenant(), kind, network.value()))
                .isPresent();
    }

    @Override
    public void remember(TenantId tenant, String account, String address) {
        SourceNetwork.of(address).ifPresent(network -> known.add(tenant, account, network));
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
