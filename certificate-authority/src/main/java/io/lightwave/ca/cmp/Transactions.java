package io.lightwave.ca.cmp;

import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Transactions that have been begun: none is begun twice, on whichever node, and a certificate waits in one for its
/// confirmation.
final class Transactions {
    /// How long a certificate waits, and at least as long as a message could be shown again.
    private static final Duration KEPT = CmpMessage.FRESH.plusMinutes(5);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    Transactions(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// False when it has been begun before.
    boolean begin(TenantId tenant, byte[] id, String means) {
        return jdbc.sql("""
                        insert into cmp_transaction (tenant_id, id, sender, expires_at)
                        values (:tenant, :id, :sender, :expires) on conflict do nothing""")
                        .param("tenant", tenant.value())
                        .param("id", id)
                        .param("sender", means)
                        .param("expires", at(clock.instant().plus(KEPT)))
                        .update()
                == 1;
    }

    /// Lets a certificate wait for its confirmation.
    ///
    /// @param requestId by which the confirmation names it
    /// @param nonce of the answer, which the confirmation repeats
    /// @return until when
    Instant await(TenantId tenant, byte[] id, UUID certificate, int requestId, byte[] nonce) {
        return jdbc.sql("""
                        update cmp_transaction set certificate_id = :certificate, request_id = :request, nonce = :nonce
                         where tenant_id = :tenant and id = :id
                        returning expires_at""")
                .param("certificate", certificate)
                .param("request", requestId)
                .param("nonce", nonce)
                .param("tenant", tenant.value())
                .param("id", id)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /// @param requestId by which its confirmation names the certificate
    /// @param nonce of the answer that brought it
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Waiting(TenantId tenant, byte[] id, UUID certificate, int requestId, byte[] nonce) {}

    /// What waits in a transaction that the sender has begun.
    Optional<Waiting> waiting(TenantId tenant, byte[] id, String means) {
        return jdbc.sql("""
                        select tenant_id, id, certificate_id, request_id, nonce from cmp_transaction
                         where tenant_id = :tenant and id = :id and sender = :sender
                           and certificate_id is not null and expires_at > :now""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("sender", means)
                .param("now", at(clock.instant()))
                .query((row, _) -> waiting(row))
                .optional();
    }

    /// Whether a certificate has waited in a transaction that the sender has begun, and waits no longer.
    boolean hasEnded(TenantId tenant, byte[] id, String means) {
        return jdbc.sql("""
                        select exists (select 1 from cmp_transaction
                         where tenant_id = :tenant and id = :id and sender = :sender
                           and certificate_id is null and nonce is not null)""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("sender", means)
                .query(Boolean.class)
                .single();
    }

    /// Ends the wait, in whichever way; false when it has ended already.
    boolean end(Waiting waiting) {
        return jdbc.sql("""
                        update cmp_transaction set certificate_id = null, request_id = null
                         where tenant_id = :tenant and id = :id and certificate_id = :certificate""")
                        .param("tenant", waiting.tenant().value())
                        .param("id", waiting.id())
                        .param("certificate", waiting.certificate())
                        .update()
                == 1;
    }

    /// Some of those that have waited in vain, the oldest first.
    ///
    /// @param passed how many of the oldest are passed over
    List<Waiting> unconfirmed(int passed, int most) {
        return jdbc.sql("""
                        select tenant_id, id, certificate_id, request_id, nonce from cmp_transaction
                         where expires_at <= :now and certificate_id is not null
                         order by expires_at, tenant_id, id offset :passed limit :most""")
                .param("now", at(clock.instant()))
                .param("passed", passed)
                .param("most", most)
                .query((row, _) -> waiting(row))
                .list();
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                new TenantId(row.getString("tenant_id")),
                row.getBytes("id"),
                row.getObject("certificate_id", UUID.class),
                row.getInt("request_id"),
                row.getBytes("nonce"));
    }

    /// Forgets those that can be begun again without harm.
    void purge() {
        jdbc.sql("delete from cmp_transaction where expires_at < :now and certificate_id is null")
                .param("now", at(clock.instant()))
                .update();
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
