package io.lightwave.directory.subschema;

import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `schema_definition`.
final class DefinitionRows {
    private final JdbcClient jdbc;

    DefinitionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Keeps others from changing the tenant's schema until the transaction ends.
    void lock(TenantId tenant) {
        jdbc.sql("SELECT 1 FROM tenant WHERE tenant_id = :tenant FOR NO KEY UPDATE")
                .param("tenant", tenant.value())
                .query(Integer.class)
                .single();
    }

    /// By attribute, in the order they came; `modifyTimestamp` of a schema that was changed, ever, is among them.
    Map<String, List<String>> definitions(TenantId tenant) {
        var definitions = new LinkedHashMap<String, List<String>>();
        jdbc.sql("SELECT attribute, definition FROM schema_definition WHERE tenant_id = :tenant ORDER BY place")
                .param("tenant", tenant.value())
                .query(row -> {
                    definitions
                            .computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                            .add(row.getString(2));
                });
        return definitions;
    }

    void replace(TenantId tenant, String attribute, List<String> definitions) {
        jdbc.sql("DELETE FROM schema_definition WHERE tenant_id = :tenant AND attribute = :attribute")
                .param("tenant", tenant.value())
                .param("attribute", attribute)
                .update();
        jdbc.sql("INSERT INTO schema_definition (tenant_id, attribute, place, definition)"
                        + " SELECT :tenant, :attribute, d.place, d.definition"
                        + " FROM unnest(:definitions::text[]) WITH ORDINALITY AS d (definition, place)")
                .param("tenant", tenant.value())
                .param("attribute", attribute)
                .param("definitions", definitions.toArray(String[]::new))
                .update();
    }

    /// Who uses a definition.
    ///
    /// @param some of them, by their ids
    /// @param count of all
    record Users(List<UUID> some, long count) {
        static final Users NONE = new Users(List.of(), 0);
    }

    Users users(TenantId tenant, String attributeKey, int most) {
        return users(jdbc.sql("SELECT id, count(*) OVER () FROM entry WHERE tenant_id = :tenant"
                        + " AND (jsonb_exists(attributes, :key) OR EXISTS (SELECT 1 FROM"
                        + " jsonb_object_keys(attributes) k WHERE starts_with(k, :key || ';')))"
                        + " ORDER BY id LIMIT :most")
                .param("tenant", tenant.value())
                .param("key", attributeKey)
                .param("most", most));
    }

    Users usersOfClass(TenantId tenant, String classKey, int most) {
        return users(jdbc.sql("SELECT entry_id, count(*) OVER () FROM entry_value WHERE tenant_id = :tenant"
                        + " AND attribute = 'objectclass' AND value = :key ORDER BY entry_id LIMIT :most")
                .param("tenant", tenant.value())
                .param("key", classKey)
                .param("most", most));
    }

    private static Users users(JdbcClient.StatementSpec query) {
        var ids = new ArrayList<UUID>();
        long[] count = {0};
        query.query(row -> {
            ids.add(row.getObject(1, UUID.class));
            count[0] = row.getLong(2);
        });
        return new Users(ids, count[0]);
    }
}
