package io.lightwave.server.configuration;

import io.lightwave.directory.TenantId;
import io.lightwave.server.configuration.ApiCalls.RefusedCallException;
import io.lightwave.server.configuration.Inventory.Stored;
import io.lightwave.server.configuration.TenantFiles.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Finds the steps from what a tenant has to what files want; it only reads.
final class Planning {

    /// Which objects go that no file names.
    enum Prune {
        none,
        /// Those that files have made.
        applied,
        /// Those, and all others of the kinds that the files have members for, but for users, groups and nodes.
        all
    }

    private final Inventory inventory;
    private final Differences differences;
    private final Secrets secrets;
    private final AppliedObjects applied;

    Planning(Inventory inventory, Differences differences, Secrets secrets, AppliedObjects applied) {
        this.inventory = inventory;
        this.differences = differences;
        this.secrets = secrets;
        this.applied = applied;
    }

    /// For a tenant that is to be made.
    List<Step> anew(TenantFiles files, Map<String, String> given) {
        return files.objects().stream()
                .<Step>map(wanted -> wanted.kind().isSingle()
                        ? alter(
                                files.tenant(),
                                wanted,
                                inventory.stored(wanted.kind(), JsonNodeFactory.instance.objectNode()),
                                given,
                                Map.of())
                        : new Step.Create(wanted, values(wanted, given)))
                .toList();
    }

    /// @param given values of references
    /// @throws RefusedException when the caller may not read what the files name
    List<Step> of(ApiCalls calls, TenantFiles files, Map<String, String> given, Prune prune) {
        TenantId tenant = files.tenant();
        List<AppliedObjects.Applied> known = applied.all(tenant);
        Map<String, Map<String, String>> digests = applied.digests(tenant);
        Map<Kind, Map<String, Stored>> stored = stored(calls, files, known, prune);
        List<Step.Delete> deletions = deletions(files, known, stored, prune);
        var steps = new ArrayList<Step>();
        deletions.stream().filter(step -> step.kind() != Kind.UNIT).forEach(steps::add);
        for (Wanted wanted : files.objects()) {
            Map<String, Stored> ofKind = stored.getOrDefault(wanted.kind(), Map.of());
            Stored there = ofKind.get(wanted.name());
            if (there == null) {
                steps.add(new Step.Create(wanted, values(wanted, given)));
                continue;
            }
            Step.Alter step = alter(tenant, wanted, there, given, digests);
            if (!step.unshown().isEmpty() && !calls.mayChangeUnshown(tenant, there)) {
                step = new Step.Alter(wanted, there, step.patch(), Map.of());
            }
            if (!step.patch().isEmpty() || !step.unshown().isEmpty()) {
                steps.add(step);
            }
        }
        deletions.stream().filter(step -> step.kind() == Kind.UNIT).forEach(steps::add); // when all have moved out
        return steps;
    }

    private Map<Kind, Map<String, Stored>> stored(
            ApiCalls calls, TenantFiles files, List<AppliedObjects.Applied> known, Prune prune) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        files.objects().forEach(wanted -> kinds.add(wanted.kind()));
        if (prune != Prune.none) {
            known.forEach(object -> Kind.of(object.kind()).ifPresent(kinds::add));
            kinds.addAll(files.named());
        }
        var stored = new EnumMap<Kind, Map<String, Stored>>(Kind.class);
        for (Kind kind : kinds) {
            try {
                stored.put(
                        kind,
                        kind.isMostlyFromElsewhere()
                                ? inventory.named(calls, files.tenant(), kind, names(kind, files, known, prune))
                                : inventory.of(calls, files.tenant(), kind));
            } catch (RefusedCallException e) {
                String of = kind == Kind.TENANT ? "the tenant" : kind.yamlName();
                throw new RefusedException(
                        403, "the caller may not read %s of %s".formatted(of, files.tenant()), List.of());
            }
        }
        return stored;
    }

    /// Of users, groups and nodes only those are looked at that files name or have made.
    private static Set<String> names(Kind kind, TenantFiles files, List<AppliedObjects.Applied> known, Prune prune) {
        var names = new TreeSet<String>();
        files.objects().stream().filter(wanted -> wanted.kind() == kind).forEach(wanted -> names.add(wanted.name()));
        if (prune != Prune.none) {
            known.stream()
                    .filter(object -> object.made() && object.kind().equals(kind.yamlName()))
                    .forEach(object -> names.add(object.name()));
        }
        return names;
    }

    /// Last made, first deleted.
    private static List<Step.Delete> deletions(
            TenantFiles files, List<AppliedObjects.Applied> known, Map<Kind, Map<String, Stored>> stored, Prune prune) {
        Map<String, String> made = new HashMap<>();
        known.stream()
                .filter(AppliedObjects.Applied::made)
                .forEach(object -> made.put(object.kind() + "/" + object.name(), object.id()));
        return stored.values().stream()
                .flatMap(ofKind -> ofKind.values().stream())
                .filter(object -> !object.isBuiltIn() && !files.names(object.kind(), object.name()))
                .filter(object -> switch (prune) {
                    case none -> false;
                    case applied -> isMade(made, object);
                    case all ->
                        (files.named().contains(object.kind()) && !object.kind().isPrunedOnlyWhenMade())
                                || isMade(made, object);
                })
                .map(Step.Delete::new)
                .sorted(Comparator.comparing(Step.Delete::kind)
                        .thenComparingInt(step -> step.kind() == Kind.UNIT ? UnitForm.depth(step.name()) : 0)
                        .reversed())
                .toList();
    }

    private static boolean isMade(Map<String, String> made, Stored object) {
        return object.id().equals(made.get(object.kind().yamlName() + "/" + object.name()));
    }

    private Step.Alter alter(
            TenantId tenant,
            Wanted wanted,
            Stored there,
            Map<String, String> given,
            Map<String, Map<String, String>> digests) {
        ObjectNode patch = differences.patch(wanted.kind(), wanted.fields(), there.shown());
        patch.remove(wanted.kind().key());
        Map<String, String> last =
                digests.getOrDefault(String.join("/", wanted.kind().yamlName(), wanted.name(), there.id()), Map.of());
        Map<String, String> unshown = values(wanted, given);
        unshown.entrySet()
                .removeIf(field -> secrets.digest(tenant, wanted, field.getKey(), field.getValue())
                        .equals(last.get(field.getKey())));
        return new Step.Alter(wanted, there, patch, unshown);
    }

    /// The unshown fields of an object with what their references stand for.
    private Map<String, String> values(Wanted wanted, Map<String, String> given) {
        var values = new HashMap<>(secrets.unshown(wanted));
        values.replaceAll((_, text) -> given.getOrDefault(text, text));
        return values;
    }
}
