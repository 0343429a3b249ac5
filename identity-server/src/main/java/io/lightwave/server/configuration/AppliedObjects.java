package io.lightwave.server.configuration;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What files have made in a tenant, and digests of what they have set and nobody is shown.
final class AppliedObjects {
    private static final String REMEMBER = """
            INSERT INTO configuration_object (tenant_id, kind, name, object_id, made, digests)
            VALUES (?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (tenant_id, kind, name) DO UPDATE
            SET made = excluded.made OR (configuration_object.made AND configuration_object.object_id = excluded.object_id),
                object_id = excluded.object_id, digests = CASE WHEN configuration_object.object_id = excluded.object_id
                    THEN configuration_object.digests || excluded.digests ELSE excluded.digests END
            """;

    /// @param id as the API has it, which is another when an object was made anew under the same name
    /// @param made whether a file made it
    record Applied(String kind, String name, String id, boolean made) {}

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final tools.jackson.databind.ObjectMapper mapper;

    AppliedObjects(JdbcClient jdbc, ChangeFeed feed, tools.jackson.databind.ObjectMapper mapper) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.mapper = mapper;
    }

    List<Applied> all(TenantId tenant) {
        return jdbc.sql("SELECT kind, name, object_id, made FROM configuration_object WHERE tenant_id = ?")
                .param(tenant.value())
                .query((row, _) -> new Applied(
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("object_id"),
                        row.getBoolean("made")))
                .list();
    }

    /// Digests of unshown fields by `kind/name/id`, then by path.
    Map<String, Map<String, String>> digests(TenantId tenant) {
        var found = new HashMap<String, Map<String, String>>();
        jdbc.sql(
                        "SELECT kind, name, object_id, digests FROM configuration_object WHERE tenant_id = ? AND digests <> '{}'")
                .param(tenant.value())
                .query(row -> {
                    var digests = new HashMap<String, String>();
                    mapper.readTree(row.getString("digests"))
                            .properties()
                            .forEach(field ->
                                    digests.put(field.getKey(), field.getValue().stringValue()));
                    found.put(
                            String.join("/", row.getString("kind"), row.getString("name"), row.getString("object_id")),
                            digests);
                });
        return found;
    }

    void remember(TenantId tenant, String kind, String name, String id, boolean made, Map<String, String> digests) {
        jdbc.sql(REMEMBER)
                .params(tenant.value(), kind, name, id, made, mapper.writeValueAsString(digests))
                .update();
    }

    void forget(TenantId tenant, String kind, String name) {
        jdbc.sql("DELETE FROM configuration_object WHERE tenant_id = ? AND kind = ? AND name = ?")
                .params(tenant.value(), kind, name)
                .update();
    }

    /// Waits until no other files are applied to the tenant, and this node has heard of those that were; until the end
    /// of the transaction.
    void alone(TenantId tenant) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0)) IS NULL")
                .param("configuration/" + tenant)
                .query(Boolean.class)
                .single();
        feed.catchUp(); // a commit gives the lock away before the caches hear of it
    }
}
