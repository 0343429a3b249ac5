package io.lightwave.workload.bundle;

import io.lightwave.directory.TenantId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts the contents that a tenant's bundle has had (SPIFFE Trust Domain and Bundle §4.1.1); it never goes back.
final class BundleSequence {
    private final JdbcClient jdbc;

    BundleSequence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long of(TenantId tenant, byte[] digest) {
        return known(tenant, digest).orElseGet(() -> next(tenant, digest));
    }

    private Optional<Long> known(TenantId tenant, byte[] digest) {
        return jdbc.sql("select sequence from workload_bundle where tenant_id = :tenant and digest = :digest")
                .param("tenant", tenant.value())
                .param("digest", digest)
                .query((row, _) -> row.getLong("sequence"))
                .optional();
    }

    private long next(TenantId tenant, byte[] digest) {
        return jdbc.sql("""
                        insert into workload_bundle as b (tenant_id, sequence, digest) values (:tenant, 1, :digest)
                        on conflict (tenant_id) do update
                           set sequence = b.sequence + (b.digest <> excluded.digest)::int, digest = excluded.digest
                        returning sequence""")
                .param("tenant", tenant.value())
                .param("digest", digest)
                .query((row, _) -> row.getLong("sequence"))
                .single();
    }
}
