package io.lightwave.token.saml.logout;

import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.logout.Participants.Participant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of service providers that are still to be told of a session's end by SOAP: at most 10 000 for each
/// tenant, who comes beyond them is not told.
final class SoapNotices {
    private static final int MOST = 10_000;
    /// Who has taken a notice has this long to deliver it, before another node may try.
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    SoapNotices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param attempts so far
    record Notice(TenantId tenant, UUID id, Participant who, int attempts) {}

    /// Joins the caller's transaction. False when there are too many.
    ///
    /// @param at when it is sent at the earliest
    boolean add(TenantId tenant, UUID session, Participant who, Instant at) {
        return jdbc.sql("""
                insert into saml_logout_notice (tenant_id, id, session_id, service_provider_id, name_id, name_id_format,
                    session_index, attempts, next_attempt_at)
                select ?, ?, ?, ?, ?, ?, ?, 0, ?
                 where (select count(*) from saml_logout_notice where tenant_id = ?) < ?""")
                        .param(tenant.value())
                        .param(UUID.randomUUID())
                        .param(session)
                        .param(who.provider())
                        .param(who.name())
                        .param(who.format().name())
                        .param(who.sessionIndex())
                        .param(Timestamp.from(at))
                        .param(tenant.value())
                        .param(MOST)
                        .update()
                == 1;
    }

    /// Takes some that are due, each for exactly one caller.
    List<Notice> take(Instant now, int most) {
        return jdbc.sql("""
                update saml_logout_notice set attempts = attempts + 1, next_attempt_at = ?
                 where (tenant_id, id) in (select tenant_id, id from saml_logout_notice
                                            where next_attempt_at <= ? order by next_attempt_at
                                            for update skip locked limit ?)
                returning *""")
                .param(Timestamp.from(now.plus(CLAIM)))
                .param(Timestamp.from(now))
                .param(most)
                .query(SoapNotices::read)
                .list();
    }

    /// The same of these sessions.
    List<Notice> take(TenantId tenant, Collection<UUID> sessions, Instant now, int most) {
        return jdbc.sql("""
                update saml_logout_notice set attempts = attempts + 1, next_attempt_at = ?
                 where (tenant_id, id) in (select tenant_id, id from saml_logout_notice
                                            where tenant_id = ? and session_id = any(?) and next_attempt_at <= ?
                                            for update skip locked limit ?)
                returning *""")
                .param(Timestamp.from(now.plus(CLAIM)))
                .param(tenant.value())
                .param(sessions.toArray(UUID[]::new))
                .param(Timestamp.from(now))
                .param(most)
                .query(SoapNotices::read)
                .list();
    }

    /// Whether somebody is still to be told of the end of one of these sessions, but for those whom a browser may
    /// visit.
    boolean waits(TenantId tenant, Collection<UUID> sessions, Instant now) {
        return jdbc.sql("""
                select exists (select from saml_logout_notice
                                where tenant_id = ? and session_id = any(?)
                                  and (attempts > 0 or next_attempt_at <= ?))""")
                .param(tenant.value())
                .param(sessions.toArray(UUID[]::new))
                .param(Timestamp.from(now))
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    void tryAgain(Notice notice, Instant at) {
        jdbc.sql("update saml_logout_notice set next_attempt_at = ? where tenant_id = ? and id = ?")
                .param(Timestamp.from(at))
                .param(notice.tenant().value())
                .param(notice.id())
                .update();
    }

    void done(Notice notice) {
        jdbc.sql("delete from saml_logout_notice where tenant_id = ? and id = ?")
                .param(notice.tenant().value())
                .param(notice.id())
                .update();
    }

    /// Who has heard of it otherwise need not be told.
    void heard(TenantId tenant, Participant who) {
        jdbc.sql("delete from saml_logout_notice"
                        + " where tenant_id = ? and service_provider_id = ? and session_index = ?")
                .param(tenant.value())
                .param(who.provider())
                .param(who.sessionIndex())
                .update();
    }

    private static Notice read(ResultSet row, int number) throws SQLException {
        return new Notice(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                new Participant(
                        row.getObject("service_provider_id", UUID.class),
                        row.getString("name_id"),
                        NameIdFormat.valueOf(row.getString("name_id_format")),
                        row.getString("session_index")),
                row.getInt("attempts"));
    }
}
