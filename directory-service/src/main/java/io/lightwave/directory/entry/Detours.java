package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.Entry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Where one search goes besides its own scope: by aliases to other entries, by referral objects to other servers.
final class Detours {
    private final Aliases aliases;
    private final Referrals referrals;
    private final List<Entry> referralsOfTenant;
    private final Traversal traversal;
    private final View view;
    private final Entry base;
    private final SearchScope scope;
    private final Consumer<List<String>> continuation;
    private Aliases.Elsewhere elsewhere = Aliases.Elsewhere.NOWHERE;

    Detours(
            Aliases aliases,
            Referrals referrals,
            List<Entry> referralsOfTenant,
            Traversal traversal,
            View view,
            Entry base,
            SearchScope scope,
            Consumer<List<String>> continuation) {
        this.aliases = aliases;
        this.referrals = referrals;
        this.referralsOfTenant = referralsOfTenant;
        this.traversal = traversal;
        this.view = view;
        this.base = base;
        this.scope = scope;
        this.continuation = continuation;
    }

    /// @param isBelow whether an entry is within the search's own scope
    /// @param first whether this is the search's first part, which is told of referral objects
    void take(Predicate<Entry> isBelow, boolean first) {
        if (traversal.dereferencesFound()) {
            elsewhere = aliases.elsewhere(view, base, scope, isBelow);
        }
        if (first && !traversal.managesReferrals() && !scope.equals(SearchScope.BASE)) {
            for (Entry referral : referralsOfTenant) {
                if ((isBelow.test(referral) || elsewhere.contains(referral))
                        && view.of(referral).any(Right.READ)) {
                    continuation.accept(referrals.continuation(referral, scope));
                }
            }
        }
    }

    /// Whether it is only a way to something else.
    boolean hide(Entry entry) {
        return (entry.isReferral() && !traversal.managesReferrals())
                || (entry.isAlias()
                        && traversal.dereferencesFound()
                        && !entry.id().equals(base.id()));
    }

    Aliases.Elsewhere elsewhere() {
        return elsewhere;
    }
}
