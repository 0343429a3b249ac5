package io.lightwave.workload.federation;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The bundles of foreign trust domains as they are handed on to agents. A warm look-up touches no SQL.
public final class Federations {
    static final String CHANGED = "workload-federation";
    private static final int MOST_BYTES_IN_MEMORY = 32 << 20;

    private final JdbcClient jdbc;
    private final ChangeFeed.Cached<String> bundles;

    Federations(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.bundles = feed.cache(CHANGED, MOST_BYTES_IN_MEMORY, bundle -> 2 * bundle.length(), this::load);
    }

    /// The bundle of that trust domain as JSON; empty when the tenant does not federate with it, or none has been
    /// fetched yet.
    public Optional<String> bundle(TenantId tenant, String trustDomain) {
        return bundles.get(tenant, trustDomain);
    }

    /// Whether the tenant has registered that trust domain, enabled or not.
    public boolean isRegistered(TenantId tenant, String trustDomain) {
        return jdbc.sql("""
                        select exists (select 1 from workload_federation
                                        where tenant_id = :tenant and trust_domain = :domain)""")
                .param("tenant", tenant.value())
                .param("domain", trustDomain)
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    private Optional<String> load(TenantId tenant, String trustDomain) {
        return jdbc.sql("""
                        select bundle from workload_federation
                         where tenant_id = :tenant and trust_domain = :domain and enabled and bundle is not null""")
                .param("tenant", tenant.value())
                .param("domain", trustDomain)
                .query((row, _) -> row.getString("bundle"))
                .optional();
    }
}
