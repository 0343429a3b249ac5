package io.lightwave.token.backchannel;

import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Messages that go from server to server until they are taken or given up: first at once, then after 5 seconds, a
/// minute, 10 minutes and an hour. At most 10 000 wait for each tenant.
///
/// @param <M> what a message is made of
public final class Outbox<M> {
    private static final int MOST = 10_000;
    private static final int AT_ONCE = 20;
    /// Who has taken a message has this long to deliver it, before another node may try.
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));

    private final JdbcClient jdbc;
    private final String table;
    private final RowMapper<M> reader;

    /// @param table with the columns `tenant_id`, `id`, `attempts` and `next_attempt_at`, and those that `reader` reads
    public Outbox(JdbcClient jdbc, String table, RowMapper<M> reader) {
        this.jdbc = jdbc;
        this.table = table;
        this.reader = reader;
    }

    /// @param attempts this one included
    public record Due<M>(TenantId tenant, UUID id, int attempts, M message) {}

    /// How many further messages may wait.
    public int room(TenantId tenant) {
        return jdbc.sql("select greatest(0, ? - count(*)) from " + table + " where tenant_id = ?")
                .param(MOST)
                .param(tenant.value())
                .query(Integer.class)
                .single();
    }

    /// Takes some that are due, each for exactly one caller.
    public List<Due<M>> take(Instant now) {
        return take(now, "true", List.of());
    }

    /// The same of those of a tenant about the end of these sessions, which the column `session_id` names.
    public List<Due<M>> take(Instant now, TenantId tenant, Collection<UUID> sessions) {
        return take(
                now, "tenant_id = ? and session_id = any(?)", List.of(tenant.value(), sessions.toArray(UUID[]::new)));
    }

    private List<Due<M>> take(Instant now, String condition, List<?> parameters) {
        return jdbc.sql("""
                update %1$s set attempts = attempts + 1, next_attempt_at = ?
                 where (tenant_id, id) in (select tenant_id, id from %1$s
                                            where next_attempt_at <= ? and %2$s order by next_attempt_at
                                            for update skip locked limit %3$d)
                returning *""".formatted(table, condition, AT_ONCE))
                .param(Timestamp.from(now.plus(CLAIM)))
                .param(Timestamp.from(now))
                .params(parameters)
                .query((row, number) -> new Due<>(
                        new TenantId(row.getString("tenant_id")),
                        row.getObject("id", UUID.class),
                        row.getInt("attempts"),
                        reader.mapRow(row, number)))
                .list();
    }

    /// Sends what was taken, all at the same time.
    ///
    /// @param sending of one; false when it was not taken
    /// @return whether all were
    public boolean send(List<Due<M>> taken, Predicate<Due<M>> sending) {
        var good = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            taken.forEach(due -> threads.execute(() -> {
                if (!sending.test(due)) {
                    good.set(false);
                }
            }));
        }
        return good.get();
    }

    /// Has one sent again later. False when it is given up instead.
    public boolean tryAgain(Due<M> due, Instant now) {
        if (due.attempts() > PAUSES.size()) {
            done(due);
            return false;
        }
        jdbc.sql("update " + table + " set next_attempt_at = ? where tenant_id = ? and id = ?")
                .param(Timestamp.from(now.plus(PAUSES.get(due.attempts() - 1))))
                .param(due.tenant().value())
                .param(due.id())
                .update();
        return true;
    }

    public void done(Due<M> due) {
        jdbc.sql("delete from " + table + " where tenant_id = ? and id = ?")
                .param(due.tenant().value())
                .param(due.id())
                .update();
    }
}
