package io.lightwave.token.saml.logout;

import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.NameIdFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which service providers a session has signed in to, and how they know it.
final class Participants {
    private static final String SELECT = """
            select p.service_provider_id, p.name_id, p.name_id_format, p.session_id, p.visited_until, c.sid
              from saml_participant p
              join session_client c
                on c.tenant_id = p.tenant_id and c.session_id = p.session_id and c.client_id = p.service_provider_id
             where p.tenant_id = ?
            """;

    private final JdbcClient jdbc;

    Participants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param sessionIndex as its assertions said
    record Participant(UUID provider, String name, NameIdFormat format, String sessionIndex) {}

    List<Participant> of(TenantId tenant, UUID session) {
        return jdbc.sql(SELECT + " and p.session_id = ? order by p.service_provider_id")
                .param(tenant.value())
                .param(session)
                .query(Participants::read)
                .list();
    }

    /// One who is to hear of a session's end.
    ///
    /// @param visitedUntil when a browser is led there
    record Told(Participant who, Optional<Instant> visitedUntil) {}

    List<Told> toTell(TenantId tenant, UUID session) {
        return jdbc.sql(SELECT + " and p.session_id = ? order by p.service_provider_id")
                .param(tenant.value())
                .param(session)
                .query((row, number) -> new Told(
                        read(row, number),
                        Optional.ofNullable(row.getTimestamp("visited_until")).map(Timestamp::toInstant)))
                .list();
    }

    /// Notes whom a browser is led to when the session ends.
    void visits(TenantId tenant, UUID session, Collection<Participant> visited, Instant until) {
        jdbc.sql("update saml_participant set visited_until = ?"
                        + " where tenant_id = ? and session_id = ? and service_provider_id = any(?)")
                .param(Timestamp.from(until))
                .param(tenant.value())
                .param(session)
                .param(visited.stream().map(Participant::provider).toArray(UUID[]::new))
                .update();
    }

    /// Takes a service provider out of a session: it knows of its end.
    void leave(TenantId tenant, UUID session, UUID provider) {
        jdbc.sql("delete from saml_participant where tenant_id = ? and session_id = ? and service_provider_id = ?")
                .param(tenant.value())
                .param(session)
                .param(provider)
                .update();
    }

    /// The sessions that a service provider knows by this name of a person, and by one of these indexes unless
    /// there are none.
    Set<UUID> sessions(TenantId tenant, UUID provider, String name, List<String> indexes) {
        var sessions = new LinkedHashSet<UUID>();
        jdbc.sql(SELECT + " and p.service_provider_id = ? and p.name_id = ?")
                .param(tenant.value())
                .param(provider)
                .param(name)
                .query(row -> {
                    if (indexes.isEmpty() || indexes.contains("_" + row.getString("sid"))) {
                        sessions.add(row.getObject("session_id", UUID.class));
                    }
                });
        return sessions;
    }

    private static Participant read(ResultSet row, int number) throws SQLException {
        return new Participant(
                row.getObject("service_provider_id", UUID.class),
                row.getString("name_id"),
                NameIdFormat.valueOf(row.getString("name_id_format")),
                "_" + row.getString("sid"));
    }
}
