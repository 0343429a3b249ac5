package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectKind;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Deletes a workload's rules and audiences with its entry, whoever deletes that. A disabled one needs nothing:
/// the gate of active principals refuses it.
final class EndedWorkloads implements SubjectEnded {
    private final JdbcClient jdbc;
    private final WorkloadRules rules;
    private final ChangeFeed feed;
    private final NodeRuleStore nodeRules;

    EndedWorkloads(JdbcClient jdbc, WorkloadRules rules, ChangeFeed feed, NodeRuleStore nodeRules) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.feed = feed;
        this.nodeRules = nodeRules;
    }

    @Override
    public void changed(Subject subject, Change change) {
        if (subject.kind() != SubjectKind.WORKLOAD || change != Change.DELETED) {
            return;
        }
        var tenant = subject.tenant();
        // Whoever adds a rule holds this row: first wait for them, then delete what they added.
        jdbc.sql("select id from workload where tenant_id = :tenant and id = :id for update")
                .param("tenant", tenant.value())
                .param("id", subject.id().value())
                .query(UUID.class)
                .optional();
        jdbc.sql("""
                        delete from workload_rule where tenant_id = :tenant and workload_id = :id
                        returning issuer_id, anchor_claim, anchor""")
                .param("tenant", tenant.value())
                .param("id", subject.id().value())
                .query((row, _) -> Map.entry(
                        row.getObject("issuer_id", UUID.class),
                        new Anchor(row.getString("anchor_claim"), row.getString("anchor"))))
                .list()
                .forEach(rule -> rules.changed(tenant, rule.getKey(), rule.getValue()));
        nodeRules.removeAll(subject);
        jdbc.sql("delete from workload where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", subject.id().value())
                .update();
        feed.append(tenant, WorkloadRules.AUDIENCES_CHANGED, subject.id().toString());
    }
}
