package io.lightwave.token.appearance;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.token.tenantpolicy.PolicyStore;
import io.lightwave.token.tenantpolicy.PolicyStore.Versioned;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// How the tenants' pages look and speak.
public final class Appearances {
    /// What is kept, and what it says.
    record Kept(AppearanceDocument document, Look look) {
        static Kept of(AppearanceDocument document) {
            return new Kept(document, document.read());
        }
    }

    private final PolicyStore<Kept> store;

    Appearances(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        this.store = new PolicyStore<>(
                "appearance",
                Kept.of(AppearanceDocument.DEFAULTS),
                kept -> kept.look().inWords(),
                new Rows(database, json),
                transactions,
                feed,
                audit,
                clock);
    }

    /// A warm look-up touches no SQL.
    public Look of(TenantId tenant) {
        return store.of(tenant).policy().look();
    }

    Versioned<Kept> find(TenantId tenant) {
        return store.of(tenant);
    }

    /// As [PolicyStore#change].
    Versioned<Kept> change(
            TenantId tenant, @Nullable String ifMatch, UnaryOperator<AppearanceDocument> change, Caller caller) {
        return store.change(tenant, ifMatch, before -> Kept.of(change.apply(before.document())), caller);
    }

    private record Rows(JdbcClient database, ObjectMapper json) implements PolicyStore.Rows<Kept> {
        @Override
        public boolean store(TenantId tenant, Versioned<Kept> versioned, Timestamp now) {
            return database.sql("""
                    insert into appearance_policy (tenant_id, document, updated_at, version) values (?, ?, ?, ?)
                    on conflict (tenant_id) do update set document = excluded.document,
                        updated_at = excluded.updated_at, version = excluded.version
                    where appearance_policy.version = excluded.version - 1""")
                            .param(tenant.value())
                            .param(json.writeValueAsString(versioned.policy().document()))
                            .param(now)
                            .param(versioned.version())
                            .update()
                    == 1;
        }

        @Override
        public Optional<Versioned<Kept>> load(TenantId tenant, String lock) {
            return database.sql("select document, version from appearance_policy where tenant_id = ?" + lock)
                    .param(tenant.value())
                    .query((row, _) -> new Versioned<>(
                            Kept.of(json.readValue(row.getString("document"), AppearanceDocument.class)),
                            row.getLong("version")))
                    .optional();
        }
    }
}
