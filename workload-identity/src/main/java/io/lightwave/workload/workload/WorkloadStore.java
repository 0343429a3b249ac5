package io.lightwave.workload.workload;

import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Workloads as operators see them. An entry that was made over LDAP is a workload without rules and audiences.
final class WorkloadStore {
    private final Subjects subjects;
    private final EntityManager entities;
    private final JdbcClient jdbc;
    private final NodeRuleStore nodeRules;

    WorkloadStore(Subjects subjects, EntityManager entities, JdbcClient jdbc, NodeRuleStore nodeRules) {
        this.subjects = subjects;
        this.entities = entities;
        this.jdbc = jdbc;
        this.nodeRules = nodeRules;
    }

    Optional<Subject> subject(TenantId tenant, String idOrName) {
        SubjectId id;
        try {
            id = SubjectId.parse(idOrName);
        } catch (IllegalArgumentException name) {
            return subjects.byName(tenant, SubjectKind.WORKLOAD, idOrName)
                    .filter(subject -> subject.name().equals(idOrName));
        }
        return subjects.byId(tenant, id).filter(subject -> subject.kind() == SubjectKind.WORKLOAD);
    }

    Optional<Workload> find(TenantId tenant, String idOrName) {
        return subject(tenant, idOrName).map(this::workload);
    }

    Workload workload(Subject subject) {
        return workloads(subject.tenant(), List.of(subject)).getFirst();
    }

    Page<Workload> list(TenantId tenant, String part, @Nullable String cursor, int limit) {
        var page = subjects.list(tenant, SubjectKind.WORKLOAD, part, cursor, limit);
        return new Page<>(workloads(tenant, page.items()), page.nextCursor());
    }

    /// The settings, locked and made when they are missing.
    WorkloadEntity settings(Subject subject, Instant now) {
        var id = WorkloadEntity.Id.of(subject);
        var found = entities.find(WorkloadEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (found != null) {
            entities.refresh(found);
            return found;
        }
        var made = new WorkloadEntity(id, List.of(), List.of(), now);
        entities.persist(made);
        return made;
    }

    private record Settings(List<String> audiences, List<String> federatesWith, long version, Instant updatedAt) {}

    private List<Workload> workloads(TenantId tenant, List<Subject> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = found.stream().map(subject -> subject.id().value()).toList();
        Map<UUID, Settings> settings = new HashMap<>();
        jdbc.sql("""
                        select id, audiences, federates_with, version, updated_at from workload
                         where tenant_id = :tenant and id in (:ids)""").param("tenant", tenant.value()).param("ids", ids).query(row -> {
            settings.put(
                    row.getObject("id", UUID.class),
                    new Settings(
                            List.of((String[]) row.getArray("audiences").getArray()),
                            List.of((String[]) row.getArray("federates_with").getArray()),
                            row.getLong("version"),
                            row.getObject("updated_at", java.time.OffsetDateTime.class)
                                    .toInstant()));
        });
        Map<UUID, List<RuleView>> rules = rules(tenant, ids);
        return found.stream()
                .map(subject -> {
                    var own = settings.getOrDefault(
                            subject.id().value(), new Settings(List.of(), List.of(), -1, subject.updatedAt()));
                    return new Workload(
                            subject,
                            rules.getOrDefault(subject.id().value(), List.of()),
                            own.audiences(),
                            own.federatesWith(),
                            own.version(),
                            own.updatedAt());
                })
                .toList();
    }

    private Map<UUID, List<RuleView>> rules(TenantId tenant, List<UUID> workloads) {
        Map<UUID, List<RuleView>> rules = new HashMap<>();
        jdbc.sql("""
                        select r.workload_id, r.id, i.issuer, r.claims
                          from workload_rule r
                          join workload_issuer i on i.tenant_id = r.tenant_id and i.id = r.issuer_id
                         where r.tenant_id = :tenant and r.workload_id in (:ids)
                         order by r.created_at, r.id""").param("tenant", tenant.value()).param("ids", workloads).query(row -> {
            var claims = new TreeMap<String, Object>();
            Rule.read(row.getString("claims")).forEach((path, value) -> claims.put(path, value.plain()));
            rules.computeIfAbsent(row.getObject("workload_id", UUID.class), _ -> new ArrayList<>())
                    .add(RuleView.ofEvidence(row.getObject("id", UUID.class), row.getString("issuer"), claims));
        });
        nodeRules.each(
                tenant,
                workloads,
                (workload, rule) ->
                        rules.computeIfAbsent(workload, _ -> new ArrayList<>()).add(rule));
        return rules;
    }
}
