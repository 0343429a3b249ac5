package io.lightwave.workload.recognition;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.workload.NewRule;
import io.lightwave.workload.workload.RuleDistance;
import io.lightwave.workload.workload.RuleDistances;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds out why something is a workload or none, without using anything up and without keeping anything.
final class Explaining {
    private static final int MOST_RULES = 5;
    private static final int MOST_CLAIMS = 100;
    private static final int LONGEST_VALUE = 200;

    private final Examination examination;
    private final Matching matching;
    private final RuleDistances distances;
    private final TrustedIssuers issuers;
    private final Subjects subjects;
    private final Refusals refusals;

    Explaining(
            Examination examination,
            Matching matching,
            RuleDistances distances,
            TrustedIssuers issuers,
            Subjects subjects,
            Refusals refusals) {
        this.examination = examination;
        this.matching = matching;
        this.distances = distances;
        this.issuers = issuers;
        this.subjects = subjects;
        this.refusals = refusals;
    }

    /// A platform's token. Claims are told of and held against rules only if the issuer has signed them.
    Explanation token(TenantId tenant, String token, Optional<String> clientId, @Nullable NewRule preview) {
        return switch (token.indexOf('.') < 0
                ? examination.examineDocument(tenant, token)
                : examination.examine(tenant, token)) {
            case Examination.Outcome.TooLarge() -> refused("it is larger than 64 KiB", null);
            case Examination.Outcome.NotEvidence(var reason) -> refused(reason, null);
            case Examination.Outcome.Refused(var issuer, var reason, var signed, var _) ->
                signed.map(claims -> claims(issuer, claims, Optional.of(reason), clientId, preview))
                        .orElseGet(() -> refused(reason, issuer));
            case Examination.Outcome.Verified(var evidence, var _) ->
                claims(evidence.issuer(), evidence.claims(), Optional.empty(), clientId, preview);
        };
    }

    /// Claims that an operator makes up.
    ///
    /// @throws InvalidFieldException on `issuer`, or below `rule`
    Explanation claims(
            TenantId tenant, String issuer, JsonNode claims, Optional<String> clientId, @Nullable NewRule preview) {
        var trusted = issuers.find(tenant, issuer)
                .orElseThrow(() -> new InvalidFieldException("issuer", "is no trusted issuer of this tenant"));
        return claims(trusted, claims, trusted.objection(), clientId, preview);
    }

    /// What was refused, against the rules as they are now.
    Explanation refusal(TenantId tenant, Refusals.Refusal refusal) {
        var issuer = issuers.find(tenant, refusal.issuer());
        var closest = issuer.flatMap(trusted ->
                        refusal.claims().map(claims -> closest(tenant, distances.nearest(trusted, claims, MOST_RULES))))
                .orElse(null);
        return new Explanation(
                refusal.reference(),
                refusal.at(),
                "refused",
                refusal.reason(),
                refusal.issuer(),
                issuer.map(TrustedIssuer::consented).orElse(null),
                refusal.claims().map(Explaining::flat).orElse(null),
                null,
                null,
                null,
                closest,
                null,
                null);
    }

    /// The kept refusals that a rule would have let in.
    Explanation preview(TenantId tenant, NewRule rule) {
        if (rule.isOfNode()) {
            throw new InvalidFieldException("selectors", "say what to hold a rule of a node against");
        }
        var matching = refusals.last(tenant, Refusals.MOST).stream()
                .filter(refusal -> issuers.find(tenant, refusal.issuer())
                        .flatMap(issuer ->
                                refusal.claims().map(claims -> distances.ofUnsaved(tenant, rule, issuer, claims)))
                        .filter(distance -> distance.differences().isEmpty())
                        .isPresent())
                .map(Explanation.KeptRefusal::of)
                .toList();
        return new Explanation(null, null, null, null, null, null, null, null, null, null, null, null, matching);
    }

    /// A process on a node with these selectors.
    Explanation process(TenantId tenant, String node, SortedSet<String> selectors, @Nullable NewRule preview) {
        var nearest = distances.nearest(tenant, node, selectors, MOST_RULES);
        var machine = subjects.byName(tenant, SubjectKind.NODE, node);
        var match = nearest.stream()
                .filter(distance -> distance.differences().isEmpty())
                .flatMap(distance -> named(tenant, distance).stream())
                .filter(Explanation.Named::enabled)
                .findFirst()
                .orElse(null);
        String reason = machine.isEmpty()
                ? "the node has not joined"
                : !machine.get().enabled()
                        ? "the node is banned"
                        : match != null
                                ? null
                                : nearest.stream()
                                                .anyMatch(distance ->
                                                        distance.differences().isEmpty())
                                        ? "the workload is disabled"
                                        : "no rule matches";
        return new Explanation(
                null,
                null,
                reason == null ? "recognised" : "refused",
                reason,
                null,
                null,
                null,
                node,
                List.copyOf(selectors),
                reason == null ? match : null,
                closest(tenant, nearest),
                preview == null ? null : preview(distances.ofUnsaved(preview, node, selectors)),
                null);
    }

    private Explanation claims(
            TrustedIssuer issuer,
            JsonNode claims,
            Optional<String> problem,
            Optional<String> clientId,
            @Nullable NewRule preview) {
        var tenant = issuer.tenant();
        var decided = matching.decide(issuer, claims, clientId);
        String reason = problem.orElseGet(() -> switch (decided) {
            case Matching.Outcome.Found(var _) -> "";
            case Matching.Outcome.Nobody(var why) -> why;
        });
        var workload = reason.isEmpty() && decided instanceof Matching.Outcome.Found(var found)
                ? named(tenant, found.id()).orElse(null)
                : null;
        return new Explanation(
                null,
                null,
                workload == null ? "refused" : "recognised",
                workload == null ? reason : null,
                issuer.issuer(),
                issuer.consented(),
                flat(claims),
                null,
                null,
                workload,
                closest(tenant, distances.nearest(issuer, claims, MOST_RULES)),
                preview == null ? null : preview(distances.ofUnsaved(tenant, preview, issuer, claims)),
                null);
    }

    private static Explanation refused(String reason, @Nullable TrustedIssuer issuer) {
        return new Explanation(
                null,
                null,
                "refused",
                reason,
                issuer == null ? null : issuer.issuer(),
                issuer == null ? null : issuer.consented(),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }

    private static Explanation.Preview preview(RuleDistance distance) {
        return new Explanation.Preview(distance.differences().isEmpty(), distance.differences());
    }

    private List<Explanation.Closest> closest(TenantId tenant, List<RuleDistance> nearest) {
        return nearest.stream()
                .map(distance -> new Explanation.Closest(
                        named(tenant, distance).orElse(null),
                        distance.rule(),
                        distance.differences().isEmpty(),
                        distance.differences()))
                .toList();
    }

    private Optional<Explanation.Named> named(TenantId tenant, RuleDistance distance) {
        return Optional.ofNullable(distance.workload()).flatMap(id -> named(tenant, id));
    }

    private Optional<Explanation.Named> named(TenantId tenant, SubjectId id) {
        return subjects.byId(tenant, id).map(Explaining::named);
    }

    private static Explanation.Named named(Subject subject) {
        return new Explanation.Named(
                subject.id().value(),
                subject.name(),
                new SpiffeId(subject.tenant(), subject.name()).toString(),
                subject.enabled());
    }

    /// By paths as rules have them; what is long is cut.
    private static Map<String, Object> flat(JsonNode claims) {
        var flat = new TreeMap<String, Object>();
        flatten("", claims, flat);
        return flat;
    }

    private static void flatten(String path, JsonNode node, Map<String, Object> flat) {
        if (flat.size() >= MOST_CLAIMS) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> flatten(
                            path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue(), flat));
        } else if (node.isIntegralNumber() && node.canConvertToLong()) {
            flat.put(path, node.longValue());
        } else if (node.isBoolean()) {
            flat.put(path, node.booleanValue());
        } else {
            String text = node.isString() ? node.stringValue() : node.toString();
            flat.put(path, text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text);
        }
    }
}
