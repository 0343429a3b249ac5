package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rotations in the database; each step is one conditional update.
final class RotationStore {
    private static final String ROWS = """
            select id, kind, state, emergency, successors, replaced, consumers, acknowledged, started_at, activate_at,
                   activated_at, ended_at
              from ca_rotation where tenant_id = :tenant""";

    private final JdbcClient jdbc;

    RotationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(TenantId tenant, Rotation rotation) {
        jdbc.sql("""
                        insert into ca_rotation (tenant_id, id, kind, state, emergency, successors, replaced, consumers,
                                                 acknowledged, started_at, activate_at, activated_at)
                        values (:tenant, :id, :kind, :state, :emergency, cast(:successors as text[]),
                                cast(:replaced as text[]), cast(:consumers as text[]), '{}', :started, :activate,
                                cast(:activated as timestamptz))""")
                .param("tenant", tenant.value())
                .param("id", rotation.id())
                .param("kind", rotation.kind().name())
                .param("state", rotation.state().name())
                .param("emergency", rotation.emergency())
                .param("successors", rotation.successors().toArray(String[]::new))
                .param("replaced", rotation.replaced().toArray(String[]::new))
                .param("consumers", rotation.consumers().toArray(String[]::new))
                .param("started", at(rotation.startedAt()))
                .param("activate", at(rotation.activateAt()))
                .param(
                        "activated",
                        rotation.activatedAt().map(RotationStore::at).orElse(null))
                .update();
    }

    /// The newest first.
    List<Rotation> list(TenantId tenant) {
        return jdbc.sql(ROWS + " order by started_at desc, id limit 200")
                .param("tenant", tenant.value())
                .query((row, _) -> rotation(row))
                .list();
    }

    Optional<Rotation> find(TenantId tenant, UUID id) {
        return jdbc.sql(ROWS + " and id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> rotation(row))
                .optional();
    }

    /// The tenants that have a rotation which is not done.
    List<TenantId> tenants() {
        return jdbc.sql("select distinct tenant_id from ca_rotation where state <> 'DONE'")
                .query((row, _) -> new TenantId(row.getString("tenant_id")))
                .list();
    }

    List<Rotation> open(TenantId tenant) {
        return jdbc.sql(ROWS + " and state <> 'DONE' order by started_at")
                .param("tenant", tenant.value())
                .query((row, _) -> rotation(row))
                .list();
    }

    /// False when it is none of those waited for, or the rotation waits for nobody any more.
    boolean acknowledge(TenantId tenant, UUID id, String consumer) {
        return jdbc.sql("""
                        update ca_rotation set acknowledged = array_append(array_remove(acknowledged, :consumer), :consumer)
                         where tenant_id = :tenant and id = :id and state = 'PUBLISHED' and :consumer = any(consumers)""")
                        .param("consumer", consumer)
                        .param("tenant", tenant.value())
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean activate(TenantId tenant, UUID id, Instant now) {
        return step("set state = 'DRAINING', activated_at = :now where state = 'PUBLISHED' and", tenant, id, now);
    }

    boolean end(TenantId tenant, UUID id, Instant now) {
        return step("set state = 'DONE', ended_at = :now where state = 'DRAINING' and", tenant, id, now);
    }

    private boolean step(String change, TenantId tenant, UUID id, Instant now) {
        return jdbc.sql("update ca_rotation " + change + " tenant_id = :tenant and id = :id")
                        .param("tenant", tenant.value())
                        .param("id", id)
                        .param("now", at(now))
                        .update()
                == 1;
    }

    /// How many certificates of these authorities' are still good, for others than authorities and responders.
    long live(TenantId tenant, List<String> authorities, Instant now) {
        return jdbc.sql("""
                        select count(*) from ca_certificate join ca_signed_certificate using (tenant_id, id)
                         where tenant_id = :tenant and authority = any(cast(:authorities as text[]))
                           and not_after >= :now
                           and profile not in ('root', 'issuing', 'ocsp', 'cmp')
                           and (revoked_at is null or revocation_reason = 'certificateHold')""")
                .param("tenant", tenant.value())
                .param("authorities", authorities.toArray(String[]::new))
                .param("now", at(now))
                .query(Long.class)
                .single();
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static Rotation rotation(ResultSet row) throws SQLException {
        return new Rotation(
                row.getObject("id", UUID.class),
                AuthorityKind.valueOf(row.getString("kind")),
                Rotation.State.valueOf(row.getString("state")),
                row.getBoolean("emergency"),
                texts(row, "successors"),
                texts(row, "replaced"),
                texts(row, "consumers"),
                texts(row, "acknowledged"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("activate_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("activated_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
