package io.lightwave.token.registration;

import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.PolicyStore.Versioned;
import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How the tenants' registration policies are kept.
record StoredPolicies(JdbcClient database) implements PolicyStore.Rows<RegistrationPolicy> {

    @Override
    public boolean store(TenantId tenant, Versioned<RegistrationPolicy> versioned, Timestamp now) {
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
                                now,
                                versioned.version())
                        .update()
                == 1;
    }

    @Override
    public Optional<Versioned<RegistrationPolicy>> load(TenantId tenant, String lock) {
        return database.sql("select * from registration_policy where tenant_id = ?" + lock)
                .param(tenant.value())
                .query(StoredPolicies::read)
                .optional();
    }

    private static Versioned<RegistrationPolicy> read(ResultSet row, int number) throws SQLException {
        return new Versioned<>(
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
