package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.ListScope;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Into which part of an authority's revocation list a new certificate goes, so that no list grows beyond bounds: into
/// the last one, until that has as many live certificates as a list should have. Each node counts what it signs, and
/// writes its count down now and then, so that a part may have some more.
public final class Shards {
    private static final String CHANGED = "ca-shard";
    private static final int MOST_IN_MEMORY = 10_000;
    /// So many times is counted until a part is full.
    private static final int STEPS = 100;

    private final RevocationLists lists;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final int most;
    private final ChangeFeed.Cached<Integer> cache;
    private final Map<Signer, AtomicInteger> signed = new ConcurrentHashMap<>();

    private record Signer(TenantId tenant, String authority) {}

    private record Part(int shard, long assigned) {}

    /// @param most live certificates of one part
    Shards(
            RevocationLists lists,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            InstantSource clock,
            int most) {
        this.lists = lists;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.feed = feed;
        this.clock = clock;
        this.most = most;
        this.cache = feed.cache(
                CHANGED,
                MOST_IN_MEMORY,
                (tenant, authority) -> last(tenant, authority, "").map(Part::shard));
    }

    /// The part for the authority's next certificate.
    public int open(TenantId tenant, String authority) {
        return cache.get(tenant, authority).orElse(0);
    }

    /// To be called for each certificate that was signed, outside of transactions.
    public void signed(TenantId tenant, String authority) {
        var counter = signed.computeIfAbsent(new Signer(tenant, authority), _ -> new AtomicInteger());
        int step = Math.max(1, most / STEPS);
        if (counter.incrementAndGet() >= step) {
            int some = counter.getAndSet(0);
            if (some > 0) {
                transaction.executeWithoutResult(_ -> count(tenant, authority, some));
            }
        }
    }

    private void count(TenantId tenant, String authority, int some) {
        var part = last(tenant, authority, " for update").orElseGet(() -> first(tenant, authority));
        long assigned = part.assigned() + some;
        if (assigned >= most) {
            assigned = live(tenant, authority, part.shard());
        }
        write(tenant, authority, part.shard(), assigned);
        if (assigned >= most - most / STEPS) {
            write(tenant, authority, part.shard() + 1, 0);
            lists.outdated(tenant, Set.of(new ListScope(authority, part.shard()))); // it is no longer the whole
            feed.append(tenant, CHANGED, authority);
        }
    }

    /// Another node may be making it too.
    private Part first(TenantId tenant, String authority) {
        jdbc.sql("""
            insert into ca_shard (tenant_id, authority, shard, assigned) values (:tenant, :authority, 0, 0)
            on conflict do nothing\
            """)
                .param("tenant", tenant.value())
                .param("authority", authority)
                .update();
        return last(tenant, authority, " for update").orElseThrow();
    }

    private void write(TenantId tenant, String authority, int shard, long assigned) {
        jdbc.sql("""
            insert into ca_shard (tenant_id, authority, shard, assigned)
            values (:tenant, :authority, :shard, :assigned)
            on conflict (tenant_id, authority, shard) do update set assigned = excluded.assigned\
            """)
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("shard", shard)
                .param("assigned", assigned)
                .update();
    }

    private long live(TenantId tenant, String authority, int shard) {
        return jdbc.sql("""
            select count(*) from ca_certificate
             where tenant_id = :tenant and authority = :authority and not_after >= :now and shard = :shard\
            """)
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("shard", shard)
                .query(Long.class)
                .single();
    }

    private Optional<Part> last(TenantId tenant, String authority, String lock) {
        return jdbc.sql("""
                         select shard, assigned from ca_shard
                          where tenant_id = :tenant and authority = :authority order by shard desc limit 1\
                         """ + lock)
                .param("tenant", tenant.value())
                .param("authority", authority)
                .query((row, _) -> new Part(row.getInt("shard"), row.getLong("assigned")))
                .optional();
    }
}
