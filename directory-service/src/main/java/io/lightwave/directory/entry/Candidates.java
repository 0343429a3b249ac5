package io.lightwave.directory.entry;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.schema.AttributeType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Where to look for the entries that a condition can be true of.
sealed interface Candidates {

    /// These entries only.
    record Ids(Collection<UUID> ids) implements Candidates {}

    /// More entries than one likes to hold, found by the index page by page.
    record Indexed(AttributeType type, String value) implements Candidates {}

    /// All that the scope holds.
    record All() implements Candidates {}

    /// So few that it is not worth while to look for fewer.
    int FEW = 10;

    static Candidates of(DirectoryTree tree, TenantId tenant, Condition condition) {
        return switch (condition) {
            case Condition.Undefined() -> new Ids(List.of());
            case Condition.OneOf(Set<UUID> ids) -> new Ids(ids);
            case Condition.Of(var _, Condition part) -> of(tree, tenant, part);
            case Condition.InGroup(UUID group) -> ids(tree.membersOf(tenant, group));
            case Condition.Equal(Set<AttributeType> types, String value) -> equal(tree, tenant, types, value);
            case Condition.Substrings part ->
                part.pattern().initial().isEmpty()
                        ? new All()
                        : prefix(tree, tenant, part.types(), part.pattern().initial());
            case Condition.Present(Set<AttributeType> types) -> prefix(tree, tenant, types, "");
            case Condition.And(List<Condition> parts) -> all(tree, tenant, parts);
            case Condition.Or(List<Condition> parts) -> any(tree, tenant, parts);
            case Condition.Not _, Condition.Bound _, Condition.Extensible _, Condition.Always() -> new All();
        };
    }

    private static Candidates ids(Optional<List<UUID>> ids) {
        return ids.<Candidates>map(Ids::new).orElseGet(All::new);
    }

    private static Candidates equal(DirectoryTree tree, TenantId tenant, Set<AttributeType> types, String value) {
        var found = new HashSet<UUID>();
        for (AttributeType type : types) {
            Optional<List<UUID>> ids = tree.indexes(type) ? tree.withValue(tenant, type, value) : Optional.empty();
            if (ids.isEmpty()) {
                return types.size() == 1 && tree.indexes(type) ? new Indexed(type, value) : new All();
            }
            if (types.size() == 1) {
                return new Ids(ids.get());
            }
            found.addAll(ids.get());
        }
        return new Ids(found);
    }

    private static Candidates prefix(DirectoryTree tree, TenantId tenant, Set<AttributeType> types, String prefix) {
        var found = new HashSet<UUID>();
        for (AttributeType type : types) {
            Optional<List<UUID>> ids = tree.indexes(type) ? tree.withPrefix(tenant, type, prefix) : Optional.empty();
            if (ids.isEmpty()) {
                return new All();
            }
            found.addAll(ids.get());
        }
        return new Ids(found);
    }

    private static Candidates all(DirectoryTree tree, TenantId tenant, List<Condition> parts) {
        Candidates best = new All();
        for (Condition part : parts.stream().sorted((a, b) -> cost(a) - cost(b)).toList()) {
            if (best instanceof Ids && cost(part) > 1) {
                break;
            }
            Candidates candidates = of(tree, tenant, part);
            if (size(candidates) < size(best)) {
                best = candidates;
            }
            if (size(best) <= FEW) {
                break;
            }
        }
        return best;
    }

    private static Candidates any(DirectoryTree tree, TenantId tenant, List<Condition> parts) {
        var found = new HashSet<UUID>();
        for (Condition part : parts) {
            if (!(of(tree, tenant, part) instanceof Ids(Collection<UUID> ids))
                    || found.size() + ids.size() > DirectoryTree.MAXIMUM_IDS) {
                return new All();
            }
            found.addAll(ids);
        }
        return new Ids(found);
    }

    /// What it costs to find candidates: nothing or a cached look-up, of few before that of many; a statement; several.
    private static int cost(Condition condition) {
        return switch (condition) {
            case Condition.Undefined(), Condition.OneOf _ -> 0;
            case Condition.Of(var _, Condition part) -> cost(part);
            case Condition.Equal equal ->
                equal.types().stream().anyMatch(type -> type.key().equals("objectclass")) ? 3 : 1;
            case Condition.InGroup _, Condition.Substrings _ -> 2;
            default -> 4;
        };
    }

    private static long size(Candidates candidates) {
        return switch (candidates) {
            case Ids(Collection<UUID> ids) -> ids.size();
            case Indexed _ -> Integer.MAX_VALUE;
            case All() -> Long.MAX_VALUE;
        };
    }
}
