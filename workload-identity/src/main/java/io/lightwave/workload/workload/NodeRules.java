package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rules that name a node; warm look-ups touch no SQL.
public final class NodeRules {
    static final String CHANGED = "workload-node-rules";
    private static final int MOST_NODES = 20_000;

    private final JdbcClient jdbc;
    private final ChangeFeed.Cached<List<NodeRule>> cache;

    NodeRules(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.cache = feed.cache(CHANGED, MOST_NODES, this::load);
    }

    /// In a stable order. A node that no rule names has none, whether it has joined or not.
    public List<NodeRule> of(TenantId tenant, String node) {
        return cache.get(tenant, node).orElse(List.of());
    }

    private Optional<List<NodeRule>> load(TenantId tenant, String node) {
        List<NodeRule> rules = jdbc.sql("""
                        select workload_id, selectors, hint from workload_node_rule
                         where tenant_id = :tenant and node = :node order by created_at, id""")
                .param("tenant", tenant.value())
                .param("node", node)
                .query((row, _) -> new NodeRule(
                        new SubjectId(row.getObject("workload_id", UUID.class)),
                        Set.of((String[]) row.getArray("selectors").getArray()),
                        row.getString("hint")))
                .list();
        return rules.isEmpty() ? Optional.empty() : Optional.of(rules);
    }
}
