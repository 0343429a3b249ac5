package io.lightwave.directory.audit;

import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads the trail in the order in which it is sealed, from a stored place on, and stops before the oldest transaction
/// that still runs, so that no event can come late. Which node hands over is a matter of a lease, that is taken at the
/// place that was read.
final class StoredAuditStream implements AuditStream {
    /// Longer than any receiver may take.
    static final Duration LEASE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final UUID node;

    /// @param node tells this server from the others of the database
    StoredAuditStream(JdbcClient jdbc, UUID node) {
        this.jdbc = jdbc;
        this.node = node;
    }

    private record Place(int epoch, String xid, String tenant, UUID id) {
        private static final Place BEGINNING = new Place(0, "0", "", new UUID(0, 0));

        private static Place read(ResultSet row) throws SQLException {
            return new Place(
                    row.getInt("epoch"),
                    row.getString("number"),
                    row.getString("tenant_id"),
                    row.getObject("id", UUID.class));
        }
    }

    private record Event(Place place, AuditRecord record) {}

    @Override
    public int forward(String name, int most, Receiver receiver) throws IOException {
        Place from = place(name);
        List<Event> events = after(from, most);
        if (events.isEmpty() || !leased(name, from)) {
            return 0;
        }
        try {
            receiver.take(events.stream().map(Event::record).toList());
        } catch (IOException | RuntimeException notTaken) {
            end(name);
            throw notTaken;
        }
        advance(name, events.getLast().place());
        return events.size();
    }

    @Override
    public Optional<Instant> waitingSince(String name) {
        return after(place(name), 1).stream()
                .map(event -> event.record().time())
                .findFirst();
    }

    private Place place(String name) {
        return jdbc.sql("SELECT epoch, xid::text AS number, tenant_id, id FROM audit_stream WHERE name = ?")
                .param(name)
                .query((row, _) -> Place.read(row))
                .optional()
                .orElse(Place.BEGINNING);
    }

    private List<Event> after(Place place, int most) {
        return jdbc.sql("""
                        SELECT audit_event.*, xid::text AS number FROM audit_event
                        WHERE (epoch, xid, tenant_id, id) > (:epoch, :xid::xid8, :tenant, :id)
                          AND (epoch, xid) < ((SELECT epoch FROM audit_sealing),
                              pg_snapshot_xmin(pg_current_snapshot()))
                        ORDER BY epoch, xid, tenant_id, id LIMIT :most""")
                .param("epoch", place.epoch)
                .param("xid", place.xid)
                .param("tenant", place.tenant)
                .param("id", place.id)
                .param("most", most)
                .query((row, _) -> new Event(Place.read(row), StoredAuditTrail.read(row)))
                .list();
    }

    private boolean leased(String name, Place at) {
        jdbc.sql("INSERT INTO audit_stream (name, epoch, xid, tenant_id, id) VALUES (?, ?, ?::xid8, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(name, Place.BEGINNING.epoch, Place.BEGINNING.xid, Place.BEGINNING.tenant, Place.BEGINNING.id)
                .update();
        return jdbc.sql("""
                        UPDATE audit_stream SET node = :node,
                            leased_until = clock_timestamp() + :seconds * interval '1 second'
                        WHERE name = :name AND (node = :node OR leased_until < clock_timestamp())
                          AND (epoch, xid, tenant_id, id) = (:epoch, :xid::xid8, :tenant, :id)""")
                        .param("node", node)
                        .param("seconds", LEASE.toSeconds())
                        .param("name", name)
                        .param("epoch", at.epoch)
                        .param("xid", at.xid)
                        .param("tenant", at.tenant)
                        .param("id", at.id)
                        .update()
                == 1;
    }

    /// Unless another node has gone on meanwhile, since this one took too long.
    private void advance(String name, Place to) {
        jdbc.sql("""
                        UPDATE audit_stream SET epoch = :epoch, xid = :xid::xid8, tenant_id = :tenant, id = :id,
                            leased_until = '-infinity'
                        WHERE name = :name AND node = :node""")
                .param("epoch", to.epoch)
                .param("xid", to.xid)
                .param("tenant", to.tenant)
                .param("id", to.id)
                .param("name", name)
                .param("node", node)
                .update();
    }

    private void end(String name) {
        jdbc.sql("UPDATE audit_stream SET leased_until = '-infinity' WHERE name = ? AND node = ?")
                .params(name, node)
                .update();
    }
}
