package io.lightwave.directory.access;

import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One tenant as one requester may see and change it, for one operation.
public final class View {
    static final View EVERYTHING = new View(null, List.of(BuiltIn.ADMINISTRATORS));
    static final View NOTHING = new View(null, List.of());

    private final @Nullable UUID own; // null for who has no entry in the tenant
    private final List<CompiledRule> rules;
    private volatile @Nullable Answer last; // the last group that was asked for, or null

    View(@Nullable UUID own, List<CompiledRule> rules) {
        this.own = own;
        this.rules = rules;
    }

    /// Of one who may do everything.
    public static View everything() {
        return EVERYTHING;
    }

    /// Whether nothing is hidden from the requester and nothing forbidden to it.
    public boolean isEverything() {
        return this == EVERYTHING;
    }

    /// Whether there is nothing that it may do.
    public boolean isNothing() {
        return rules.isEmpty();
    }

    /// The requester's own entry; empty for who has none in the tenant, and for who sees everything.
    public Optional<UUID> own() {
        return Optional.ofNullable(own);
    }

    public boolean isOwn(Entry entry) {
        return entry.id().equals(own);
    }

    public Grants of(Entry entry) {
        if (this == EVERYTHING) {
            return Grants.EVERYTHING;
        }
        @Nullable List<CompiledRule> concerning = null; // null as long as there is none
        for (CompiledRule rule : rules) {
            if (rule.concerns(entry)) {
                concerning = concerning == null ? new ArrayList<>(rules.size()) : concerning;
                concerning.add(rule);
            }
        }
        return concerning == null ? Grants.NOTHING : new Grants(this, entry, concerning);
    }

    /// Whether it has rights to its own entry only.
    public boolean isOwnOnly() {
        for (CompiledRule rule : rules) {
            if (rule.allows() && rule.only() == null) {
                return false;
            }
        }
        return own != null;
    }

    /// Whether the right to one of these attributes is had to any entry there may be.
    public boolean mayEver(Right right, Set<AttributeType> types) {
        for (CompiledRule rule : rules) {
            if (rule.allows() && rule.has(right)) {
                for (AttributeType type : types) {
                    if (rule.attributes().contains(type)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Where entries begin that may be found.
    public Set<UUID> readableFrom() {
        var bases = new HashSet<UUID>();
        for (CompiledRule rule : rules) {
            if (rule.allows() && (rule.has(Right.READ) || rule.has(Right.SEARCH))) {
                bases.add(rule.only() == null ? rule.base() : rule.only());
            }
        }
        return bases;
    }

    /// Whether no entry below is hidden, whatever the entries are.
    boolean seesAllBelow(Entry entry) {
        if (entry.isSubject()) {
            return true; // there are none
        }
        boolean sees = false;
        for (CompiledRule rule : rules) {
            if (rule.has(Right.READ)) {
                if (!rule.allows()) {
                    return false;
                }
                sees |= rule.only() == null
                        && rule.filter() == null
                        && rule.scope() == Rule.Scope.SUB
                        && rule.attributes().isEverything()
                        && entry.isWithin(rule.base());
            }
        }
        return sees;
    }

    private record Answer(Entry group, boolean mayChange) {}

    /// Whether it may change the group, which is asked for each of its attributes, one after the other.
    boolean mayChange(Entry group, BooleanSupplier decide) {
        Answer known = last;
        if (known == null || known.group() != group) {
            known = new Answer(group, decide.getAsBoolean());
            last = known;
        }
        return known.mayChange();
    }

    List<CompiledRule> rules() {
        return rules;
    }
}
