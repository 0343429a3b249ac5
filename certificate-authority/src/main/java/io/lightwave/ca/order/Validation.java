package io.lightwave.ca.order;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.proof.Method;
import io.lightwave.ca.proof.Proofs;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Looks for the proofs of challenges that have begun, several times if need be (RFC 8555 §8.2). The node where one
/// began is at it at once; what a node left behind, any other takes up.
final class Validation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_WAITING = 2_000; // the rest waits in the database
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final long LONGEST_CHAOS_MILLIS = 2_000;
    private static final Origin OWN = new Origin("", "");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Supplier<Proofs> proofs;
    private final Audit audit;
    private final InstantSource clock;
    private final AcmeSettings settings;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("acme-validation").factory());
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE, true);

    Validation(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Supplier<Proofs> proofs,
            Audit audit,
            InstantSource clock,
            AcmeSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.proofs = proofs;
        this.audit = audit;
        this.clock = clock;
        this.settings = settings;
    }

    void start(TenantId tenant, UUID challenge) {
        if (!waiting.tryAcquire()) {
            return;
        }
        try {
            workers.execute(() -> {
                try {
                    validate(tenant, challenge);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException failed) {
                    LOG.warn("the validation of challenge {} failed, another attempt follows", challenge, failed);
                } finally {
                    waiting.release();
                }
            });
        } catch (RejectedExecutionException ending) {
            waiting.release();
        }
    }

    private record Abandoned(TenantId tenant, UUID challenge) {}

    /// Takes up what nobody is at.
    void resume() {
        jdbc.sql("""
                        select c.tenant_id, c.id from acme_challenge c
                          join acme_authorization a on a.tenant_id = c.tenant_id and a.id = c.authorization_id
                         where c.status = 'PROCESSING' and (c.claimed_until is null or c.claimed_until <= :now)
                           and a.status = 'PENDING' and a.expires_at > :now limit 500""")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, _) ->
                        new Abandoned(new TenantId(row.getString("tenant_id")), row.getObject("id", UUID.class)))
                .list()
                .forEach(each -> start(each.tenant(), each.challenge()));
    }

    private record Work(
            UUID order,
            UUID authorization,
            Identifier identifier,
            Method method,
            String token,
            String thumbprint,
            UUID account,
            int attempts) {}

    private void validate(TenantId tenant, UUID challenge) throws InterruptedException {
        int own = -1;
        for (Optional<Work> work = claim(tenant, challenge, own);
                work.isPresent();
                work = claim(tenant, challenge, own)) {
            var what = work.get();
            own = what.attempts();
            Optional<AcmeProblem> fault = look(what);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            if (fault.isEmpty() || own > settings.pauses().size()) {
                decide(tenant, challenge, what, fault);
                return;
            }
            note(tenant, challenge, fault.get());
            Thread.sleep(settings.pauses().get(own - 1));
        }
    }

    private Optional<AcmeProblem> look(Work work) throws InterruptedException {
        atOnce.acquire();
        try {
            if (settings.chaos()) {
                Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_CHAOS_MILLIS));
            }
            String keyAuthorization = work.token() + "." + work.thumbprint();
            return proofs.get().fault(work.method(), work.identifier(), work.token(), keyAuthorization);
        } finally {
            atOnce.release();
        }
    }

    /// @param own the number of attempts after this thread's last claim, which it still has; -1 when it has none
    private Optional<Work> claim(TenantId tenant, UUID challenge, int own) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        update acme_challenge c set attempts = attempts + 1, claimed_until = :until
                          from acme_authorization a, acme_account k
                         where c.tenant_id = :tenant and c.id = :id and c.status = 'PROCESSING'
                           and (c.attempts = :own or c.claimed_until is null or c.claimed_until <= :now)
                           and a.tenant_id = c.tenant_id and a.id = c.authorization_id and a.status = 'PENDING'
                           and k.tenant_id = a.tenant_id and k.id = a.account_id
                        returning a.order_id, a.id as authorization_id, a.identifier, c.type, c.token, k.thumbprint,
                                  k.id as account_id, c.attempts""")
                .param("until", now.plus(CLAIM).atOffset(ZoneOffset.UTC))
                .param("tenant", tenant.value())
                .param("id", challenge)
                .param("own", own)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Work(
                        row.getObject("order_id", UUID.class),
                        row.getObject("authorization_id", UUID.class),
                        Identifier.parse(row.getString("identifier")),
                        Method.of(row.getString("type")),
                        row.getString("token"),
                        row.getString("thumbprint"),
                        row.getObject("account_id", UUID.class),
                        row.getInt("attempts")))
                .optional();
    }

    private void note(TenantId tenant, UUID challenge, AcmeProblem fault) {
        jdbc.sql("update acme_challenge set error = :error where tenant_id = :tenant and id = :id")
                .param("error", OrderStore.written(fault))
                .param("tenant", tenant.value())
                .param("id", challenge)
                .update();
    }

    /// The order's row is locked first: two authorizations of one order that are decided at once must see each other.
    private void decide(TenantId tenant, UUID challenge, Work work, Optional<AcmeProblem> fault) {
        transaction.executeWithoutResult(_ -> {
            sql("select 1 from acme_order where tenant_id = :tenant and id = :id for update", tenant, work.order())
                    .query(Integer.class)
                    .list();
            int decided = sql("""
                            update acme_challenge set status = :status, decided_at = :now, error = :error,
                                                      claimed_until = null
                             where tenant_id = :tenant and id = :id and status = 'PROCESSING'""", tenant, challenge)
                    .param("status", fault.isEmpty() ? "VALID" : "INVALID")
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("error", fault.map(OrderStore::written).orElse(null))
                    .update();
            if (decided == 1) {
                authorization(tenant, work, fault);
                audit.recordChange(event(tenant, work, fault));
            }
        });
    }

    private void authorization(TenantId tenant, Work work, Optional<AcmeProblem> fault) {
        sql("""
                        update acme_authorization set status = :status
                         where tenant_id = :tenant and id = :id and status = 'PENDING'""", tenant, work.authorization())
                .param("status", fault.isEmpty() ? "VALID" : "INVALID")
                .update();
        // Nobody looks for others any more that have begun too.
        sql("""
                        update acme_challenge set status = 'PENDING', claimed_until = null
                         where tenant_id = :tenant and authorization_id = :id and status = 'PROCESSING'""", tenant, work.authorization()).update();
        if (fault.isPresent()) {
            var about = fault.get().about(work.identifier().written());
            sql("""
                            update acme_order set status = 'INVALID', error = :error
                             where tenant_id = :tenant and id = :id and status = 'PENDING'""", tenant, work.order())
                    .param("error", OrderStore.written(fault.get().because(List.of(about))))
                    .update();
        } else {
            sql("""
                            update acme_order o set status = 'READY'
                             where o.tenant_id = :tenant and o.id = :id and o.status = 'PENDING'
                               and not exists (select 1 from acme_authorization a
                                                where a.tenant_id = o.tenant_id and a.order_id = o.id
                                                  and a.status <> 'VALID')""", tenant, work.order()).update();
        }
    }

    private JdbcClient.StatementSpec sql(String sql, TenantId tenant, UUID id) {
        return jdbc.sql(sql).param("tenant", tenant.value()).param("id", id);
    }

    private static AuditEvent event(TenantId tenant, Work work, Optional<AcmeProblem> fault) {
        return new AuditEvent(
                tenant,
                "acme-account:%s@%s".formatted(work.account(), tenant),
                "acme.validate",
                "%s %s".formatted(work.identifier().text(), work.method().word()),
                fault.isEmpty() ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.FAILED,
                fault.map(AcmeProblem::detail).orElse(""),
                OWN);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
