package io.lightwave.token.explain;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// The last refusals on pages, by the id of the request, which the page shows and the audit trail has too. They are
/// kept for a week; of a tenant's the last thousand, and no more than a hundred from one address, so that nobody
/// crowds out everybody else.
public final class Refusals {
    static final int MOST = 1_000;
    static final int MOST_OF_AN_ADDRESS = 100;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int CLEARED_EACH = 16;
    private static final int LONGEST_TEXT = 300;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final AtomicInteger kept = new AtomicInteger();

    Refusals(JdbcClient jdbc, TransactionTemplate transactions, Audit audit, ObjectMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /// @param steps what held, and last what refused
    record Refusal(
            String reference,
            Instant time,
            String actor,
            String action,
            String target,
            String address,
            String reason,
            List<Decisions.Step> steps) {}

    /// Notes a refusal in the audit trail, and keeps what was decided before it.
    ///
    /// @param policy what refuses, in words for an operator
    public void refused(Decisions before, String policy, AuditEvent event) {
        audit.record(event);
        keep(event, before.refused(policy, event.reason()));
    }

    private void keep(AuditEvent event, List<Decisions.Step> steps) {
        Instant now = clock.instant();
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("""
                insert into page_refusal (tenant_id, reference, at, actor, action, target, address, reason, steps)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, reference) do update set at = excluded.at, actor = excluded.actor,
                    action = excluded.action, target = excluded.target, address = excluded.address,
                    reason = excluded.reason, steps = excluded.steps""")
                    .param(event.tenant().value())
                    .param(event.origin().requestId())
                    .param(Timestamp.from(now))
                    .param(storable(event.actor()))
                    .param(event.action())
                    .param(storable(event.target()))
                    .param(event.origin().address())
                    .param(storable(event.reason()))
                    .param(json.writeValueAsString(steps))
                    .update();
            if (Math.floorMod(kept.getAndIncrement(), CLEARED_EACH) == 0) {
                clear(event.tenant(), now);
            }
        });
    }

    private void clear(TenantId tenant, Instant now) {
        jdbc.sql("""
            delete from page_refusal where tenant_id = :tenant and (at < :old or reference not in (
              select reference from (
                select reference, at, row_number() over (partition by address order by at desc) as place
                  from page_refusal where tenant_id = :tenant) as numbered
               where place <= :mostOfAnAddress order by at desc limit :most))""")
                .param("tenant", tenant.value())
                .param("old", Timestamp.from(now.minus(LONGEST)))
                .param("most", MOST)
                .param("mostOfAnAddress", MOST_OF_AN_ADDRESS)
                .update();
    }

    /// Forgets what is too old, of whichever tenant; how many there were.
    int forgetOld() {
        return jdbc.sql("delete from page_refusal where at < ?")
                .param(Timestamp.from(clock.instant().minus(LONGEST)))
                .update();
    }

    Optional<Refusal> find(TenantId tenant, String reference) {
        return jdbc.sql("select * from page_refusal where tenant_id = ? and reference = ? and at >= ?")
                .param(tenant.value())
                .param(reference)
                .param(Timestamp.from(clock.instant().minus(LONGEST)))
                .query(this::read)
                .optional();
    }

    /// Something that was refused.
    public record Attempt(Instant at, String address) {}

    /// What somebody was refused lately, the newest first, whoever it was in truth.
    ///
    /// @param actor as the audit trail has it
    public List<Attempt> attempts(TenantId tenant, String actor, String action, int most) {
        return jdbc.sql("""
                select at, address from page_refusal
                 where tenant_id = ? and at >= ? and lower(actor) = lower(?) and action = ?
                 order by at desc, reference limit ?""")
                .param(tenant.value())
                .param(Timestamp.from(clock.instant().minus(LONGEST)))
                .param(storable(actor))
                .param(action)
                .param(most)
                .query((row, _) -> new Attempt(row.getTimestamp(1).toInstant(), row.getString(2)))
                .list();
    }

    /// Newest first.
    List<Refusal> last(TenantId tenant, int most) {
        return jdbc.sql(
                        "select * from page_refusal where tenant_id = ? and at >= ? order by at desc, reference limit ?")
                .param(tenant.value())
                .param(Timestamp.from(clock.instant().minus(LONGEST)))
                .param(most)
                .query(this::read)
                .list();
    }

    private Refusal read(ResultSet row, int number) throws SQLException {
        return new Refusal(
                row.getString("reference"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("target"),
                row.getString("address"),
                row.getString("reason"),
                List.of(json.readValue(row.getString("steps"), Decisions.Step[].class)));
    }

    /// As the table takes it, whatever was typed.
    private static String storable(String text) {
        String clean = text.replace('\0', '?');
        return clean.length() > LONGEST_TEXT ? clean.substring(0, LONGEST_TEXT) : clean;
    }
}
