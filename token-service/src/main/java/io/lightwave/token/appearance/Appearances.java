package io.lightwave.token.appearance;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.PolicyDocuments;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.PolicyStore.Versioned;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
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
                new PolicyDocuments<>(
                        database, json, "appearance_policy", AppearanceDocument.class, Kept::of, Kept::document),
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
}
