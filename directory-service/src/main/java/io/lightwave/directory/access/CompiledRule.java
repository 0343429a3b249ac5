package io.lightwave.directory.access;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A rule whose names have been looked up.
///
/// @param only null, or the one entry that the rule is about: the requester's own
/// @param filterText null when it is about every entry of its scope, as is `filter`
record CompiledRule(
        TenantId tenant,
        String name,
        boolean allows,
        EnumSet<Right> rights,
        UUID base,
        Rule.Scope scope,
        @Nullable UUID only,
        @Nullable String filterText,
        @Nullable Predicate<Entry> filter,
        AttributeSet attributes) {

    static CompiledRule own(TenantId tenant, String name, UUID id, Set<Right> rights, AttributeSet attributes) {
        return new CompiledRule(
                tenant, name, true, EnumSet.copyOf(rights), id, Rule.Scope.BASE, id, null, null, attributes);
    }

    CompiledRule only(UUID own) {
        return new CompiledRule(tenant, name, allows, rights, base, scope, own, filterText, filter, attributes);
    }

    boolean concerns(Entry entry) {
        if (only != null && !entry.id().equals(only)) {
            return false;
        }
        boolean inScope = switch (scope) {
            case BASE -> entry.id().equals(base);
            case ONE -> entry.isChildOf(base);
            case SUB -> entry.isWithin(base);
        };
        return inScope && (filter == null || filter.test(entry));
    }

    boolean has(Right right) {
        return rights.contains(right);
    }

    boolean has(Right right, AttributeType type) {
        return rights.contains(right) && attributes.contains(type);
    }

    /// Whether it gives the right wherever the other does, as far as this can be said of all entries there will be.
    ///
    /// @param within whether the other's base stands at or below this one's
    boolean covers(CompiledRule other, Right right, boolean within) {
        boolean place = only == null
                ? (scope == Rule.Scope.SUB && within) || (base.equals(other.base) && scope == other.scope)
                : only.equals(other.only) || (only.equals(other.base) && other.scope == Rule.Scope.BASE);
        return has(right)
                && place
                && (filterText == null || Objects.equals(filterText, other.filterText))
                && (!right.isOfAttributes() || attributes.covers(other.attributes));
    }
}
