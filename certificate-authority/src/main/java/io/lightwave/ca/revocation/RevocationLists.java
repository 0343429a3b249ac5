package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The revocation lists of every authority. A list is signed when it is asked for and what belongs in it has changed
/// since, or its half-life is over; otherwise the same bytes are answered, from memory. It is made
/// of the one before and what was changed since; of all records only when that has not been done
/// for as long as a list's half-life, which is when expired certificates leave it.
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
    private final RevocationRecords records;
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
        this.records = new RevocationRecords(jdbc);
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
            return isCurrent(before) ? before.list() : signed(authority, scope, before);
        });
    }

    private RevocationList signed(Authority authority, ListScope scope, Stored before) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        long number = before.list().number() + 1;
        long xmin = records.oldestRunning();
        var basis = before.basis()
                .filter(made ->
                        made.xmin() <= xmin && now.isBefore(made.completeAt().plus(RENEWAL)));
        byte[] entries = basis.map(made -> RevokedCertificates.merged(
                        RevokedCertificates.of(before.list().encoded()),
                        records.changedSince(authority, scope, made.xmin(), now.minus(GRACE))))
                .orElseGet(() -> records.all(authority, scope, now.minus(GRACE)));
        byte[] encoded =
                RevocationListSigner.sign(authority, part(authority, scope), number, now, now.plus(LIFETIME), entries);
        var list = new RevocationList(encoded, number, now.plus(RENEWAL));
        jdbc.sql("""
            update ca_revocation_list
               set number = :number, signed_revision = revision, encoded = :encoded, renew_at = :renewAt,
                   signed_xmin = cast(cast(:xmin as text) as xid8), complete_at = :completeAt
             where tenant_id = :tenant and authority = :authority and shard = :shard\
            """)
                .param("number", number)
                .param("encoded", encoded)
                .param("renewAt", list.renewAt().atOffset(ZoneOffset.UTC))
                .param("xmin", xmin)
                .param("completeAt", basis.map(Basis::completeAt).orElse(now).atOffset(ZoneOffset.UTC))
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

    /// What a list can be extended from.
    ///
    /// @param xmin all that was changed before this transaction is in it
    /// @param completeAt when all records were last read for it
    private record Basis(long xmin, Instant completeAt) {}

    /// @param current whether nothing changed since the list was signed
    /// @param basis empty when the next list must be made of all records
    private record Stored(boolean current, RevocationList list, Optional<Basis> basis) {}

    private Optional<Stored> stored(TenantId tenant, ListScope scope, String lock) {
        return jdbc.sql("""
                         select revision = signed_revision is true as current, encoded, number, renew_at,
                                cast(cast(signed_xmin as text) as bigint) as xmin, complete_at
                           from ca_revocation_list
                          where tenant_id = :tenant and authority = :authority and shard = :shard\
                         """ + lock)
                .param("tenant", tenant.value())
                .param("authority", scope.authority())
                .param("shard", scope.shard())
                .query((row, _) -> {
                    byte[] encoded = row.getBytes("encoded");
                    return new Stored(
                            row.getBoolean("current"),
                            new RevocationList(
                                    encoded == null ? new byte[0] : encoded,
                                    row.getLong("number"),
                                    moment(row, "renew_at").orElse(Instant.MIN)),
                            basis(row));
                })
                .optional();
    }

    private static Optional<Basis> basis(ResultSet row) throws SQLException {
        long xmin = row.getLong("xmin");
        return moment(row, "complete_at").map(at -> new Basis(xmin, at));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
