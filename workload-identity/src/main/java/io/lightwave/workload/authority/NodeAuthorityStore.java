package io.lightwave.workload.authority;

import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of node authorities. Writing joins the caller's transaction.
final class NodeAuthorityStore {
    private final JdbcClient jdbc;

    NodeAuthorityStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// In order of name.
    List<NodeAuthority> all(TenantId tenant) {
        return jdbc.sql("select * from workload_node_authority where tenant_id = :tenant order by name")
                .param("tenant", tenant.value())
                .query(NodeAuthorityStore::read)
                .list();
    }

    Optional<NodeAuthority> find(TenantId tenant, String idOrName) {
        return all(tenant).stream()
                .filter(one ->
                        one.name().equals(idOrName) || one.id().toString().equals(idOrName))
                .findFirst();
    }

    /// Of two changes in a tenant the second waits for the first, so that each sees all names that there are.
    void lock(TenantId tenant) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", "workload_node_authority " + tenant)
                .query((row, _) -> true)
                .single();
    }

    /// The ends of names that nodes of clusters have.
    List<String> suffixesOfClusters(TenantId tenant) {
        return jdbc.sql("""
                        select node_suffix from workload_issuer
                         where tenant_id = :tenant and node_suffix is not null""")
                .param("tenant", tenant.value())
                .query((row, _) -> row.getString("node_suffix"))
                .list();
    }

    void add(NodeAuthority one) {
        jdbc.sql("""
                        insert into workload_node_authority
                               (tenant_id, id, name, anchors, domain, revocation_lists, enabled, consented, version,
                                created_at, updated_at)
                        values (:tenant, :id, :name, :anchors, :domain, :lists, :enabled, :consented, :version,
                                :created, :updated)""").params(columns(one)).update();
    }

    void update(NodeAuthority one) {
        jdbc.sql("""
                        update workload_node_authority
                           set anchors = :anchors, domain = :domain, revocation_lists = :lists, enabled = :enabled,
                               consented = :consented, version = :version, updated_at = :updated
                         where tenant_id = :tenant and id = :id""").params(columns(one)).update();
    }

    void remove(NodeAuthority one) {
        jdbc.sql("delete from workload_node_authority where tenant_id = :tenant and id = :id")
                .param("tenant", one.tenant().value())
                .param("id", one.id())
                .update();
    }

    private static Map<String, @Nullable Object> columns(NodeAuthority one) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("tenant", one.tenant().value());
        columns.put("id", one.id());
        columns.put("name", one.name());
        columns.put("anchors", one.anchors());
        columns.put("domain", one.domain());
        columns.put("lists", one.revocationLists().orElse(null));
        columns.put("enabled", one.enabled());
        columns.put("consented", one.consented());
        columns.put("version", one.version());
        columns.put("created", one.createdAt().atOffset(ZoneOffset.UTC));
        columns.put("updated", one.updatedAt().atOffset(ZoneOffset.UTC));
        return columns;
    }

    private static NodeAuthority read(ResultSet row, int number) throws SQLException {
        return new NodeAuthority(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("anchors"),
                row.getString("domain"),
                Optional.ofNullable(row.getString("revocation_lists")),
                row.getBoolean("enabled"),
                row.getBoolean("consented"),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
