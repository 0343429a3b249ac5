package io.lightwave.token.saml.logout;

import io.lightwave.directory.TenantId;
import io.lightwave.token.backchannel.Outbox;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.logout.Participants.Participant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of service providers that are still to be told of a session's end by SOAP.
final class SoapNotices {
    private final JdbcClient jdbc;
    private final Outbox<Participant> outbox;

    SoapNotices(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.outbox = new Outbox<>(
                jdbc,
                "saml_logout_notice",
                (row, _) -> new Participant(
                        row.getObject("service_provider_id", UUID.class),
                        row.getString("name_id"),
                        NameIdFormat.valueOf(row.getString("name_id_format")),
                        row.getString("session_index")));
    }

    Outbox<Participant> outbox() {
        return outbox;
    }

    /// Joins the caller's transaction.
    ///
    /// @param at when it is sent at the earliest
    void add(TenantId tenant, UUID session, Participant who, Instant at) {
        jdbc.sql("""
                insert into saml_logout_notice (tenant_id, id, session_id, service_provider_id, name_id, name_id_format,
                    session_index, attempts, next_attempt_at)
                values (?, ?, ?, ?, ?, ?, ?, 0, ?)""")
                .param(tenant.value())
                .param(UUID.randomUUID())
                .param(session)
                .param(who.provider())
                .param(who.name())
                .param(who.format().name())
                .param(who.sessionIndex())
                .param(Timestamp.from(at))
                .update();
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

    /// Who has heard of it otherwise need not be told.
    void heard(TenantId tenant, Participant who) {
        jdbc.sql("delete from saml_logout_notice"
                        + " where tenant_id = ? and service_provider_id = ? and session_index = ?")
                .param(tenant.value())
                .param(who.provider())
                .param(who.sessionIndex())
                .update();
    }
}
