package io.lightwave.workload.recognition;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Evidence that counts once: used by one insert, whose row count decides, on whichever node. Each use also
/// forgets a few that nobody would accept any more.
final class UsedEvidence {
    private static final int FORGOTTEN_AT_ONCE = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    UsedEvidence(JdbcClient jdbc, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Joins the caller's transaction. False when it was used before.
    boolean use(TenantId tenant, String evidence, Instant forgetAt) {
        return transaction.execute(_ -> {
            jdbc.sql("""
                            delete from workload_used_evidence
                             where tenant_id = :tenant and evidence in (
                                   select evidence from workload_used_evidence
                                    where tenant_id = :tenant and forget_at < :now
                                    limit :most for update skip locked)""")
                    .param("tenant", tenant.value())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("most", FORGOTTEN_AT_ONCE)
                    .update();
            return jdbc.sql("""
                            insert into workload_used_evidence (tenant_id, evidence, forget_at)
                            values (:tenant, :evidence, :forgetAt) on conflict do nothing""")
                            .param("tenant", tenant.value())
                            .param("evidence", evidence)
                            .param("forgetAt", forgetAt.atOffset(ZoneOffset.UTC))
                            .update()
                    == 1;
        });
    }
}
