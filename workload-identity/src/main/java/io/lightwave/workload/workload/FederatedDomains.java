package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.federation.Federations;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The foreign trust domains that a workload trusts.
final class FederatedDomains {
    private static final int MOST = 50;

    private final Federations federations;
    private final JdbcClient jdbc;
    private final ChangeFeed feed;

    FederatedDomains(Federations federations, JdbcClient jdbc, ChangeFeed feed) {
        this.federations = federations;
        this.jdbc = jdbc;
        this.feed = feed;
    }

    /// In order; each one that was not there before has to be registered.
    List<String> check(TenantId tenant, @Nullable List<String> asked, List<String> before) {
        if (asked == null) {
            return List.of();
        }
        if (asked.size() > MOST) {
            throw new InvalidFieldException("federatesWith", "are more than 50");
        }
        var domains = new TreeSet<String>();
        for (int i = 0; i < asked.size(); i++) {
            String domain = asked.get(i);
            if (!(before.contains(domain) || federations.isRegistered(tenant, domain))) {
                throw new InvalidFieldException("federatesWith[" + i + "]", "is no trust domain of a federation");
            }
            domains.add(domain);
        }
        return List.copyOf(domains);
    }

    /// Tells the nodes that give out the workload.
    void announce(Subject workload) {
        jdbc.sql("select distinct node from workload_node_rule where tenant_id = :tenant and workload_id = :workload")
                .param("tenant", workload.tenant().value())
                .param("workload", workload.id().value())
                .query((row, _) -> row.getString("node"))
                .list()
                .forEach(node -> feed.append(workload.tenant(), NodeRules.CHANGED, node));
    }
}
