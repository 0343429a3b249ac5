package io.lightwave.directory.access;

import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The attributes that a rule is about: `*` are all user attributes, `+` all operational ones, a name is that one with
/// its subtypes, and `!` before a name leaves it out. Nothing, or nothing but what is left out, means all.
final class AttributeSet {
    static final AttributeSet EVERYTHING = new AttributeSet(true, true, Set.of(), Set.of());

    private final boolean user;
    private final boolean operational;
    private final Set<AttributeType> named;
    private final Set<AttributeType> except;

    private AttributeSet(boolean user, boolean operational, Set<AttributeType> named, Set<AttributeType> except) {
        this.user = user;
        this.operational = operational;
        this.named = Set.copyOf(named);
        this.except = Set.copyOf(except);
    }

    /// What the schema does not know is passed over.
    static AttributeSet of(DirectorySchema schema, List<String> descriptions) {
        if (descriptions.isEmpty()) {
            return EVERYTHING;
        }
        var named = new HashSet<AttributeType>();
        var except = new HashSet<AttributeType>();
        for (String description : descriptions) {
            boolean out = description.startsWith("!");
            named(schema, out ? description.substring(1) : description)
                    .ifPresent(type -> (out ? except : named).addAll(schema.withSubtypes(type)));
        }
        boolean exceptOnly = descriptions.stream().allMatch(description -> description.startsWith("!"));
        return new AttributeSet(
                exceptOnly || descriptions.contains("*"), exceptOnly || descriptions.contains("+"), named, except);
    }

    /// A name with or without the option that the attribute is transferred by; languages make no difference.
    static Optional<AttributeType> named(DirectorySchema schema, String description) {
        return schema.described(description).filter(type -> !type.hasOptions());
    }

    /// An attribute with options is what it is without.
    boolean contains(AttributeType described) {
        AttributeType type = described.plain();
        return ((type.isOperational() ? operational : user) || named.contains(type)) && !except.contains(type);
    }

    boolean isEverything() {
        return user && operational && except.isEmpty();
    }

    /// Those that are named, as far as they are not left out again.
    Collection<AttributeType> named() {
        return named.stream().filter(this::contains).toList();
    }

    Collection<AttributeType> except() {
        return except;
    }

    boolean hasEvery(boolean operational) {
        return operational ? this.operational : this.user;
    }

    /// Whether every attribute of the other is in here too.
    boolean covers(AttributeSet other) {
        return (!other.user || coversEvery(false, other))
                && (!other.operational || coversEvery(true, other))
                && other.named().stream().allMatch(this::contains);
    }

    private boolean coversEvery(boolean operational, AttributeSet other) {
        return hasEvery(operational)
                && except.stream()
                        .filter(type -> type.isOperational() == operational)
                        .noneMatch(other::contains);
    }

    /// Whether an attribute may be in both.
    boolean overlaps(AttributeSet other) {
        return (user && other.user)
                || (operational && other.operational)
                || named().stream().anyMatch(other::contains)
                || other.named().stream().anyMatch(this::contains);
    }
}
