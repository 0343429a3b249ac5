package io.lightwave.workload.issuer;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/// The trusted issuers as recognition sees them; warm look-ups touch no SQL.
public final class TrustedIssuers {
    static final String CHANGED = "workload-issuer";
    private static final int MOST_IN_MEMORY = 10_000;
    private static final int LONGEST = 2000;

    private final EntityManager entities;
    private final ChangeFeed.Cached<TrustedIssuer> cache;

    TrustedIssuers(EntityManager entities, ChangeFeed feed) {
        this.entities = entities;
        this.cache = feed.cache(
                CHANGED,
                MOST_IN_MEMORY,
                (tenant, issuer) -> byIssuer(tenant, issuer).map(TrustedIssuerEntity::trusted));
    }

    /// By the `iss` of its tokens, whether enabled or not.
    public Optional<TrustedIssuer> find(TenantId tenant, String issuer) {
        return issuer.length() > LONGEST ? Optional.empty() : cache.get(tenant, issuer);
    }

    /// The same from the database, held as it is until the end of the caller's transaction: no rule can come to rest on
    /// what is just being changed.
    public Optional<TrustedIssuer> lock(TenantId tenant, String issuer) {
        return byIssuer(tenant, issuer).map(entity -> {
            entities.refresh(entity, LockModeType.PESSIMISTIC_READ);
            return entity.trusted();
        });
    }

    private Optional<TrustedIssuerEntity> byIssuer(TenantId tenant, String issuer) {
        return entities
                .createQuery(
                        "select i from TrustedIssuerEntity i where i.id.tenantId = :tenant and i.issuer = :issuer",
                        TrustedIssuerEntity.class)
                .setParameter("tenant", tenant.value())
                .setParameter("issuer", issuer)
                .getResultList()
                .stream()
                .findFirst();
    }
}
