package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.revocation.RevokedCertificates.Revoked;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the certificates' records say of revocation, by serial number; nothing for one that is not revoked.
final class RevocationRecords {
    private final JdbcClient jdbc;

    RevocationRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The transaction before which all have ended. What was changed by those is seen by each later look, and what
    /// was not, bears this number or a higher one.
    long oldestRunning() {
        return jdbc.sql("select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)")
                .query(Long.class)
                .single();
    }

    /// The entries of all that are revoked, in their order. A hundred thousand of them are the first work of a process
    /// that has compiled none of this: the database sorts, and of each only what an entry says is made.
    ///
    /// @param since the end of the certificates that expired last of those that no longer belong in a list
    byte[] all(Authority authority, ListScope scope, Instant since) {
        var entries = new RevokedCertificates.Writer();
        jdbc.sql("""
                 select serial, cast(floor(extract(epoch from revoked_at)) as bigint) as second, revocation_reason
                   from ca_certificate
                  where tenant_id = :tenant and authority = :authority and shard = :shard and not_after >= :since
                    and revoked_at is not null
                  order by second, length(serial), serial collate "C"\
                 """)
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("shard", scope.shard())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    entries.add(row.getString(1), row.getLong(2), reason(row.getString(3)));
                });
        return entries.written();
    }

    /// Those that a transaction from `xmin` on changed, and perhaps some more.
    ///
    /// @param since as above
    Map<BigInteger, Optional<Revoked>> changedSince(Authority authority, ListScope scope, long xmin, Instant since) {
        Map<BigInteger, Optional<Revoked>> found = new HashMap<>();
        jdbc.sql("""
                 select serial, revoked_at, revocation_reason from ca_certificate
                  where tenant_id = :tenant and authority = :authority and shard = :shard and not_after >= :since
                    and state_xact >= cast(cast(:xmin as text) as xid8)\
                 """)
                .param("tenant", authority.tenant().value())
                .param("authority", authority.name())
                .param("shard", scope.shard())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("xmin", xmin)
                .query(row -> {
                    found.put(new BigInteger(row.getString("serial"), 16), revoked(row));
                });
        return found;
    }

    private static Optional<Revoked> revoked(ResultSet row) throws SQLException {
        var at = row.getObject("revoked_at", OffsetDateTime.class);
        return at == null
                ? Optional.empty()
                : Optional.of(new Revoked(at.toInstant(), reason(row.getString("revocation_reason"))));
    }

    private static RevocationReason reason(String word) {
        return RevocationReason.of(word).orElseThrow();
    }
}
