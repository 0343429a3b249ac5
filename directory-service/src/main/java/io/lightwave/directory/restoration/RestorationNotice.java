package io.lightwave.directory.restoration;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenants;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells once, in the system tenant's audit trail, that the database was restored.
final class RestorationNotice implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RestorationNotice.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Tenants tenants;
    private volatile boolean running;

    RestorationNotice(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Tenants tenants) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.tenants = tenants;
    }

    @Override
    public void start() {
        running = true;
        transaction.executeWithoutResult(_ -> {
            Optional<Instant> madeAt = jdbc.sql("UPDATE restoration SET told = true WHERE NOT told RETURNING made_at")
                    .query((row, _) ->
                            row.getObject("made_at", OffsetDateTime.class).toInstant())
                    .optional();
            madeAt.ifPresent(this::tell);
        });
    }

    private void tell(Instant madeAt) {
        LOG.warn("this database was restored from a backup of {}; what was done after that is lost", madeAt);
        audit.recordChange(new AuditEvent(
                tenants.system(),
                "server",
                "database.restore",
                "backup of " + madeAt,
                AuditEvent.Outcome.SUCCESS,
                "what was done after that is lost, revocations with it",
                new Origin("", "")));
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
