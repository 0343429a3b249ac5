package io.lightwave.token.session;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The last sign-ins of each person, for their own eyes: what they do not know was not theirs.
public final class RecentSignIns {
    private static final int MOST = 20;
    private static final Duration KEPT = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    RecentSignIns(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param device as its browser calls itself
    /// @param amr the methods used (RFC 8176)
    public record Recent(Instant at, String address, String device, List<String> amr) {
        public Recent {
            amr = List.copyOf(amr);
        }
    }

    /// Joins the caller's transaction.
    void note(Session session) {
        // the older ones go as they were before it: both see the table as it was
        jdbc.sql("""
            with gone as (
                delete from recent_sign_in where tenant_id = ? and subject_id = ? and id in (
                    select id from recent_sign_in where tenant_id = ? and subject_id = ?
                     order by at desc, id offset ?))
            insert into recent_sign_in (tenant_id, subject_id, id, at, address, device, amr)
            values (?, ?, ?, ?, ?, ?, ?)""")
                .param(session.tenant().value())
                .param(session.subject().value())
                .param(session.tenant().value())
                .param(session.subject().value())
                .param(MOST - 1)
                .param(session.tenant().value())
                .param(session.subject().value())
                .param(UUID.randomUUID())
                .param(Timestamp.from(session.signedInAt()))
                .param(session.address())
                .param(session.device())
                .param(session.amr().toArray(String[]::new))
                .update();
    }

    /// The latest first, at most twenty.
    public List<Recent> of(TenantId tenant, SubjectId person) {
        return jdbc.sql("select at, address, device, amr from recent_sign_in where tenant_id = ? and subject_id = ?"
                        + " order by at desc, id limit ?")
                .param(tenant.value())
                .param(person.value())
                .param(MOST)
                .query((row, _) -> new Recent(
                        row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3), List.of((String[])
                                row.getArray(4).getArray())))
                .list();
    }

    /// Forgets those of a person who is no more.
    void forget(TenantId tenant, SubjectId person) {
        jdbc.sql("delete from recent_sign_in where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(person.value())
                .update();
    }

    /// Forgets old ones, of whichever tenant; how many there were.
    int forgetOld() {
        return jdbc.sql("delete from recent_sign_in where at < ?")
                .param(Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }
}
