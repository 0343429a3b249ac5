package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.revocation.RevocationListSigner.Entry;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The revocation lists of every authority. A list is signed when it is asked for and what belongs in it has changed
/// since, or its half-life is over; otherwise the same bytes are answered, from memory.
final class RevocationLists {
    private static final String CHANGED = "ca-revocation-list";
    private static final long MOST_BYTES = 32L << 20;
    private static final int BYTES_BESIDE = 256;
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration RENEWAL = Duration.ofHours(12);
    /// An expired certificate stays this long, so that at least one list after its end names it (RFC 5280 §3.3).
    private static final Duration GRACE = Duration.ofHours(24);

    private final Authorities authorities;
    private final Publications publications;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final ChangeFeed.Cached<RevocationList> cache;

    RevocationLists(
            Authorities authorities,
            Publications publications,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            InstantSource clock) {
        this.authorities = authorities;
        this.publications = publications;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.feed = feed;
        this.clock = clock;
        this.cache = feed.cache(
                CHANGED,
                MOST_BYTES,
                list -> list.encoded().length + BYTES_BESIDE,
                (tenant, key) -> load(tenant, scope(key)));
    }

    private static String key(ListScope scope) {
        return "%s/%d".formatted(scope.authority(), scope.shard());
    }

    private static ListScope scope(String key) {
        int slash = key.lastIndexOf('/');
        return new ListScope(key.substring(0, slash), Integer.parseInt(key.substring(slash + 1)));
    }

    /// The current list; empty when there is no such authority. Whether there is such a part is the caller's to know.
    Optional<RevocationList> current(TenantId tenant, ListScope scope) {
        if (authorities.find(tenant, scope.authority()).isEmpty()) {
            return Optional.empty();
        }
        var cached = cache.get(tenant, key(scope));
        if (cached.isEmpty() || clock.instant().isBefore(cached.get().renewAt())) {
            return cached;
        }
        transaction.executeWithoutResult(_ -> feed.append(tenant, CHANGED, key(scope)));
        return load(tenant, scope);
    }

    /// Announces, in the transaction that changes certificates, that these lists are out of date.
    void outdated(TenantId tenant, Set<ListScope> changed) {
        for (ListScope scope : new TreeSet<>(changed)) { // always in the same order, against deadlocks
            jdbc.sql("""
                insert into ca_revocation_list (tenant_id, authority, shard, revision)
                values (:tenant, :authority, :shard, 1)
                on conflict (tenant_id, authority, shard)
                do update set revision = ca_revocation_list.revision + 1\
                """)
                    .param("tenant", tenant.value())
                    .param("authority", scope.authority())
                    .param("shard", scope.shard())
                    .update();
            feed.append(tenant, CHANGED, key(scope));
        }
    }

    private Optional<RevocationList> load(TenantId tenant, ListScope scope) {
        return stored(tenant, scope, "")
                .filter(this::isCurrent)
                .map(Stored::list)
                .or(() -> authorities.find(tenant, scope.authority()).map(authority -> renewed(authority, scope)));
    }

    private boolean isCurrent(Stored stored) {
        return stored.current() && clock.instant().isBefore(stored.list().renewAt());
    }

    private RevocationList renewed(Authority authority, ListScope scope) {
        return transaction.execute(_ -> {
            jdbc.sql("""
                insert into ca_revocation_list (tenant_id, authority, shard)
                values (:tenant, :authority, :shard) on conflict do nothing\
                """)
                    .param("tenant", authority.tenant().value())
                    .param("authority", authority.name())
                    .param("shard", scope.shard())
                    .update();
            var before = stored(authority.tenant(), scope, " for update").orElseThrow();
            return isCurrent(before)
                    ? before.list()
                    : signed(authority, scope, before.list().number() + 1);
        });
    }

    private RevocationList signed(Authority authority, ListScope scope, long number) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        byte[] encoded = RevocationListSigner.sign(
                authority, part(authority, scope), number, now, now.plus(LIFETIME), entries(authority, scope, now));
        var list = new RevocationList(encoded, number, now.plus(RENEWAL));
        jdbc.sql("""
            update ca_revocation_list
               set number = :number, signed_revision = revision, encoded = :encoded, renew_at = :renewAt
             where tenant_id = :tenant and authority = :authority and shard = :shard\
            """)
                .param("number", number)
                .param("encoded", encoded)
                .param("renewAt", list.renewAt().atOffset(ZoneOffset.UTC))
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("shard", scope.shard())
                .update();
        return list;
    }

    /// Where the certificates of this list point to, when there are others too.
    private Optional<URI> part(Authority authority, ListScope scope) {
        boolean others = jdbc.sql("""
            select exists (select 1 from ca_shard
             where tenant_id = :tenant and authority = :authority and shard > 0)\
            """)
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .query(Boolean.class)
                .single();
        return others
                ? Optional.of(publications.list(authority.tenant(), scope.authority(), scope.shard()))
                : Optional.empty();
    }

    private List<Entry> entries(Authority authority, ListScope scope, Instant now) {
        return jdbc.sql("""
            select serial, revoked_at, revocation_reason from ca_certificate
             where tenant_id = :tenant and authority = :authority and shard = :shard
               and revoked_at is not null and not_after >= :since
             order by revoked_at, serial\
            """)
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("shard", scope.shard())
                .param("since", now.minus(GRACE).atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Entry(
                        new BigInteger(row.getString("serial"), 16),
                        row.getObject("revoked_at", OffsetDateTime.class)
                                .toInstant()
                                .truncatedTo(ChronoUnit.SECONDS),
                        RevocationReason.of(row.getString("revocation_reason")).orElseThrow()))
                .list();
    }

    /// @param current whether nothing changed since the list was signed
    private record Stored(boolean current, RevocationList list) {}

    private Optional<Stored> stored(TenantId tenant, ListScope scope, String lock) {
        return jdbc.sql("""
                         select revision = signed_revision is true as current, encoded, number, renew_at
                           from ca_revocation_list
                          where tenant_id = :tenant and authority = :authority and shard = :shard\
                         """ + lock)
                .param("tenant", tenant.value())
                .param("authority", scope.authority())
                .param("shard", scope.shard())
                .query((row, _) -> {
                    var renewAt = row.getObject("renew_at", OffsetDateTime.class);
                    byte[] encoded = row.getBytes("encoded");
                    return new Stored(
                            row.getBoolean("current"),
                            new RevocationList(
                                    encoded == null ? new byte[0] : encoded,
                                    row.getLong("number"),
                                    renewAt == null ? Instant.MIN : renewAt.toInstant()));
                })
                .optional();
    }
}
