package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// Follows aliases (RFC 4511 §4.5.1.3) within a tenant. One that leads to what the requester does not see leads to
/// nothing; loops end where they began (threat 26).
final class Aliases {
    private static final int MAXIMUM_HOPS = 8;
    private static final int MAXIMUM_FOLLOWED = 1_000;

    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final Access access;
    private final AttributeType target;

    Aliases(DirectoryTree tree, DirectorySchema schema, Access access) {
        this.tree = tree;
        this.schema = schema;
        this.access = access;
        this.target = schema.require("aliasedObjectName");
    }

    /// Where a name leads.
    sealed interface Place {
        record Found(Entry entry) implements Place {}

        record Missing(DistinguishedName name) implements Place {}

        record Problem(EntryOutcome.Refused outcome) implements Place {}
    }

    /// The base of a search whose name is an alias's, or is below one, or is none.
    Place base(View view, TenantId tenant, DistinguishedName asked) {
        DistinguishedName name = asked;
        Set<UUID> followed = new HashSet<>();
        while (true) {
            Optional<Entry> found = access.base(view, tenant, name);
            if (found.filter(entry -> !entry.isAlias()).isPresent()) {
                return new Place.Found(found.get());
            }
            Optional<Entry> alias = found.isPresent() ? found : aliasAbove(view, tenant, name);
            if (alias.isEmpty()) {
                return new Place.Missing(name);
            }
            if (!followed.add(alias.get().id())) {
                return problem(Reason.ALIAS_PROBLEM, alias.get(), "aliases that lead to each other");
            }
            if (followed.size() > MAXIMUM_HOPS) {
                return problem(Reason.ALIAS_DEREFERENCING_PROBLEM, alias.get(), "too many aliases one after the other");
            }
            DistinguishedName leads = leadsTo(alias.get());
            if (!leads.isEmpty() && nearest(view, tenant, leads).isEmpty()) {
                return problem(Reason.ALIAS_PROBLEM, alias.get(), "an alias of no entry");
            }
            try {
                name = below(leads, name.rdns(), alias.get());
            } catch (IllegalArgumentException e) {
                return problem(Reason.ALIAS_DEREFERENCING_PROBLEM, alias.get(), "it leads to a name that is too long");
            }
        }
    }

    /// The entry of that name, or an alias that it is below of.
    private Optional<Entry> nearest(View view, TenantId tenant, DistinguishedName name) {
        Optional<Entry> entry = access.known(view, tenant, name);
        return entry.isPresent() ? entry : aliasAbove(view, tenant, name);
    }

    private Optional<Entry> aliasAbove(View view, TenantId tenant, DistinguishedName name) {
        for (int count = name.rdns().size() - 1; count > 0; count--) {
            Optional<Entry> above = access.known(view, tenant, name.ancestor(count));
            if (above.isPresent()) {
                return above.filter(Entry::isAlias);
            }
        }
        return Optional.empty();
    }

    private DistinguishedName leadsTo(Entry alias) {
        AttributeValues values = alias.attribute(target);
        try {
            return values == null
                    ? DistinguishedName.empty()
                    : target.nameIn(values.values().getFirst());
        } catch (IllegalArgumentException e) {
            return DistinguishedName.empty();
        }
    }

    private static DistinguishedName below(DistinguishedName leads, List<RelativeName> asked, Entry alias) {
        int count = asked.size() - alias.distinguishedName().rdns().size();
        DistinguishedName name = leads;
        for (int i = count - 1; i >= 0; i--) {
            name = name.child(asked.get(i));
        }
        return name;
    }

    private static Place problem(Reason reason, Entry alias, String diagnostic) {
        return new Place.Problem(new EntryOutcome.Refused(reason, alias.distinguishedName(), diagnostic));
    }

    /// Where else a search looks, since aliases within its scope lead there.
    ///
    /// @param roots of whole subtrees
    /// @param single entries that are looked at alone
    record Elsewhere(List<Entry> roots, List<Entry> single) {
        static final Elsewhere NOWHERE = new Elsewhere(List.of(), List.of());

        boolean contains(Entry entry) {
            return roots.stream().anyMatch(root -> entry.isWithin(root.id()))
                    || single.stream().anyMatch(other -> other.id().equals(entry.id()));
        }
    }

    /// @param isInScope of the search itself
    Elsewhere elsewhere(View view, Entry base, SearchScope scope, Predicate<Entry> isInScope) {
        if (scope.equals(SearchScope.BASE) || view.isOwnOnly() || view.isNothing()) {
            return Elsewhere.NOWHERE;
        }
        List<Entry> aliases = Referrals.withClass(tree, schema, base.tenant(), "alias").stream()
                .filter(alias -> view.of(alias).any(Right.READ))
                .limit(MAXIMUM_FOLLOWED)
                .toList();
        if (aliases.isEmpty()) {
            return Elsewhere.NOWHERE;
        }
        boolean deep = !scope.equals(SearchScope.ONE);
        var places = new ArrayList<Entry>();
        Set<UUID> followed = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Entry alias : aliases) {
                boolean within = isInScope.test(alias)
                        || (deep && places.stream().anyMatch(place -> alias.isWithin(place.id())));
                if (!alias.id().equals(base.id()) && within && followed.add(alias.id())) {
                    if (base(view, base.tenant(), leadsTo(alias)) instanceof Place.Found(Entry place)
                            && !isInScope.test(place)
                            && places.stream().noneMatch(known -> known.id().equals(place.id()))) {
                        places.add(place);
                        more = deep;
                    }
                }
            }
        }
        return deep ? new Elsewhere(topmost(places), List.of()) : new Elsewhere(List.of(), List.copyOf(places));
    }

    private static List<Entry> topmost(List<Entry> places) {
        return places.stream()
                .filter(place -> places.stream()
                        .noneMatch(other -> !other.id().equals(place.id()) && place.isWithin(other.id())))
                .toList();
    }
}
