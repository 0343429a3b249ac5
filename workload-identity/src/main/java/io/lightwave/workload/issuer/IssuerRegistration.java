package io.lightwave.workload.issuer;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.workload.consent.OperatorConsent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Registers, changes and removes trusted issuers.
final class IssuerRegistration {
    /// Of a client's id, whose own assertions have it as `iss`: the two name spaces must not meet.
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._~@:-]{1,200}");

    private final TransactionTemplate transaction;
    private final EntityManager entities;
    private final RuleGuard rules;
    private final Tenants tenants;
    private final String ownIssuers;
    private final ReviewCredentials credentials;
    private final OperatorConsent consent;
    private final ChangeFeed feed;
    private final Audit audit;
    private final InstantSource clock;

    IssuerRegistration(
            TransactionTemplate transaction,
            EntityManager entities,
            RuleGuard rules,
            Tenants tenants,
            DirectorySettings settings,
            ReviewCredentials credentials,
            OperatorConsent consent,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.entities = entities;
        this.rules = rules;
        this.tenants = tenants;
        this.ownIssuers = settings.publicUrl() + "/t/";
        this.credentials = credentials;
        this.consent = consent;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Done(TrustedIssuerEntity issuer) implements Outcome {}

        record Missing() implements Outcome {}

        record Stale() implements Outcome {}

        record Conflict(String reason) implements Outcome {}
    }

    Outcome create(TenantId tenant, NewTrustedIssuer asked, Caller caller) {
        if (asked.issuer() != null && isOurs(tenant, asked.issuer())) {
            return new Outcome.Conflict("The issuer is a client's id or an issuer of this server.");
        }
        String issuer = IssuerRules.issuer(asked.issuer());
        IssuerKind kind = IssuerRules.kind(asked.kind());
        IssuerRules.requireNamed(kind, issuer);
        var checked = IssuerRules.check(
                kind,
                new TrustedIssuerChange(
                        true,
                        asked.name() == null ? IssuerRules.defaultName(issuer) : asked.name(),
                        asked.jwks(),
                        asked.jwksUri(),
                        asked.caBundle(),
                        asked.tokenReview(),
                        asked.nodes(),
                        asked.audience(),
                        asked.immutableClaims()));
        return unlessTaken(() -> {
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var entity = new TrustedIssuerEntity(tenant, UUID.randomUUID(), issuer, kind, now);
            requireOwnSuffix(entity.id, checked);
            entity.set(checked, credentials.sealed(entity, checked), now);
            entity.consented = consent.isGivenBy(caller);
            entities.persist(entity);
            return announced(tenant, entity, "trusted-issuer.create", caller);
        });
    }

    Outcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<TrustedIssuerChange> change,
            Caller caller) {
        return unlessTaken(() -> {
            var entity = find(tenant, idOrName).orElse(null);
            if (entity == null) {
                return new Outcome.Missing();
            }
            entities.refresh(entity, LockModeType.PESSIMISTIC_WRITE);
            if (basedOn.filter(tags -> !EntityTags.isAmong(entity.entityTag(), tags))
                    .isPresent()) {
                return new Outcome.Stale();
            }
            var before = TrustedIssuerView.changeable(entity);
            var after = change.apply(before);
            var checked = IssuerRules.check(entity.kind, after);
            requireOwnSuffix(entity.id, checked);
            entity.set(
                    checked,
                    credentials.sealed(entity, checked),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (after.believesOtherThan(before) && !consent.isGivenBy(caller)) {
                entity.consented = false; // what was consented to is another thing now
            }
            rules.requireAllStillRest(entity.trusted());
            return announced(tenant, entity, "trusted-issuer.update", caller);
        });
    }

    /// A node's name tells its cluster, and no cluster can name its nodes into another's part of
    /// the names, or an outside authority's.
    private void requireOwnSuffix(TrustedIssuerEntity.Id own, IssuerRules.Checked checked) {
        checked.nodes().map(JoiningNodes::suffix).ifPresent(suffix -> {
            // the one that changes of node authorities take, so that each sees all names that there are
            entities.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:key, 0))")
                    .setParameter("key", "workload_node_authority " + own.tenantId())
                    .getSingleResult();
            var clusters = entities.createQuery("""
                select i.nodeSuffix from TrustedIssuerEntity i
                 where i.id.tenantId = :tenant and i.id.id <> :own and i.nodeSuffix is not null\
                """, String.class)
                    .setParameter("tenant", own.tenantId())
                    .setParameter("own", own.id())
                    .getResultList();
            List<?> authorities = entities.createNativeQuery(
                            "select domain from workload_node_authority where tenant_id = :tenant", String.class)
                    .setParameter("tenant", own.tenantId())
                    .getResultList();
            boolean meets = Stream.concat(
                            clusters.stream(), authorities.stream().map(String::valueOf))
                    .anyMatch(other ->
                            other.equals(suffix) || other.endsWith("." + suffix) || suffix.endsWith("." + other));
            if (meets) {
                throw new InvalidFieldException(
                        "nodes.suffix",
                        "must not be, or end with, another cluster's or a node authority's, nor the other way round");
            }
        });
    }

    /// Gives or withdraws the operator's consent.
    ///
    /// @param basedOn an `If-Match`; empty for whatever it is
    Outcome consent(TenantId tenant, String idOrName, Optional<String> basedOn, boolean given, Caller caller) {
        consent.requireOperator(caller);
        return transaction.execute(_ -> {
            var entity = find(tenant, idOrName).orElse(null);
            if (entity == null) {
                return new Outcome.Missing();
            }
            entities.refresh(entity, LockModeType.PESSIMISTIC_WRITE);
            if (basedOn.filter(tags -> !EntityTags.isAmong(entity.entityTag(), tags))
                    .isPresent()) {
                return new Outcome.Stale();
            }
            entity.consented = given;
            return announced(
                    tenant, entity, given ? "trusted-issuer.consent" : "trusted-issuer.withdraw-consent", caller);
        });
    }

    /// With it go the rules that look at its tokens.
    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        return transaction.execute(_ -> {
            var found = find(tenant, idOrName);
            found.ifPresent(entity -> {
                rules.removeAll(entity.trusted());
                entities.remove(entity);
                announced(tenant, entity, "trusted-issuer.delete", caller);
            });
            return found.isPresent();
        });
    }

    Optional<TrustedIssuerEntity> find(TenantId tenant, String idOrName) {
        return entities
                .createQuery("""
                    select i from TrustedIssuerEntity i
                     where i.id.tenantId = :tenant and (i.name = :text or cast(i.id.id as String) = :text)\
                    """, TrustedIssuerEntity.class)
                .setParameter("tenant", tenant.value())
                .setParameter("text", idOrName)
                .getResultList()
                .stream()
                .findFirst();
    }

    /// In order of name; the cursor is the last name of the page before.
    Page<TrustedIssuerEntity> list(TenantId tenant, @Nullable String cursor, int limit) {
        List<TrustedIssuerEntity> found = entities.createQuery("""
            select i from TrustedIssuerEntity i
             where i.id.tenantId = :tenant and i.name > :cursor order by i.name\
            """, TrustedIssuerEntity.class)
                .setParameter("tenant", tenant.value())
                .setParameter("cursor", Page.requireName(cursor))
                .setMaxResults(limit + 1)
                .getResultList();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).name);
    }

    private boolean isOurs(TenantId tenant, String issuer) {
        return CLIENT_ID.matcher(issuer).matches()
                || issuer.startsWith(ownIssuers)
                || tenants.find(tenant)
                        .filter(own -> own.issuer().toString().equals(issuer))
                        .isPresent();
    }

    private Outcome unlessTaken(java.util.function.Supplier<Outcome> change) {
        try {
            return transaction.execute(_ -> change.get());
        } catch (ConstraintViolationException taken) {
            if (Set.of(
                            "workload_issuer_tenant_id_issuer_key",
                            "workload_issuer_tenant_id_name_key",
                            "workload_issuer_tenant_id_node_suffix_key")
                    .contains(String.valueOf(taken.getConstraintName()))) {
                return new Outcome.Conflict("The issuer, its name or the suffix of its nodes is registered already.");
            }
            throw taken;
        }
    }

    private Outcome announced(TenantId tenant, TrustedIssuerEntity entity, String action, Caller caller) {
        entities.flush();
        feed.append(tenant, TrustedIssuers.CHANGED, entity.issuer);
        audit.recordChange(new AuditEvent(
                tenant,
                caller.actor(),
                action,
                "trusted-issuer:" + entity.issuer,
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
        return new Outcome.Done(entity);
    }
}
