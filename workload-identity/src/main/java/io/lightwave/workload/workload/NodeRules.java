package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.ArrayList;
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

    /// In a stable order, those that name the node itself first. A node that no rule names has none, whether it has
    /// joined or not.
    public List<NodeRule> of(TenantId tenant, String node) {
        return namesOf(node).stream()
                .flatMap(name -> cache.get(tenant, name).orElse(List.of()).stream())
                .toList();
    }

    /// How rules may name a node: by its name, and by a star for one or more labels at its start.
    static List<String> namesOf(String node) {
        var names = new ArrayList<String>();
        names.add(node);
        for (int dot = node.indexOf('.'); dot >= 0; dot = node.indexOf('.', dot + 1)) {
            names.add("*" + node.substring(dot));
        }
        return names;
    }

    private Optional<List<NodeRule>> load(TenantId tenant, String node) {
        List<NodeRule> rules = jdbc.sql("""
            select r.workload_id, r.selectors, r.hint, r.unchecked, w.federates_with
              from workload_node_rule r
              left join workload w on w.tenant_id = r.tenant_id and w.id = r.workload_id
             where r.tenant_id = :tenant and r.node = :node order by r.created_at, r.id\
            """)
                .param("tenant", tenant.value())
                .param("node", node)
                .query((row, _) -> new NodeRule(
                        new SubjectId(row.getObject("workload_id", UUID.class)),
                        node,
                        Set.of((String[]) row.getArray("selectors").getArray()),
                        row.getString("hint"),
                        row.getBoolean("unchecked"),
                        row.getArray("federates_with") == null
                                ? List.of()
                                : List.of((String[])
                                        row.getArray("federates_with").getArray())))
                .list();
        return rules.isEmpty() ? Optional.empty() : Optional.of(rules);
    }
}
