package io.lightwave.workload.workload;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/// Adds rules to workloads and takes them away.
final class RuleRegistration {
    private final TransactionTemplate transaction;
    private final WorkloadStore store;
    private final TrustedIssuers issuers;
    private final NodeRuleStore nodeRules;
    private final EntityManager entities;
    private final WorkloadRules rules;
    private final Audit audit;
    private final InstantSource clock;

    RuleRegistration(
            TransactionTemplate transaction,
            WorkloadStore store,
            TrustedIssuers issuers,
            NodeRuleStore nodeRules,
            EntityManager entities,
            WorkloadRules rules,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.store = store;
        this.issuers = issuers;
        this.nodeRules = nodeRules;
        this.entities = entities;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Done(Workload workload, RuleView rule) implements Outcome {}

        record Missing() implements Outcome {}

        record Repeated() implements Outcome {}
    }

    /// The rules of a new workload, in its transaction.
    void addAll(Subject workload, @Nullable List<NewRule> asked, Instant now) {
        if (asked == null) {
            return;
        }
        if (asked.size() > WorkloadChecks.MOST_RULES) {
            throw new InvalidFieldException("rules", "are more than 100");
        }
        for (int i = 0; i < asked.size(); i++) {
            String field = "rules[%d]".formatted(i);
            try {
                add(workload, asked.get(i), field + ".", now);
            } catch (ConstraintViolationException | DuplicateKeyException repeated) {
                throw new InvalidFieldException(field, "is given twice");
            }
        }
    }

    Outcome add(TenantId tenant, String workload, NewRule asked, Caller caller) {
        try {
            return transaction.execute(_ -> {
                var subject = store.subject(tenant, workload).orElse(null);
                if (subject == null) {
                    return new Outcome.Missing();
                }
                var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                touch(subject, now);
                if (store.workload(subject).rules().size() >= WorkloadChecks.MOST_RULES) {
                    throw new InvalidFieldException("", "a workload has at most 100 rules");
                }
                var id = add(subject, asked, "", now);
                record(
                        subject,
                        "workload.rule.create",
                        asked.isOfNode() ? "node " + asked.node() : String.valueOf(asked.issuer()),
                        caller);
                var after = store.workload(subject);
                return new Outcome.Done(after, rule(after, id));
            });
        } catch (ConstraintViolationException | DuplicateKeyException repeated) {
            return new Outcome.Repeated();
        }
    }

    boolean remove(TenantId tenant, String workload, String ruleId, Caller caller) {
        return transaction.execute(_ -> {
            var subject = store.subject(tenant, workload).orElse(null);
            if (subject == null) {
                return false;
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            touch(subject, now);
            var found = entities
                    .createQuery(
                            "select r from RuleEntity r where r.id.tenantId = :tenant and r.workloadId = :workload",
                            RuleEntity.class)
                    .setParameter("tenant", tenant.value())
                    .setParameter("workload", subject.id().value())
                    .getResultList()
                    .stream()
                    .filter(rule -> rule.id.id().toString().equals(ruleId))
                    .findFirst();
            found.ifPresent(rule -> {
                entities.remove(rule);
                entities.flush();
                rules.changed(tenant, rule.issuerId, rule.foundBy());
                record(subject, "workload.rule.delete", ruleId, caller);
            });
            return found.isPresent() || removeOfNode(subject, ruleId, now, caller);
        });
    }

    private boolean removeOfNode(Subject workload, String ruleId, Instant now, Caller caller) {
        UUID id;
        try {
            id = UUID.fromString(ruleId);
        } catch (IllegalArgumentException noId) {
            return false;
        }
        boolean removed = id.toString().equals(ruleId) && nodeRules.remove(workload, id, now);
        if (removed) {
            record(workload, "workload.rule.delete", ruleId, caller);
        }
        return removed;
    }

    /// @param field where the rule stands in the request, with a dot at its end, or empty
    private UUID add(Subject workload, NewRule asked, String field, Instant now) {
        if (asked.isOfNode()) {
            var id = UUID.randomUUID();
            if (!nodeRules.add(workload, id, WorkloadChecks.nodeRule(field, asked), now)) {
                throw new DuplicateKeyException("the workload has this rule already");
            }
            return id;
        }
        var claims = WorkloadChecks.claims(field, asked.claims());
        TrustedIssuer issuer = issuers.lock(workload.tenant(), asked.issuer() == null ? "" : asked.issuer())
                .orElseThrow(() -> new InvalidFieldException(field + "issuer", "is no trusted issuer of this tenant"));
        WorkloadChecks.requireImmutable(field + "claims", issuer, claims);
        var id = new RuleEntity.Id(workload.tenant().value(), UUID.randomUUID());
        var rule = new RuleEntity(id, workload.id().value(), issuer.id(), claims, now);
        rules.requireRoom(field + "claims", issuer, rule.foundBy());
        entities.persist(rule);
        entities.flush();
        rules.changed(workload.tenant(), issuer.id(), rule.foundBy());
        return id.id();
    }

    private void touch(Subject subject, Instant now) {
        var settings = store.settings(subject, now);
        settings.set(List.of(settings.audiences), List.of(settings.federatesWith), now);
        entities.flush();
    }

    private static RuleView rule(Workload workload, UUID id) {
        return workload.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void record(Subject subject, String action, String what, Caller caller) {
        audit.recordChange(new AuditEvent(
                subject.tenant(),
                caller.actor(),
                action,
                "workload:" + subject.name(),
                AuditEvent.Outcome.SUCCESS,
                what,
                caller.origin()));
    }
}
