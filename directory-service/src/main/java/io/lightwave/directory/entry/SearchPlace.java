package io.lightwave.directory.entry;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.Entry;
import java.util.List;

/// Where searches of one requester begin, with what the requester may see and take there. Good as long as
/// [io.lightwave.directory.ChangeFeed#heard()] stays as it was before it was made.
public final class SearchPlace {
    private final DistinguishedName name;
    private final View view;
    private final Entry entry;
    private final List<Entry> referrals;
    private final SearchLimits limits;

    /// @param referrals all of the tenant
    SearchPlace(DistinguishedName name, View view, Entry entry, List<Entry> referrals, SearchLimits limits) {
        this.name = name;
        this.view = view;
        this.entry = entry;
        this.referrals = List.copyOf(referrals);
        this.limits = limits;
    }

    /// As the search names it.
    public DistinguishedName name() {
        return name;
    }

    View view() {
        return view;
    }

    Entry entry() {
        return entry;
    }

    List<Entry> referrals() {
        return referrals;
    }

    SearchLimits limits() {
        return limits;
    }
}
