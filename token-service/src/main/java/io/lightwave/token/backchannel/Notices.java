package io.lightwave.token.backchannel;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of clients that are still to be told of a session's end: at most 10 000 for each tenant, what comes
/// beyond them is not told.
final class Notices {
    private static final int MOST = 10_000;
    /// Who has taken a notice has this long to deliver it, before another node may try.
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    Notices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param attempts so far
    record Notice(TenantId tenant, UUID id, SubjectId client, SubjectId person, UUID sid, int attempts) {}

    /// Joins the caller's transaction. False when there are too many.
    boolean add(TenantId tenant, SubjectId client, SubjectId person, UUID sid, Instant now) {
        return jdbc.sql("""
                insert into logout_notice (tenant_id, id, client_id, subject_id, sid, attempts, next_attempt_at)
                select ?, ?, ?, ?, ?, 0, ?
                 where (select count(*) from logout_notice where tenant_id = ?) < ?""")
                        .param(tenant.value())
                        .param(UUID.randomUUID())
                        .param(client.value())
                        .param(person.value())
                        .param(sid)
                        .param(Timestamp.from(now))
                        .param(tenant.value())
                        .param(MOST)
                        .update()
                == 1;
    }

    /// Takes some that are due, each for exactly one caller.
    List<Notice> take(Instant now, int most) {
        return jdbc.sql("""
                update logout_notice set attempts = attempts + 1, next_attempt_at = ?
                 where (tenant_id, id) in (select tenant_id, id from logout_notice
                                            where next_attempt_at <= ? order by next_attempt_at
                                            for update skip locked limit ?)
                returning *""")
                .param(Timestamp.from(now.plus(CLAIM)))
                .param(Timestamp.from(now))
                .param(most)
                .query((row, _) -> new Notice(
                        new TenantId(row.getString("tenant_id")),
                        row.getObject("id", UUID.class),
                        new SubjectId(row.getObject("client_id", UUID.class)),
                        new SubjectId(row.getObject("subject_id", UUID.class)),
                        row.getObject("sid", UUID.class),
                        row.getInt("attempts")))
                .list();
    }

    void tryAgain(Notice notice, Instant at) {
        jdbc.sql("update logout_notice set next_attempt_at = ? where tenant_id = ? and id = ?")
                .param(Timestamp.from(at))
                .param(notice.tenant().value())
                .param(notice.id())
                .update();
    }

    void done(Notice notice) {
        jdbc.sql("delete from logout_notice where tenant_id = ? and id = ?")
                .param(notice.tenant().value())
                .param(notice.id())
                .update();
    }
}
