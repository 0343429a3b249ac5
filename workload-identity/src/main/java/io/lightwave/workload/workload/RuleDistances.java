package io.lightwave.workload.workload;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.workload.RuleDistance.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// How far rules are from matching: what operators ask when a workload gets no identity, and before they save a rule.
public final class RuleDistances {
    private static final UUID UNSAVED = new UUID(0, 0);
    private static final int MOST_OF_OTHER_NODES = 20;
    private static final int MOST_FOUND = 10;
    private static final int AT_ONCE = 500;
    private static final Comparator<RuleDistance> NEAREST = Comparator.<RuleDistance>comparingInt(
                    distance -> distance.differences().size())
            .thenComparing(Comparator.comparingInt(RuleDistances::size).reversed())
            .thenComparing(distance -> distance.rule().id());

    private final TransactionTemplate transaction;
    private final TrustedIssuers issuers;
    private final JdbcClient jdbc;

    RuleDistances(TransactionTemplate transaction, TrustedIssuers issuers, JdbcClient jdbc) {
        this.transaction = transaction;
        this.issuers = issuers;
        this.jdbc = jdbc;
    }

    /// The nearest rules to verified claims, those that match first; however many there are, a few are held at a time.
    public List<RuleDistance> nearest(TrustedIssuer issuer, JsonNode claims, int most) {
        var nearest = new PriorityQueue<RuleDistance>(NEAREST.reversed());
        transaction.executeWithoutResult(_ -> jdbc.sql("""
                        select id, workload_id, claims from workload_rule
                         where tenant_id = :tenant and issuer_id = :issuer""")
                .param("tenant", issuer.tenant().value())
                .param("issuer", issuer.id())
                .withFetchSize(AT_ONCE) // of no effect outside of a transaction
                .query(row -> {
                    var rule = WorkloadRules.rule(row);
                    nearest.add(new RuleDistance(
                            new SubjectId(rule.workload()),
                            RuleView.ofEvidence(rule.id(), issuer.issuer(), plain(rule.claims())),
                            differences(issuer, rule.claims(), claims)));
                    if (nearest.size() > most) {
                        nearest.remove();
                    }
                }));
        return nearest.stream().sorted(NEAREST).toList();
    }

    /// The nearest rules to a process on a node: of this node, and of others whose selectors all hold.
    ///
    /// @throws InvalidFieldException on `selectors` for what is none
    public List<RuleDistance> nearest(TenantId tenant, String node, Set<String> selectors, int most) {
        return jdbc
                .sql("""
                    (select workload_id, id, node, selectors, hint, unchecked from workload_node_rule
                      where tenant_id = :tenant and node in (:nodes))
                    union all
                    (select workload_id, id, node, selectors, hint, unchecked from workload_node_rule
                      where tenant_id = :tenant and node not in (:nodes) and selectors <@ cast(:selectors as text[])
                      order by created_at, id limit :most)\
                    """)
                .param("tenant", tenant.value())
                .param("nodes", NodeRules.namesOf(node))
                .param("selectors", selectors.toArray(String[]::new))
                .param("most", MOST_OF_OTHER_NODES)
                .query((row, _) -> {
                    var asked = List.of((String[]) row.getArray("selectors").getArray());
                    return new RuleDistance(
                            new SubjectId(row.getObject("workload_id", UUID.class)),
                            RuleView.ofNode(
                                    row.getObject("id", UUID.class),
                                    row.getString("node"),
                                    asked,
                                    row.getString("hint"),
                                    row.getBoolean("unchecked")),
                            differences(row.getString("node"), asked, node, selectors));
                })
                .list()
                .stream()
                .sorted(NEAREST)
                .limit(most)
                .toList();
    }

    /// A rule that is not saved, checked as when it is, against verified claims.
    ///
    /// @throws InvalidFieldException below `rule`
    public RuleDistance ofUnsaved(TenantId tenant, NewRule asked, TrustedIssuer issuer, JsonNode claims) {
        var checked = evidenceRule(tenant, asked);
        var found = checked.issuer().id().equals(issuer.id())
                ? differences(issuer, checked.claims(), claims)
                : List.of(new Difference(
                        "issuer", checked.issuer().issuer(), issuer.issuer(), "is of another trusted issuer"));
        return new RuleDistance(
                null, RuleView.ofEvidence(UNSAVED, checked.issuer().issuer(), plain(checked.claims())), found);
    }

    /// A rule of a node that is not saved, checked as when it is, against a process on a node.
    ///
    /// @throws InvalidFieldException below `rule`
    public RuleDistance ofUnsaved(NewRule asked, String node, Set<String> selectors) {
        var checked = WorkloadChecks.nodeRule("rule.", asked);
        var wanted = List.copyOf(checked.selectors());
        return new RuleDistance(
                null,
                RuleView.ofNode(UNSAVED, checked.node(), wanted, checked.hint(), checked.unchecked()),
                differences(checked.node(), wanted, node, selectors));
    }

    private record EvidenceRule(TrustedIssuer issuer, Map<String, ClaimValue> claims) {}

    private EvidenceRule evidenceRule(TenantId tenant, NewRule asked) {
        if (asked.isOfNode()) {
            throw new InvalidFieldException("rule.node", "is of a rule without claims");
        }
        var claims = WorkloadChecks.claims("rule.", asked.claims());
        var issuer = issuers.find(tenant, asked.issuer() == null ? "" : asked.issuer())
                .orElseThrow(() -> new InvalidFieldException("rule.issuer", "is no trusted issuer of this tenant"));
        WorkloadChecks.requireImmutable("rule.claims", issuer, claims);
        return new EvidenceRule(issuer, claims);
    }

    /// What an operator says a process has, checked like a rule's.
    ///
    /// @throws InvalidFieldException on `selectors`
    public static SortedSet<String> selectors(List<String> asked) {
        var selectors = new TreeSet<String>();
        for (int i = 0; i < asked.size(); i++) {
            try {
                selectors.add(Selector.parse(asked.get(i)).toString());
            } catch (IllegalArgumentException malformed) {
                throw new InvalidFieldException("selectors[" + i + "]", String.valueOf(malformed.getMessage()));
            }
        }
        return selectors;
    }

    private static int size(RuleDistance distance) {
        var rule = distance.rule();
        return rule.claims() != null
                ? rule.claims().size()
                : rule.selectors() != null ? rule.selectors().size() : 0;
    }

    private static Map<String, Object> plain(Map<String, ClaimValue> claims) {
        var plain = new TreeMap<String, Object>();
        claims.forEach((path, value) -> plain.put(path, value.plain()));
        return plain;
    }

    private static List<Difference> differences(TrustedIssuer issuer, Map<String, ClaimValue> wanted, JsonNode claims) {
        var found = new ArrayList<Difference>();
        String trigger = issuer.kind().triggerClaim();
        if (Rule.isOpen(issuer, claims) && !wanted.containsKey(trigger)) {
            found.add(new Difference(
                    trigger,
                    null,
                    ClaimPath.find(claims, trigger).map(ClaimValue::plain).orElse(null),
                    "is something that strangers can start, which only a rule that names it takes"));
        }
        if (wanted.keySet().stream().noneMatch(issuer::isImmutable)) {
            found.add(new Difference("", null, null, "the rule names no immutable claim"));
        }
        new TreeMap<>(wanted).forEach((path, value) -> {
            var there = ClaimPath.find(claims, path);
            if (!there.equals(java.util.Optional.of(value))) {
                found.add(new Difference(
                        path,
                        value.plain(),
                        there.map(ClaimValue::plain).orElse(null),
                        there.map(other -> other.getClass() == value.getClass()
                                        ? "has another value"
                                        : "is of another type")
                                .orElseGet(() -> ClaimPath.absence(claims, path))));
            }
        });
        return found;
    }

    private static List<Difference> differences(
            String wantedNode, List<String> wanted, String node, Set<String> selectors) {
        var found = new ArrayList<Difference>();
        if (!NodeRules.namesOf(node).contains(wantedNode)) {
            found.add(new Difference("node", wantedNode, node, "is a rule of another node"));
        }
        for (String selector : wanted) {
            if (!selectors.contains(selector)) {
                var others = like(selector, selectors);
                found.add(new Difference(
                        selector,
                        selector,
                        others.isEmpty() ? null : others,
                        others.isEmpty() ? "nothing of its kind was found" : "has another value"));
            }
        }
        return found;
    }

    private static List<String> like(String wanted, Set<String> selectors) {
        String kind = kind(wanted);
        return selectors.stream()
                .filter(selector -> kind(selector).equals(kind))
                .sorted()
                .limit(MOST_FOUND)
                .toList();
    }

    /// `kind:key`, and for labels and the like the name too.
    private static String kind(String selector) {
        String[] parts = selector.split(":", 4);
        boolean named =
                parts.length == 4 && Set.of("label", "image-label", "pod-label").contains(parts[1]);
        return parts[0] + ":" + parts[1] + (named ? ":" + parts[2] : "");
    }
}
