package io.lightwave.directory.access;

import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one requester may do with one entry. A right is had if a rule that concerns both allows it and none denies it.
public final class Grants {
    static final Grants EVERYTHING = new Grants(null, null, List.of(BuiltIn.ADMINISTRATORS));
    static final Grants NOTHING = new Grants(null, null, List.of());

    private final @Nullable View view; // null where it makes no difference, as is the entry
    private final @Nullable Entry entry;
    private final List<CompiledRule> rules;

    Grants(@Nullable View view, @Nullable Entry entry, List<CompiledRule> rules) {
        this.view = view;
        this.entry = entry;
        this.rules = rules;
    }

    /// No right at all.
    public static Grants none() {
        return NOTHING;
    }

    /// Whether any right at all is had: then it is no secret that the entry exists.
    public boolean isKnown() {
        for (Right right : Right.values()) {
            if (any(right)) {
                return true;
            }
        }
        return false;
    }

    /// Of the whole entry: a right that is not one to attributes, or one to every attribute.
    public boolean allows(Right right) {
        return right.isOfAttributes() ? allowsEvery(right) : isAllowed(deciding(right, null));
    }

    public boolean allows(Right right, AttributeType type) {
        return this == EVERYTHING || isAllowed(deciding(right, type));
    }

    private static boolean isAllowed(@Nullable CompiledRule deciding) {
        return deciding != null && deciding.allows();
    }

    /// The attributes that the right is had to.
    public Predicate<AttributeType> attributes(Right right) {
        return allowsEvery(right) ? Grants::every : type -> allows(right, type);
    }

    private static boolean every(AttributeType type) {
        return true;
    }

    private boolean allowsEvery(Right right) {
        if (this == EVERYTHING) {
            return true;
        }
        boolean allowed = false;
        for (CompiledRule rule : rules) {
            if (rule.has(right)) {
                if (!rule.allows()) {
                    return false;
                }
                allowed |= rule.attributes().isEverything();
            }
        }
        return allowed && !hidesCounts(right);
    }

    /// Whether the right is had to anything of the entry.
    public boolean any(Right right) {
        if (this == EVERYTHING) {
            return true;
        }
        if (!right.isOfAttributes()) {
            return allows(right);
        }
        for (CompiledRule rule : rules) {
            if (rule.allows() && rule.has(right) && any(right, rule.attributes())) {
                return true;
            }
        }
        return false;
    }

    private boolean any(Right right, AttributeSet allowed) {
        for (AttributeType type : allowed.named()) {
            if (allows(right, type)) {
                return true;
            }
        }
        return anyOfEvery(right, allowed, false) || anyOfEvery(right, allowed, true);
    }

    /// One denied to all attributes of a sort leaves those that the denial leaves out.
    private boolean anyOfEvery(Right right, AttributeSet allowed, boolean operational) {
        if (!allowed.hasEvery(operational)) {
            return false;
        }
        boolean denied = false;
        for (CompiledRule rule : rules) {
            if (!rule.allows() && rule.has(right) && rule.attributes().hasEvery(operational)) {
                denied = true;
                for (AttributeType type : rule.attributes().except()) {
                    if (type.isOperational() == operational && allows(right, type)) {
                        return true;
                    }
                }
            }
        }
        return !denied;
    }

    /// The rule that decides: one that denies, else one that allows; null when there is neither.
    ///
    /// @param type null for a right to the whole entry
    @Nullable
    CompiledRule deciding(Right right, @Nullable AttributeType type) {
        @Nullable CompiledRule deciding = null; // null as long as none is found
        for (CompiledRule rule : rules) {
            if (type == null ? rule.has(right) : rule.has(right, type)) {
                if (!rule.allows()) {
                    return rule;
                }
                deciding = deciding == null ? rule : deciding;
            }
        }
        return type != null && BuiltIn.COUNTS.contains(type.key()) && hidesCounts(right) ? null : deciding;
    }

    /// Whether a number of entries below would count some that are hidden.
    private boolean hidesCounts(Right right) {
        return (right == Right.READ || right == Right.SEARCH || right == Right.COMPARE)
                && view != null
                && entry != null
                && !view.seesAllBelow(entry);
    }
}
