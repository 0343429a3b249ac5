package io.lightwave.directory;

import io.lightwave.directory.PolicyStore.Versioned;
import java.sql.Timestamp;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// Policies that are kept as the JSON documents that operators wrote, in a table of their own.
///
/// @param <P> the policy
/// @param <D> its document
public final class PolicyDocuments<P, D> implements PolicyStore.Rows<P> {
    private final JdbcClient database;
    private final ObjectMapper json;
    private final String table;
    private final Class<D> type;
    private final Function<D, P> read;
    private final Function<P, D> document;

    /// @param table the name of one with `tenant_id`, `document`, `updated_at` and `version`; part of the code,
    ///     never input
    /// @param read what a document says
    /// @param document what a policy was read from
    public PolicyDocuments(
            JdbcClient database,
            ObjectMapper json,
            String table,
            Class<D> type,
            Function<D, P> read,
            Function<P, D> document) {
        this.database = database;
        this.json = json;
        this.table = table;
        this.type = type;
        this.read = read;
        this.document = document;
    }

    @Override
    public boolean store(TenantId tenant, Versioned<P> versioned, Timestamp now) {
        return database.sql("""
                insert into %1$s (tenant_id, document, updated_at, version) values (?, ?, ?, ?)
                on conflict (tenant_id) do update set document = excluded.document,
                    updated_at = excluded.updated_at, version = excluded.version
                where %1$s.version = excluded.version - 1""".formatted(table))
                        .param(tenant.value())
                        .param(json.writeValueAsString(document.apply(versioned.policy())))
                        .param(now)
                        .param(versioned.version())
                        .update()
                == 1;
    }

    @Override
    public Optional<Versioned<P>> load(TenantId tenant, String lock) {
        return database.sql("select document, version from %s where tenant_id = ?%s".formatted(table, lock))
                .param(tenant.value())
                .query((row, _) -> new Versioned<>(
                        read.apply(json.readValue(row.getString("document"), type)), row.getLong("version")))
                .optional();
    }
}
