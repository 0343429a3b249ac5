package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// The tenants' types in the database; a tenant's are cached together.
final class StoredDetailsTypes {
    private static final String FEED_KIND = "authorization-details-type";
    private static final String ALL = "all";
    private static final int MAXIMUM_CACHED = 2_000;
    private static final int MAXIMUM_TYPES = 200;
    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final ChangeFeed feed;
    private final Audit audit;
    private final ChangeFeed.Cached<Map<String, DetailsType>> cached;

    StoredDetailsTypes(JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit) {
        this.database = database;
        this.transactions = transactions;
        this.feed = feed;
        this.audit = audit;
        this.cached = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant));
    }

    /// By name.
    Map<String, DetailsType> all(TenantId tenant) {
        return cached.get(tenant, ALL).orElse(Map.of());
    }

    private Optional<Map<String, DetailsType>> load(TenantId tenant) {
        var all = new LinkedHashMap<String, DetailsType>();
        database.sql("select * from authorization_details_type where tenant_id = ? order by name")
                .param(tenant.value())
                .query(StoredDetailsTypes::read)
                .list()
                .forEach(type -> all.put(type.name(), type));
        return all.isEmpty() ? Optional.empty() : Optional.of(Map.copyOf(all));
    }

    enum Creation {
        CREATED,
        NAME_TAKEN,
        TOO_MANY
    }

    Creation create(TenantId tenant, DetailsType type, Caller caller) {
        return transactions.execute(_ -> {
            if (load(tenant).map(Map::size).orElse(0) >= MAXIMUM_TYPES) {
                return Creation.TOO_MANY;
            }
            int rows = database.sql(
                            "insert into authorization_details_type (tenant_id, id, name, title, resource_server,"
                                    + " schema, enabled, created_at, updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                    + " on conflict do nothing")
                    .params(
                            tenant.value(),
                            type.id(),
                            type.name(),
                            type.title(),
                            type.resourceServer(),
                            type.schemaText(),
                            type.enabled(),
                            Timestamp.from(type.createdAt()),
                            Timestamp.from(type.updatedAt()),
                            type.version())
                    .update();
            if (rows == 0) {
                return Creation.NAME_TAKEN;
            }
            announce(tenant, type, "create", caller);
            return Creation.CREATED;
        });
    }

    /// By id or name, as it is now.
    Optional<DetailsType> find(TenantId tenant, String idOrName) {
        return find(tenant, idOrName, "");
    }

    private Optional<DetailsType> find(TenantId tenant, String idOrName, String lock) {
        return database.sql(
                        "select * from authorization_details_type where tenant_id = ? and (name = ? or id::text = ?)"
                                + " order by name = ? desc limit 1" + lock)
                .params(tenant.value(), idOrName, idOrName, idOrName)
                .query(StoredDetailsTypes::read)
                .optional();
    }

    sealed interface Update {
        record Updated(DetailsType type) implements Update {}

        record Missing() implements Update {}

        /// It is no longer what the change was based on.
        record Stale() implements Update {}
    }

    /// @param basedOn an `If-Match`; empty to change whatever there is
    Update update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<DetailsType> change,
            Caller caller) {
        return transactions.execute(_ -> {
            Optional<DetailsType> found = find(tenant, idOrName, " for update");
            if (found.isEmpty()) {
                return new Update.Missing();
            }
            if (basedOn.filter(tags -> !EntityTags.isAmong(found.get().entityTag(), tags))
                    .isPresent()) {
                return new Update.Stale();
            }
            DetailsType changed = change.apply(found.get());
            database.sql("update authorization_details_type set title = ?, schema = ?, enabled = ?, updated_at = ?,"
                            + " version = ? where tenant_id = ? and id = ?")
                    .params(
                            changed.title(),
                            changed.schemaText(),
                            changed.enabled(),
                            Timestamp.from(changed.updatedAt()),
                            changed.version(),
                            tenant.value(),
                            changed.id())
                    .update();
            announce(tenant, changed, "update", caller);
            return new Update.Updated(changed);
        });
    }

    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        return transactions.execute(_ -> {
            Optional<DetailsType> found = find(tenant, idOrName, " for update");
            found.ifPresent(type -> {
                database.sql("delete from authorization_details_type where tenant_id = ? and id = ?")
                        .params(tenant.value(), type.id())
                        .update();
                announce(tenant, type, "delete", caller);
            });
            return found.isPresent();
        });
    }

    private void announce(TenantId tenant, DetailsType type, String what, Caller caller) {
        feed.append(tenant, FEED_KIND, ALL);
        audit.recordChange(new AuditEvent(
                tenant,
                caller.actor(),
                "authorization-details-type." + what,
                type.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
    }

    private static DetailsType read(ResultSet row, int number) throws SQLException {
        String schema = row.getString("schema");
        return new DetailsType(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("title"),
                row.getString("resource_server"),
                DetailSchema.read(JSON.readTree(schema)),
                schema,
                row.getBoolean("enabled"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                row.getLong("version"));
    }
}
