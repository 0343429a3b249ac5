package io.lightwave.ca.expiry;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Says in the trail, 60, 30 and 7 days before its end, that a subject's certificate is in the
/// second half of its life and has no successor: none with the same profile and names that lasts
/// longer. Each is said once, on whichever node; the server's own certificates and authorities
/// renew themselves.
final class ExpiryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final int MOST_AT_ONCE = 200; // a transaction stays short
    private static final List<Integer> DAYS = List.of(7, 30, 60);
    private static final Origin OWN = new Origin("", "");

    private final Tenants tenants;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final InstantSource clock;

    ExpiryWatch(Tenants tenants, JdbcClient jdbc, TransactionTemplate transaction, Audit audit, InstantSource clock) {
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /// Every tenant, once, also when it fails in others.
    void look() {
        tenants.forEach(
                this::look,
                (tenant, failed) -> LOG.warn(
                        "certificates of {} that expire were not looked for, the next attempt follows",
                        tenant,
                        failed));
    }

    private void look(TenantId tenant) {
        Instant now = clock.instant();
        for (int days : DAYS) {
            int some;
            do {
                some = transaction.execute(_ -> notice(tenant, days, now));
            } while (some == MOST_AT_ONCE);
        }
    }

    private record Expiring(String certificate, String subject, Instant notAfter) {}

    /// What is said of seven days is not said of thirty again.
    private int notice(TenantId tenant, int days, Instant now) {
        var expiring = jdbc.sql("""
                        update ca_certificate set expiry_notice = :days
                         where tenant_id = :tenant and id in (
                            select c.id from ca_authority a
                              join ca_certificate c on c.tenant_id = a.tenant_id and c.authority = a.name
                             where a.tenant_id = :tenant and c.not_after >= :now and c.not_after < :limit
                               and c.holder_id is not null and c.revoked_at is null
                               and exists (select 1 from ca_signed_certificate s
                                            where s.tenant_id = c.tenant_id and s.id = c.id)
                               and c.not_after - :now < (c.not_after - c.not_before) / 2
                               and (c.expiry_notice is null or c.expiry_notice > :days)
                               and not exists (
                                  select 1 from ca_certificate n
                                   join ca_signed_certificate s using (tenant_id, id)
                                   where n.tenant_id = c.tenant_id and n.holder_id = c.holder_id
                                     and n.not_after > c.not_after and n.profile = c.profile and n.names = c.names
                                     and n.revoked_at is null)
                             order by c.not_after limit :most for update of c skip locked)
                        returning profile || ' ' || authority || '/' || serial as certificate, subject, not_after""")
                .param("days", days)
                .param("tenant", tenant.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", now.plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC))
                .param("most", MOST_AT_ONCE)
                .query((row, _) -> new Expiring(
                        row.getString("certificate"),
                        row.getString("subject"),
                        row.getObject("not_after", OffsetDateTime.class).toInstant()))
                .list();
        for (var each : expiring) {
            audit.recordChange(new AuditEvent(
                    tenant,
                    "server",
                    "certificate.expiring",
                    each.certificate(),
                    AuditEvent.Outcome.SUCCESS,
                    "ends %s without a successor: %s".formatted(each.notAfter(), each.subject()),
                    OWN));
        }
        return expiring.size();
    }
}
