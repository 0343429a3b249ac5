package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What recognition asks of the workloads; warm look-ups touch no SQL.
public final class WorkloadRules {
    static final String RULES_CHANGED = "workload-rules";
    static final String AUDIENCES_CHANGED = "workload-audiences";
    private static final int MOST_ISSUERS = 1_000;
    private static final int MOST_WORKLOADS = 10_000;

    private final JdbcClient jdbc;
    private final ChangeFeed.Cached<RuleIndex> indexes;
    private final ChangeFeed.Cached<Set<String>> audiences;

    WorkloadRules(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.indexes = feed.cache(RULES_CHANGED, MOST_ISSUERS, this::index);
        this.audiences = feed.cache(AUDIENCES_CHANGED, MOST_WORKLOADS, this::audiencesOf);
    }

    /// The workloads that verified evidence is, by the rules of its tenant.
    public Set<SubjectId> matches(TrustedIssuer issuer, JsonNode claims) {
        return indexes
                .get(issuer.tenant(), issuer.id().toString())
                .map(index -> index.matches(issuer, claims))
                .orElse(Set.of())
                .stream()
                .map(SubjectId::new)
                .collect(Collectors.toSet());
    }

    /// Every rule on the issuer's tokens.
    List<Rule> on(TrustedIssuer issuer) {
        return indexes.get(issuer.tenant(), issuer.id().toString())
                .map(RuleIndex::all)
                .orElse(List.of());
    }

    /// What the workload may ask tokens for, besides its tenant's issuer.
    public Set<String> audiences(TenantId tenant, SubjectId workload) {
        return audiences.get(tenant, workload.toString()).orElse(Set.of());
    }

    private Optional<RuleIndex> index(TenantId tenant, String issuer) {
        List<Rule> rules = jdbc.sql("""
            select id, workload_id, issuer_id, claims from workload_rule
             where tenant_id = :tenant and issuer_id = :issuer\
            """)
                .param("tenant", tenant.value())
                .param("issuer", UUID.fromString(issuer))
                .query((row, _) -> new Rule(
                        row.getObject("id", UUID.class),
                        row.getObject("workload_id", UUID.class),
                        row.getObject("issuer_id", UUID.class),
                        Rule.read(row.getString("claims"))))
                .list();
        return rules.isEmpty() ? Optional.empty() : Optional.of(new RuleIndex(rules));
    }

    private Optional<Set<String>> audiencesOf(TenantId tenant, String workload) {
        return jdbc.sql("select audiences from workload where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", UUID.fromString(workload))
                .query((row, _) -> Set.of((String[]) row.getArray("audiences").getArray()))
                .optional();
    }
}
