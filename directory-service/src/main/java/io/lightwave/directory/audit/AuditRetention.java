package io.lightwave.directory.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Removes what tenants want to keep no longer, whole seals at a time, and leaves a proof that it did.
final class AuditRetention {
    static final Duration INTERVAL = Duration.ofHours(6);

    private static final int LEAST_DAYS = 30;
    private static final int MOST_DAYS = 36_500;
    private static final int SEALS_AT_ONCE = 1_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SealedKeys keys;
    private final Audit audit;
    private final InstantSource clock;

    AuditRetention(
            JdbcClient jdbc, TransactionTemplate transaction, SealedKeys keys, Audit audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    Optional<Integer> days(TenantId tenant) {
        return jdbc.sql("SELECT days FROM audit_retention WHERE tenant_id = ?")
                .param(tenant.value())
                .query(Integer.class)
                .optional();
    }

    void keepFor(TenantId tenant, @Nullable Integer days, String actor, Origin origin) {
        if (days != null && (days < LEAST_DAYS || days > MOST_DAYS)) {
            throw new InvalidFieldException(
                    "retentionDays", "is not between %d and %d".formatted(LEAST_DAYS, MOST_DAYS));
        }
        transaction.executeWithoutResult(_ -> {
            if (days == null) {
                jdbc.sql("DELETE FROM audit_retention WHERE tenant_id = ?")
                        .param(tenant.value())
                        .update();
            } else {
                jdbc.sql("INSERT INTO audit_retention (tenant_id, days) VALUES (?, ?)"
                                + " ON CONFLICT (tenant_id) DO UPDATE SET days = excluded.days")
                        .param(tenant.value())
                        .param(days)
                        .update();
            }
            audit.recordChange(new AuditEvent(
                    tenant,
                    actor,
                    "policy.update",
                    "policy:audit",
                    AuditEvent.Outcome.SUCCESS,
                    days == null ? "kept for ever" : "kept for %d days".formatted(days),
                    origin));
        });
    }

    /// All tenants', as far as they are due.
    void removeTheOld() {
        record Due(TenantId tenant, int days) {}
        List<Due> due = jdbc.sql("SELECT tenant_id, days FROM audit_retention ORDER BY tenant_id")
                .query((row, _) -> new Due(new TenantId(row.getString("tenant_id")), row.getInt("days")))
                .list();
        for (Due one : due) {
            while (removeSome(one.tenant, one.days)) {
                // until none of the tenant's is due
            }
        }
    }

    private boolean removeSome(TenantId tenant, int days) {
        return transaction.execute(_ -> {
            Optional<AuditSeal.Link> last = jdbc.sql("""
                            SELECT %s FROM (
                                SELECT * FROM audit_seal WHERE tenant_id = :tenant AND sealed_at < :before
                                ORDER BY number LIMIT :most FOR UPDATE) oldest
                            ORDER BY number DESC LIMIT 1""".formatted(AuditSeal.Link.COLUMNS))
                    .param("tenant", tenant.value())
                    .param(
                            "before",
                            OffsetDateTime.ofInstant(clock.instant().minus(Duration.ofDays(days)), ZoneOffset.UTC))
                    .param("most", SEALS_AT_ONCE)
                    .query((row, _) -> AuditSeal.Link.read(row))
                    .optional();
            last.ifPresent(seal -> remove(tenant, seal));
            return last.isPresent();
        });
    }

    private void remove(TenantId tenant, AuditSeal.Link seal) {
        jdbc.sql("SELECT set_config('lightwave.audit_retention', 'on', true)")
                .query(String.class)
                .single();
        int events = jdbc.sql("""
                        DELETE FROM audit_event
                        WHERE tenant_id = :tenant AND (epoch, xid) < (:epoch, :upTo::xid8)""")
                .param("tenant", tenant.value())
                .param("epoch", seal.epoch())
                .param("upTo", Long.toString(seal.upTo()))
                .update();
        jdbc.sql("DELETE FROM audit_seal WHERE tenant_id = ? AND number <= ?")
                .param(tenant.value())
                .param(seal.number())
                .update();
        jdbc.sql("""
                        INSERT INTO audit_removed (tenant_id, number, epoch, up_to, hash, mac)
                        VALUES (?, ?, ?, ?::xid8, ?, ?)
                        ON CONFLICT (tenant_id) DO UPDATE SET number = excluded.number, epoch = excluded.epoch,
                            up_to = excluded.up_to, hash = excluded.hash, mac = excluded.mac""")
                .param(tenant.value())
                .param(seal.number())
                .param(seal.epoch())
                .param(Long.toString(seal.upTo()))
                .param(seal.hash())
                .param(AuditSeal.macOfRemoval(keys, tenant, seal))
                .update();
        audit.recordChange(new AuditEvent(
                tenant,
                "server",
                "audit.remove",
                "up to seal %d".formatted(seal.number()),
                AuditEvent.Outcome.SUCCESS,
                "%d events, by the tenant's retention".formatted(events),
                new Origin("", "")));
    }
}
