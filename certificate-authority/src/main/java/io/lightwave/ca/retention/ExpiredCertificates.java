package io.lightwave.ca.retention;

import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.revocation.OtherCertificates;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Removes the records of certificates that expired long ago. Authorities' stay, and those that were revoked because
/// their key leaked, so that it is never certified again.
final class ExpiredCertificates {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST_AT_ONCE = 1_000; // a transaction stays short
    private static final Origin OWN = new Origin("", "");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChangeFeed feed;
    private final List<OtherCertificates> others;
    private final Audit audit;
    private final InstantSource clock;

    ExpiredCertificates(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChangeFeed feed,
            List<OtherCertificates> others,
            Audit audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.feed = feed;
        this.others = others;
        this.audit = audit;
        this.clock = clock;
    }

    /// Removes all of one tenant, batch by batch; several nodes may do it at once.
    ///
    /// @return how many there were
    int purge(TenantId tenant) {
        Instant limit = clock.instant().minus(KEPT);
        forgetModuli(tenant);
        int all = 0;
        while (true) {
            int some = transaction.execute(_ -> purge(tenant, limit));
            all += some;
            if (some < MOST_AT_ONCE) {
                return all;
            }
        }
    }

    /// Those that new keys are no longer compared with.
    private void forgetModuli(TenantId tenant) {
        jdbc.sql("""
                        delete from ca_rsa_key where tenant_id = :tenant and created_at < (
                            select created_at from ca_rsa_key where tenant_id = :tenant
                             order by created_at desc offset 500 limit 1)""").param("tenant", tenant.value()).update();
    }

    /// What expired by then was made before, so that the index by creation finds it.
    private int purge(TenantId tenant, Instant limit) {
        int removed = jdbc.sql("""
                        with gone as (
                            delete from ca_certificate
                             where tenant_id = :tenant and id in (
                                select id from ca_certificate
                                 where tenant_id = :tenant and created_at < :limit and not_after < :limit
                                   and profile not in ('root', 'issuing')
                                   and coalesce(revocation_reason, '') <> 'keyCompromise'
                                 order by created_at limit :most for update skip locked)
                            returning id),
                        signed as (
                            delete from ca_signed_certificate
                             where tenant_id = :tenant and id in (select id from gone))
                        select count(*) from gone""")
                .param("tenant", tenant.value())
                .param("limit", limit.atOffset(ZoneOffset.UTC))
                .param("most", MOST_AT_ONCE)
                .query(Integer.class)
                .single();
        for (var other : others) {
            removed = Math.max(removed, other.purge(tenant, limit, MOST_AT_ONCE));
        }
        if (removed > 0) {
            feed.append(tenant, CertificateStates.CHANGED, ChangeFeed.ALL);
            audit.recordChange(new AuditEvent(
                    tenant,
                    "server",
                    "certificate.purge",
                    "%d records".formatted(removed),
                    AuditEvent.Outcome.SUCCESS,
                    "expired before " + limit,
                    OWN));
        }
        return removed;
    }
}
