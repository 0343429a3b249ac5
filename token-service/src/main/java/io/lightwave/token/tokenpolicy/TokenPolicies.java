package io.lightwave.token.tokenpolicy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.PolicyStore.Versioned;
import io.lightwave.directory.TenantId;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The tenants' token policies.
public final class TokenPolicies {
    private final PolicyStore<TokenPolicy> store;

    TokenPolicies(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit, InstantSource clock) {
        this.store = new PolicyStore<>(
                "token",
                TokenPolicy.DEFAULTS,
                TokenPolicy::toString,
                new Rows(database),
                transactions,
                feed,
                audit,
                clock);
    }

    public TokenPolicy of(TenantId tenant) {
        return store.of(tenant).policy();
    }

    PolicyStore<TokenPolicy> store() {
        return store;
    }

    private record Rows(JdbcClient database) implements PolicyStore.Rows<TokenPolicy> {
        @Override
        public boolean store(TenantId tenant, Versioned<TokenPolicy> versioned, Timestamp now) {
            return database.sql("""
                    insert into token_policy (tenant_id, implicit_flows, ml_dsa, redirect_schemes, updated_at, version)
                    values (?, ?, ?, ?, ?, ?)
                    on conflict (tenant_id) do update set implicit_flows = excluded.implicit_flows,
                        ml_dsa = excluded.ml_dsa, redirect_schemes = excluded.redirect_schemes, updated_at = excluded.updated_at, version = excluded.version
                    where token_policy.version = excluded.version - 1""")
                            .params(
                                    tenant.value(),
                                    versioned.policy().permitsImplicitFlows(),
                                    versioned.policy().permitsMlDsa(),
                                    versioned
                                            .policy()
                                            .permittedRedirectSchemes()
                                            .toArray(String[]::new),
                                    now,
                                    versioned.version())
                            .update()
                    == 1;
        }

        @Override
        public Optional<Versioned<TokenPolicy>> load(TenantId tenant, String lock) {
            return database.sql("""
                    select implicit_flows, ml_dsa, redirect_schemes, version from token_policy
                    where tenant_id = ?""" + lock)
                    .param(tenant.value())
                    .query((row, _) -> new Versioned<>(
                            new TokenPolicy(row.getBoolean(1), row.getBoolean(2), List.of((String[])
                                    row.getArray(3).getArray())),
                            row.getLong(4)))
                    .optional();
        }
    }
}
