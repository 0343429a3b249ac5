package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What recognition asks of the workloads. Evidence whose anchors were looked for before, whether rules have them or
/// not, touches no SQL; of new evidence each anchor is a query, of which there are as many as an issuer has anchor
/// claims.
public final class WorkloadRules {
    static final String RULES_CHANGED = "workload-rules";
    static final String AUDIENCES_CHANGED = "workload-audiences";
    private static final int MOST_ISSUERS = 1_000;
    private static final int MOST_ANCHORS = 50_000;
    private static final int MOST_ANCHOR_CLAIMS = 32;
    private static final int MOST_WORKLOADS = 10_000;

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    /// By issuer, the claims that rules are found by.
    private final ChangeFeed.Cached<Set<String>> anchors;

    private final ChangeFeed.Cached<List<Rule>> rules;
    private final ChangeFeed.Cached<Set<String>> audiences;

    WorkloadRules(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.anchors = feed.cache(RULES_CHANGED, MOST_ISSUERS, this::anchors);
        this.rules = feed.cache(RULES_CHANGED, MOST_ANCHORS, this::rules);
        this.audiences = feed.cache(AUDIENCES_CHANGED, MOST_WORKLOADS, this::audiencesOf);
    }

    /// Tells of a rule that came or went.
    void changed(TenantId tenant, UUID issuer, Anchor anchor) {
        feed.append(tenant, RULES_CHANGED, issuer.toString());
        feed.append(tenant, RULES_CHANGED, anchor.key(issuer));
    }

    /// Each token is looked at for every claim that rules on its issuer's tokens are found by. Rules that are added at
    /// the same moment may pass the limit together.
    ///
    /// @param field of the rule's claims
    void requireRoom(String field, TrustedIssuer issuer, Anchor added) {
        Set<String> claims = anchors(issuer.tenant(), issuer.id().toString()).orElse(Set.of());
        if (claims.size() >= MOST_ANCHOR_CLAIMS && !claims.contains(added.claim())) {
            throw new InvalidFieldException(
                    field,
                    "the rules on tokens of %s are found by 32 claims already (sub, otherwise a rule's last by name), and this one would be by %s; at most 32 may be"
                            .formatted(issuer.issuer(), added.claim()));
        }
    }

    /// The workloads that verified evidence is, by the rules of its tenant.
    public Set<SubjectId> matches(TrustedIssuer issuer, JsonNode claims) {
        return anchors.get(issuer.tenant(), issuer.id().toString()).orElse(Set.of()).stream()
                .flatMap(claim -> ClaimPath.find(claims, claim).map(value -> Anchor.of(claim, value)).stream())
                .flatMap(anchor -> rules.get(issuer.tenant(), anchor.key(issuer.id())).orElse(List.of()).stream())
                .filter(rule -> rule.isMetBy(issuer, claims))
                .map(rule -> new SubjectId(rule.workload()))
                .collect(Collectors.toSet());
    }

    /// What the workload may ask tokens for, besides its tenant's issuer.
    public Set<String> audiences(TenantId tenant, SubjectId workload) {
        return audiences.get(tenant, workload.toString()).orElse(Set.of());
    }

    /// From one to the next, however many rules have each.
    private Optional<Set<String>> anchors(TenantId tenant, String issuer) {
        Set<String> claims = jdbc.sql("""
                        with recursive found as (
                          (select anchor_claim from workload_rule
                            where tenant_id = :tenant and issuer_id = :issuer order by anchor_claim limit 1)
                          union all
                          select (select r.anchor_claim from workload_rule r
                                   where r.tenant_id = :tenant and r.issuer_id = :issuer
                                     and r.anchor_claim > f.anchor_claim order by r.anchor_claim limit 1)
                            from found f where f.anchor_claim is not null)
                        select anchor_claim from found where anchor_claim is not null""")
                .param("tenant", tenant.value())
                .param("issuer", UUID.fromString(issuer))
                .query((row, _) -> row.getString("anchor_claim"))
                .set();
        return claims.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(claims));
    }

    /// @param key of an anchor
    private Optional<List<Rule>> rules(TenantId tenant, String key) {
        String[] parts = key.split(" ", 3);
        List<Rule> found = jdbc.sql("""
                        select id, workload_id, claims from workload_rule
                         where tenant_id = :tenant and issuer_id = :issuer and anchor_claim = :claim and anchor = :hash""")
                .param("tenant", tenant.value())
                .param("issuer", UUID.fromString(parts[0]))
                .param("claim", parts[1])
                .param("hash", parts[2])
                .query((row, _) -> rule(row))
                .list();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    static Rule rule(ResultSet row) throws SQLException {
        return new Rule(
                row.getObject("id", UUID.class),
                row.getObject("workload_id", UUID.class),
                Rule.read(row.getString("claims")));
    }

    private Optional<Set<String>> audiencesOf(TenantId tenant, String workload) {
        return jdbc.sql("select audiences from workload where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", UUID.fromString(workload))
                .query((row, _) -> Set.of((String[]) row.getArray("audiences").getArray()))
                .optional();
    }
}
