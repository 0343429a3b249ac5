package io.lightwave.token.tokenpolicy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The tenants' token policies.
public final class TokenPolicies {
    private static final String FEED_KIND = "token-policy";
    private static final String ONLY = "policy";
    private static final int MAXIMUM_CACHED = 2_000;

    /// @param version 0 while the tenant has the defaults
    record Versioned(TokenPolicy policy, long version) {
        static final Versioned DEFAULTS = new Versioned(TokenPolicy.DEFAULTS, 0);

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

    TokenPolicies(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit, InstantSource clock) {
        this.database = database;
        this.transactions = transactions;
        this.feed = feed;
        this.cached = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant, ""));
        this.audit = audit;
        this.clock = clock;
    }

    public TokenPolicy of(TenantId tenant) {
        return versioned(tenant).policy();
    }

    Versioned versioned(TenantId tenant) {
        return cached.get(tenant, ONLY).orElse(Versioned.DEFAULTS);
    }

    /// Empty when it is no longer what the change was based on.
    Optional<Versioned> change(
            TenantId tenant, Optional<String> basedOn, UnaryOperator<TokenPolicy> change, Caller caller) {
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
                    "policy:token",
                    AuditEvent.Outcome.SUCCESS,
                    after.policy().toString(),
                    caller.origin()));
            return Optional.of(after);
        });
    }

    private boolean store(TenantId tenant, Versioned versioned) {
        return database.sql("""
                insert into token_policy (tenant_id, implicit_flows, updated_at, version) values (?, ?, ?, ?)
                on conflict (tenant_id) do update set implicit_flows = excluded.implicit_flows,
                    updated_at = excluded.updated_at, version = excluded.version
                where token_policy.version = excluded.version - 1""")
                        .params(
                                tenant.value(),
                                versioned.policy().permitsImplicitFlows(),
                                Timestamp.from(clock.instant()),
                                versioned.version())
                        .update()
                == 1;
    }

    private Optional<Versioned> load(TenantId tenant, String lock) {
        return database.sql("select implicit_flows, version from token_policy where tenant_id = ?" + lock)
                .param(tenant.value())
                .query((row, _) -> new Versioned(new TokenPolicy(row.getBoolean(1)), row.getLong(2)))
                .optional();
    }
}
