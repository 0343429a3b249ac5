package io.lightwave.directory.subschema;

import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /// By attribute, in the order they came.
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

    boolean isUsed(TenantId tenant, String attributeKey) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM entry WHERE tenant_id = :tenant"
                        + " AND (jsonb_exists(attributes, :key) OR EXISTS (SELECT 1 FROM jsonb_object_keys(attributes) k"
                        + " WHERE starts_with(k, :key || ';'))))")
                .param("tenant", tenant.value())
                .param("key", attributeKey)
                .query(Boolean.class)
                .single();
    }

    boolean isClassUsed(TenantId tenant, String classKey) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM entry_value WHERE tenant_id = :tenant"
                        + " AND attribute = 'objectclass' AND value = :key)")
                .param("tenant", tenant.value())
                .param("key", classKey)
                .query(Boolean.class)
                .single();
    }
}
