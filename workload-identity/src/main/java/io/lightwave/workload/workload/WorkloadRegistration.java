package io.lightwave.workload.workload;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes, changes and removes workloads; each change with its audit event in one transaction.
final class WorkloadRegistration {
    private final TransactionTemplate transaction;
    private final Subjects subjects;
    private final WorkloadStore store;
    private final RuleRegistration rules;
    private final FederatedDomains federations;
    private final EntityManager entities;
    private final ChangeFeed feed;
    private final Audit audit;
    private final InstantSource clock;

    WorkloadRegistration(
            TransactionTemplate transaction,
            Subjects subjects,
            WorkloadStore store,
            RuleRegistration rules,
            FederatedDomains federations,
            EntityManager entities,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.subjects = subjects;
        this.store = store;
        this.rules = rules;
        this.federations = federations;
        this.entities = entities;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Done(Workload workload) implements Outcome {}

        record Missing() implements Outcome {}

        record Stale() implements Outcome {}

        record NameTaken() implements Outcome {}
    }

    Outcome create(TenantId tenant, NewWorkload asked, Caller caller) {
        String name = WorkloadChecks.name(tenant, asked.name());
        List<String> audiences = WorkloadChecks.audiences(asked.audiences());
        return transaction.execute(_ -> {
            if (!(subjects.add(tenant, SubjectKind.WORKLOAD, name, Map.of())
                    instanceof Subjects.AddOutcome.Added(Subject subject))) {
                return new Outcome.NameTaken();
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var federatesWith = federations.check(tenant, asked.federatesWith(), List.of());
            entities.persist(new WorkloadEntity(WorkloadEntity.Id.of(subject), audiences, federatesWith, now));
            entities.flush();
            rules.addAll(subject, asked.rules(), now);
            feed.append(tenant, WorkloadRules.AUDIENCES_CHANGED, subject.id().toString());
            return done(subject, "workload.create", caller);
        });
    }

    Outcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<WorkloadChange> change,
            Caller caller) {
        return transaction.execute(_ -> {
            var found = store.subject(tenant, idOrName).orElse(null);
            if (found == null) {
                return new Outcome.Missing();
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var settings = store.settings(found, now);
            entities.flush();
            var before = store.workload(found);
            if (basedOn.filter(tags -> !EntityTags.isAmong(before.entityTag(), tags))
                    .isPresent()) {
                return new Outcome.Stale();
            }
            var wanted = change.apply(before.changeable());
            var federatesWith = federations.check(tenant, wanted.federatesWith(), before.federatesWith());
            settings.set(WorkloadChecks.audiences(wanted.audiences()), federatesWith, now);
            entities.flush();
            if (!federatesWith.equals(before.federatesWith())) {
                federations.announce(found);
            }
            feed.append(tenant, WorkloadRules.AUDIENCES_CHANGED, found.id().toString());
            boolean enabled = !Boolean.FALSE.equals(wanted.enabled());
            var after = enabled == found.enabled()
                    ? found
                    : subjects.setEnabled(tenant, found.id(), enabled).orElseThrow();
            return done(
                    after,
                    enabled == found.enabled() ? "workload.update" : enabled ? "workload.enable" : "workload.disable",
                    caller);
        });
    }

    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        return transaction.execute(_ -> {
            var found = store.subject(tenant, idOrName);
            found.ifPresent(subject -> record(subject, "workload.delete", caller));
            return found.filter(subject -> subjects.delete(tenant, subject.id()))
                    .isPresent();
        });
    }

    private Outcome done(Subject subject, String action, Caller caller) {
        record(subject, action, caller);
        return new Outcome.Done(store.workload(subject));
    }

    private void record(Subject subject, String action, Caller caller) {
        audit.recordChange(new AuditEvent(
                subject.tenant(),
                caller.actor(),
                action,
                "workload:" + subject.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
    }
}
