package io.lightwave.directory.access;

import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `access_rule`.
final class RuleRows {
    private final JdbcClient jdbc;

    RuleRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Keeps others from changing the tenant's rules until the transaction ends.
    void lock(TenantId tenant) {
        jdbc.sql("SELECT 1 FROM tenant WHERE tenant_id = :tenant FOR NO KEY UPDATE")
                .param("tenant", tenant.value())
                .query(Integer.class)
                .single();
    }

    /// In the order of their names.
    List<Rule> all(TenantId tenant) {
        return jdbc.sql("SELECT * FROM access_rule WHERE tenant_id = :tenant ORDER BY name")
                .param("tenant", tenant.value())
                .query((row, _) -> rule(row))
                .list();
    }

    /// Those whose base or subject the entry is.
    List<Rule> naming(TenantId tenant, UUID entry) {
        return jdbc.sql("SELECT * FROM access_rule WHERE tenant_id = :tenant"
                        + " AND (base = :entry OR :entry::text = ANY(subjects)) ORDER BY name")
                .param("tenant", tenant.value())
                .param("entry", entry)
                .query((row, _) -> rule(row))
                .list();
    }

    Optional<Rule> find(TenantId tenant, String idOrName) {
        return jdbc.sql("SELECT * FROM access_rule WHERE tenant_id = :tenant AND (id::text = :key OR name = :key)")
                .param("tenant", tenant.value())
                .param("key", idOrName)
                .query((row, _) -> rule(row))
                .optional();
    }

    private static Rule rule(ResultSet row) throws SQLException {
        return new Rule(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getBoolean("allows"),
                texts(row.getArray("subjects")),
                texts(row.getArray("rights")).stream().map(Right::valueOf).collect(Collectors.toSet()),
                row.getObject("base", UUID.class),
                Rule.Scope.valueOf(row.getString("scope")),
                row.getString("filter"),
                texts(row.getArray("attributes")),
                row.getLong("version"),
                time(row, "created_at"),
                time(row, "updated_at"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// False when another rule of that name is there.
    boolean insert(TenantId tenant, Rule rule) {
        return write(
                        tenant,
                        rule,
                        "INSERT INTO access_rule (tenant_id, id, name, enabled, allows, subjects, rights, base, scope,"
                                + " filter, attributes, version, created_at, updated_at) VALUES (:tenant, :id, :name,"
                                + " :enabled, :allows, :subjects, :rights, :base, :scope, :filter, :attributes,"
                                + " :version, :createdAt, :updatedAt) ON CONFLICT (tenant_id, name) DO NOTHING")
                == 1;
    }

    /// Only while the tenant's rules are locked, and when no other rule has the name.
    void update(TenantId tenant, Rule rule) {
        write(
                tenant,
                rule,
                "UPDATE access_rule SET name = :name, enabled = :enabled, allows = :allows, subjects = :subjects,"
                        + " rights = :rights, base = :base, scope = :scope, filter = :filter,"
                        + " attributes = :attributes, version = :version, created_at = :createdAt,"
                        + " updated_at = :updatedAt WHERE tenant_id = :tenant AND id = :id");
    }

    private int write(TenantId tenant, Rule rule, String sql) {
        return jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("id", rule.id())
                .param("name", rule.name())
                .param("enabled", rule.enabled())
                .param("allows", rule.allows())
                .param("subjects", rule.subjects().toArray(String[]::new))
                .param("rights", rule.rights().stream().map(Right::name).toArray(String[]::new))
                .param("base", rule.base())
                .param("scope", rule.scope().name())
                .param("filter", rule.filter())
                .param("attributes", rule.attributes().toArray(String[]::new))
                .param("version", rule.version())
                .param("createdAt", rule.createdAt().atOffset(ZoneOffset.UTC))
                .param("updatedAt", rule.updatedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean delete(TenantId tenant, UUID id) {
        return jdbc.sql("DELETE FROM access_rule WHERE tenant_id = :tenant AND id = :id")
                        .param("tenant", tenant.value())
                        .param("id", id)
                        .update()
                == 1;
    }
}
