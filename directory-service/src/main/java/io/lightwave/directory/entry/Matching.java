package io.lightwave.directory.entry;

import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ValueAssertion;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides conditions of entries.
final class Matching {
    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final OperationalAttributes operational;

    Matching(DirectoryTree tree, DirectorySchema schema, OperationalAttributes operational) {
        this.tree = tree;
        this.schema = schema;
        this.operational = operational;
    }

    /// @param visible the attributes that may be looked at: of others nothing can be decided
    Truth evaluate(Condition condition, Entry entry, Predicate<AttributeType> visible) {
        return switch (condition) {
            case Condition.And(List<Condition> parts) -> {
                Truth truth = Truth.TRUE;
                for (int i = 0; i < parts.size() && truth != Truth.FALSE; i++) {
                    truth = truth.and(evaluate(parts.get(i), entry, visible));
                }
                yield truth;
            }
            case Condition.Or(List<Condition> parts) -> {
                Truth truth = Truth.FALSE;
                for (int i = 0; i < parts.size() && truth != Truth.TRUE; i++) {
                    truth = truth.or(evaluate(parts.get(i), entry, visible));
                }
                yield truth;
            }
            case Condition.Not(Condition part) -> evaluate(part, entry, visible).not();
            case Condition.Equal(Set<AttributeType> types, String value) -> any(entry, types, visible, value::equals);
            case Condition.Present(Set<AttributeType> types) -> present(entry, types, visible);
            case Condition.Substrings substrings ->
                any(entry, substrings.types(), visible, substrings.pattern()::matches);
            case Condition.Bound(Set<AttributeType> types, AttributeType type, boolean least, String value) ->
                any(
                        entry,
                        types,
                        visible,
                        present -> least ? type.compare(present, value) >= 0 : type.compare(present, value) <= 0);
            case Condition.Extensible extensible -> extensible(entry, extensible, visible);
            case Condition.Of(AttributeType type, Condition part) ->
                visible.test(type) ? evaluate(part, entry, visible) : Truth.UNDEFINED;
            case Condition.OneOf(Set<UUID> ids) -> Truth.of(ids.contains(entry.id()));
            case Condition.InGroup(UUID group) ->
                Truth.of(tree.groupsOf(entry.tenant(), entry.id()).contains(group));
            case Condition.Always() -> Truth.TRUE;
            case Condition.Undefined() -> Truth.UNDEFINED;
        };
    }

    private Truth present(Entry entry, Set<AttributeType> types, Predicate<AttributeType> visible) {
        Truth truth = Truth.UNDEFINED;
        for (AttributeType type : types) {
            if (visible.test(type)) {
                if (values(entry, type) != null) {
                    return Truth.TRUE;
                }
                truth = Truth.FALSE;
            }
        }
        if (entry.hasOptions()) {
            for (AttributeValues values : entry.attributes()) {
                if (isSubtype(values.type(), types) && visible.test(values.type())) {
                    return Truth.TRUE;
                }
            }
        }
        return truth;
    }

    /// Whether it is one of the types with options; without them it is looked up.
    private static boolean isSubtype(AttributeType present, Set<AttributeType> types) {
        return present.hasOptions() && types.stream().anyMatch(asked -> asked.covers(present));
    }

    private Truth any(
            Entry entry, Set<AttributeType> types, Predicate<AttributeType> visible, Predicate<String> matches) {
        Truth truth = Truth.UNDEFINED;
        for (AttributeType type : types) {
            if (visible.test(type)) {
                truth = Truth.FALSE;
                AttributeValues values = values(entry, type);
                if (values != null && any(values, matches)) {
                    return Truth.TRUE;
                }
            }
        }
        if (entry.hasOptions()) {
            for (AttributeValues values : entry.attributes()) {
                if (isSubtype(values.type(), types) && visible.test(values.type()) && any(values, matches)) {
                    return Truth.TRUE;
                }
            }
        }
        return truth;
    }

    private boolean any(AttributeValues values, Predicate<String> matches) {
        for (byte[] value : values.values()) {
            if (matches.test(schema.normalise(values.type(), value))) {
                return true;
            }
        }
        return false;
    }

    private Truth extensible(Entry entry, Condition.Extensible condition, Predicate<AttributeType> visible) {
        ValueAssertion assertion = condition.assertion();
        Iterable<AttributeType> types =
                condition.types().isEmpty() ? present(entry, assertion) : withOptions(entry, condition.types());
        Truth truth = condition.types().isEmpty() ? Truth.FALSE : Truth.UNDEFINED;
        for (AttributeType type : types) {
            if (visible.test(type)) {
                truth = Truth.FALSE;
                AttributeValues values = values(entry, type);
                if (values != null && values.values().stream().anyMatch(assertion::matches)) {
                    return Truth.TRUE;
                }
            }
        }
        return condition.names() && inName(entry, condition, visible) ? Truth.TRUE : truth;
    }

    private static Collection<AttributeType> withOptions(Entry entry, Set<AttributeType> types) {
        if (!entry.hasOptions()) {
            return types;
        }
        var all = new LinkedHashSet<>(types);
        entry.attributes().stream()
                .map(AttributeValues::type)
                .filter(type -> isSubtype(type, types))
                .forEach(all::add);
        return all;
    }

    private static List<AttributeType> present(Entry entry, ValueAssertion assertion) {
        return entry.attributes().stream()
                .map(AttributeValues::type)
                .filter(assertion::appliesTo)
                .toList();
    }

    private boolean inName(Entry entry, Condition.Extensible condition, Predicate<AttributeType> visible) {
        ValueAssertion assertion = condition.assertion();
        return entry.distinguishedName().rdns().stream()
                .flatMap(rdn -> rdn.assertions().stream())
                .anyMatch(part -> schema.attribute(part.type())
                        .filter(visible)
                        .filter(type -> condition.types().isEmpty()
                                ? assertion.appliesTo(type)
                                : condition.types().contains(type))
                        .filter(_ -> assertion.matches(part.value().getBytes(StandardCharsets.UTF_8)))
                        .isPresent());
    }

    private @Nullable AttributeValues values(Entry entry, AttributeType type) {
        return type.isOperational() ? operational.of(entry, type) : entry.attribute(type);
    }
}
