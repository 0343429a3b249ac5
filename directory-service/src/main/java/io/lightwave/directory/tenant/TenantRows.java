package io.lightwave.directory.tenant;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `tenant`.
final class TenantRows {
    private final JdbcClient jdbc;

    TenantRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Tenant> find(TenantId id) {
        return jdbc.sql("SELECT * FROM tenant WHERE tenant_id = :id")
                .param("id", id.value())
                .query(TenantRows::map)
                .optional();
    }

    Optional<Tenant> find(UUID id) {
        return jdbc.sql("SELECT * FROM tenant WHERE id = :id")
                .param("id", id)
                .query(TenantRows::map)
                .optional();
    }

    Optional<Tenant> hold(TenantId id) {
        return jdbc.sql("SELECT * FROM tenant WHERE tenant_id = :id FOR NO KEY UPDATE")
                .param("id", id.value())
                .query(TenantRows::map)
                .optional();
    }

    List<Tenant> list(String part, String after, int limit) {
        return jdbc.sql(
                        "SELECT * FROM tenant WHERE tenant_id COLLATE \"C\" > :after"
                                + " AND position(lower(:part) IN lower(tenant_id || ' ' || display_name)) > 0 ORDER BY tenant_id COLLATE \"C\" LIMIT :limit")
                .param("part", part)
                .param("after", after)
                .param("limit", limit)
                .query(TenantRows::map)
                .list();
    }

    /// False when there is one of that name, also when another transaction made it just now.
    boolean insert(Tenant tenant) {
        return jdbc.sql(
                                "INSERT INTO tenant (tenant_id, id, display_name, issuer, enabled, ready, epoch, version,"
                                        + " created_at, updated_at) VALUES (:tenant, :id, :displayName, :issuer, :enabled,"
                                        + " :ready, :epoch, :version, :createdAt, :updatedAt) ON CONFLICT (tenant_id) DO NOTHING")
                        .param("tenant", tenant.id().value())
                        .param("id", tenant.uuid())
                        .param("displayName", tenant.displayName())
                        .param("issuer", tenant.issuer().toString())
                        .param("enabled", tenant.enabled())
                        .param("ready", tenant.ready())
                        .param("epoch", tenant.epoch())
                        .param("version", tenant.version())
                        .param("createdAt", time(tenant.createdAt()))
                        .param("updatedAt", time(tenant.updatedAt()))
                        .update()
                == 1;
    }

    boolean markReady(TenantId id, Instant now) {
        return jdbc.sql("UPDATE tenant SET ready = true, version = version + 1, updated_at = :now"
                                + " WHERE tenant_id = :id AND NOT ready")
                        .param("id", id.value())
                        .param("now", time(now))
                        .update()
                == 1;
    }

    /// Raises the epoch when this disables the tenant.
    boolean update(TenantId id, String displayName, boolean enabled, Instant now) {
        return jdbc.sql("UPDATE tenant SET display_name = :displayName, enabled = :enabled, version = version + 1,"
                                + " epoch = epoch + CASE WHEN enabled AND NOT :enabled THEN 1 ELSE 0 END,"
                                + " updated_at = :now WHERE tenant_id = :id")
                        .param("id", id.value())
                        .param("displayName", displayName)
                        .param("enabled", enabled)
                        .param("now", time(now))
                        .update()
                == 1;
    }

    private static Tenant map(ResultSet row, int number) throws SQLException {
        return new Tenant(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                row.getString("display_name"),
                URI.create(row.getString("issuer")),
                row.getBoolean("enabled"),
                row.getBoolean("ready"),
                row.getLong("epoch"),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
