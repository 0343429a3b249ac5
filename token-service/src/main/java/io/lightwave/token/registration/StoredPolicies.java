package io.lightwave.token.registration;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The tenants' registration policies.
final class StoredPolicies {
    private static final String FEED_KIND = "registration-policy";
    private static final String ONLY = "policy";
    private static final int MAXIMUM_CACHED = 2_000;

    /// @param version 0 while the tenant has the defaults
    record Versioned(RegistrationPolicy policy, long version) {
        static final Versioned DEFAULTS = new Versioned(RegistrationPolicy.DEFAULTS, 0);

        String entityTag() {
            return "\"" + version + "\"";
        }
    }

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Versioned> cached;
    private final Audit audit;
    private final InstantSource clock;

    StoredPolicies(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit, InstantSource clock) {
        this.database = database;
        this.transactions = transactions;
        this.feed = feed;
        this.cached = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant, ""));
        this.audit = audit;
        this.clock = clock;
    }

    Versioned of(TenantId tenant) {
        return cached.get(tenant, ONLY).orElse(Versioned.DEFAULTS);
    }

    /// Empty when it is no longer what the change was based on.
    Optional<Versioned> change(
            TenantId tenant, Optional<String> basedOn, UnaryOperator<RegistrationPolicy> change, Caller caller) {
        return transactions.execute(_ -> {
            Versioned before = load(tenant, " for update").orElse(Versioned.DEFAULTS);
            if (basedOn.filter(tag -> !tag.equals(before.entityTag())).isPresent()) {
                return Optional.empty();
            }
            var after = new Versioned(change.apply(before.policy()), before.version() + 1);
            if (!store(tenant, after)) {
                return Optional.empty(); // somebody else made the first one
            }
            feed.append(tenant, FEED_KIND, ONLY);
            audit.recordChange(new AuditEvent(
                    tenant,
                    caller.actor(),
                    "policy.update",
                    "policy:registration",
                    AuditEvent.Outcome.SUCCESS,
                    after.policy().toString(),
                    caller.origin()));
            return Optional.of(after);
        });
    }

    private boolean store(TenantId tenant, Versioned versioned) {
        RegistrationPolicy policy = versioned.policy();
        return database.sql("""
                insert into registration_policy (tenant_id, open_registration, require_pkce, grant_types, scopes,
                    audiences, metadata_document_hosts, maximum_clients, updated_at, version)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant_id) do update set open_registration = excluded.open_registration,
                    require_pkce = excluded.require_pkce, grant_types = excluded.grant_types,
                    scopes = excluded.scopes, audiences = excluded.audiences,
                    metadata_document_hosts = excluded.metadata_document_hosts,
                    maximum_clients = excluded.maximum_clients,
                    updated_at = excluded.updated_at, version = excluded.version
                where registration_policy.version = excluded.version - 1""")
                        .params(
                                tenant.value(),
                                policy.isOpen(),
                                policy.requiresPkce(),
                                policy.permittedGrantTypes().stream().sorted().toArray(String[]::new),
                                policy.permittedScopes().toArray(String[]::new),
                                policy.permittedAudiences().toArray(String[]::new),
                                policy.documentHosts().toArray(String[]::new),
                                policy.limit(),
                                Timestamp.from(clock.instant()),
                                versioned.version())
                        .update()
                == 1;
    }

    private Optional<Versioned> load(TenantId tenant, String lock) {
        return database.sql("select * from registration_policy where tenant_id = ?" + lock)
                .param(tenant.value())
                .query(StoredPolicies::read)
                .optional();
    }

    private static Versioned read(ResultSet row, int number) throws SQLException {
        return new Versioned(
                new RegistrationPolicy(
                        row.getBoolean("open_registration"),
                        row.getBoolean("require_pkce"),
                        texts(row.getArray("grant_types")),
                        texts(row.getArray("scopes")),
                        texts(row.getArray("audiences")),
                        texts(row.getArray("metadata_document_hosts")),
                        row.getInt("maximum_clients")),
                row.getLong("version"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
