package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes rules that name nodes, and reads them as operators see them. Joins the caller's transaction.
final class NodeRuleStore {
    private final JdbcClient jdbc;
    private final ChangeFeed feed;

    NodeRuleStore(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
    }

    /// False when the workload has the rule already.
    boolean add(Subject workload, UUID id, WorkloadChecks.AskedNodeRule rule, Instant now) {
        int rows = jdbc.sql("""
                        insert into workload_node_rule (tenant_id, id, workload_id, node, selectors, hint, unchecked, created_at)
                        values (:tenant, :id, :workload, :node, :selectors, :hint, :unchecked, :now) on conflict do nothing""")
                .params(Map.of(
                        "tenant", workload.tenant().value(),
                        "id", id,
                        "workload", workload.id().value(),
                        "node", rule.node(),
                        "selectors", rule.selectors().toArray(String[]::new),
                        "hint", rule.hint(),
                        "unchecked", rule.unchecked(),
                        "now", now.atOffset(ZoneOffset.UTC)))
                .update();
        feed.append(workload.tenant(), NodeRules.CHANGED, rule.node());
        return rows == 1;
    }

    /// False when the workload has no such rule.
    boolean remove(Subject workload, UUID id, Instant now) {
        boolean removed = announced(
                workload.tenant(),
                jdbc.sql("""
                        delete from workload_node_rule
                         where tenant_id = :tenant and workload_id = :workload and id = :id returning node""")
                        .param("tenant", workload.tenant().value())
                        .param("workload", workload.id().value())
                        .param("id", id)
                        .query((row, _) -> row.getString("node"))
                        .list());
        if (removed) {
            jdbc.sql("""
                            insert into workload_ended_rule (tenant_id, workload_id, ended_at)
                            values (:tenant, :workload, :now)
                            on conflict (tenant_id, workload_id) do update set ended_at = excluded.ended_at""")
                    .param("tenant", workload.tenant().value())
                    .param("workload", workload.id().value())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
        }
        return removed;
    }

    void removeAll(Subject workload) {
        announced(
                workload.tenant(),
                jdbc.sql("""
                        delete from workload_node_rule
                         where tenant_id = :tenant and workload_id = :workload returning node""")
                        .param("tenant", workload.tenant().value())
                        .param("workload", workload.id().value())
                        .query((row, _) -> row.getString("node"))
                        .list());
    }

    private boolean announced(TenantId tenant, List<String> nodes) {
        nodes.stream().distinct().forEach(node -> feed.append(tenant, NodeRules.CHANGED, node));
        return !nodes.isEmpty();
    }

    /// Oldest first, each with the workload that it is of.
    void each(TenantId tenant, List<UUID> workloads, BiConsumer<UUID, RuleView> taker) {
        jdbc.sql("""
                        select workload_id, id, node, selectors, hint, unchecked from workload_node_rule
                         where tenant_id = :tenant and workload_id in (:ids) order by created_at, id""").param("tenant", tenant.value()).param("ids", workloads).query(row -> {
            taker.accept(
                    row.getObject("workload_id", UUID.class),
                    RuleView.ofNode(
                            row.getObject("id", UUID.class),
                            row.getString("node"),
                            List.of((String[]) row.getArray("selectors").getArray()),
                            row.getString("hint"),
                            row.getBoolean("unchecked")));
        });
    }
}
