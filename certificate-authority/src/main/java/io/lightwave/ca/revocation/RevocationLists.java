package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.revocation.RevocationListSigner.Entry;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
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
    private static final int MOST_IN_MEMORY = 1_000;
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration RENEWAL = Duration.ofHours(12);
    /// An expired certificate stays this long, so that at least one list after its end names it (RFC 5280 §3.3).
    private static final Duration GRACE = Duration.ofHours(24);

    private final Authorities authorities;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final ChangeFeed.Cached<RevocationList> cache;

    RevocationLists(
            Authorities authorities,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            InstantSource clock) {
        this.authorities = authorities;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.feed = feed;
        this.clock = clock;
        this.cache = feed.cache(CHANGED, MOST_IN_MEMORY, this::load);
    }

    /// The authority's current list; empty when there is no such authority.
    Optional<RevocationList> current(TenantId tenant, String authority) {
        if (authorities.find(tenant, authority).isEmpty()) {
            return Optional.empty();
        }
        var cached = cache.get(tenant, authority);
        if (cached.isEmpty() || clock.instant().isBefore(cached.get().renewAt())) {
            return cached;
        }
        transaction.executeWithoutResult(_ -> feed.append(tenant, CHANGED, authority));
        return load(tenant, authority);
    }

    /// Announces, in the transaction that changes certificates, that the lists of these authorities are out of date.
    void outdated(TenantId tenant, Set<String> changed) {
        for (String authority : new TreeSet<>(changed)) { // always in the same order, against deadlocks
            jdbc.sql("""
                            insert into ca_revocation_list (tenant_id, authority, shard, revision)
                            values (:tenant, :authority, :shard, 1)
                            on conflict (tenant_id, authority, shard)
                            do update set revision = ca_revocation_list.revision + 1""")
                    .param("tenant", tenant.value())
                    .param("authority", authority)
                    .param("shard", Publications.SHARD)
                    .update();
            feed.append(tenant, CHANGED, authority);
        }
    }

    private Optional<RevocationList> load(TenantId tenant, String name) {
        return stored(tenant, name, "")
                .filter(this::isCurrent)
                .map(Stored::list)
                .or(() -> authorities.find(tenant, name).map(this::renewed));
    }

    private boolean isCurrent(Stored stored) {
        return stored.current() && clock.instant().isBefore(stored.list().renewAt());
    }

    private RevocationList renewed(Authority authority) {
        return transaction.execute(_ -> {
            jdbc.sql("""
                            insert into ca_revocation_list (tenant_id, authority, shard)
                            values (:tenant, :authority, :shard) on conflict do nothing""")
                    .param("tenant", authority.tenant().value())
                    .param("authority", authority.name())
                    .param("shard", Publications.SHARD)
                    .update();
            var before =
                    stored(authority.tenant(), authority.name(), " for update").orElseThrow();
            return isCurrent(before)
                    ? before.list()
                    : signed(authority, before.list().number() + 1);
        });
    }

    private RevocationList signed(Authority authority, long number) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        byte[] encoded = RevocationListSigner.sign(authority, number, now, now.plus(LIFETIME), entries(authority, now));
        var list = new RevocationList(encoded, number, now.plus(RENEWAL));
        jdbc.sql("""
                        update ca_revocation_list
                           set number = :number, signed_revision = revision, encoded = :encoded, renew_at = :renewAt
                         where tenant_id = :tenant and authority = :authority and shard = :shard""")
                .param("number", number)
                .param("encoded", encoded)
                .param("renewAt", list.renewAt().atOffset(ZoneOffset.UTC))
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("shard", Publications.SHARD)
                .update();
        return list;
    }

    private List<Entry> entries(Authority authority, Instant now) {
        return jdbc.sql("""
                        select serial, revoked_at, revocation_reason from ca_certificate
                         where tenant_id = :tenant and authority = :authority
                           and revoked_at is not null and not_after >= :since
                         order by revoked_at, serial""")
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
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

    private Optional<Stored> stored(TenantId tenant, String authority, String lock) {
        return jdbc.sql("""
                        select revision = signed_revision is true as current, encoded, number, renew_at
                          from ca_revocation_list
                         where tenant_id = :tenant and authority = :authority and shard = :shard""" + lock)
                .param("tenant", tenant.value())
                .param("authority", authority)
                .param("shard", Publications.SHARD)
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
