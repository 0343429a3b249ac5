package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The entries of all tenants, as requesters may see and change them. Operations make their own transaction; changes
/// are audited in it.
@SuppressWarnings("DoNotCallSuggester")
public final class Entries {

    Entries() {}

    /// The tenant whose suffix is the longest that the name ends with; empty when there is none.
    public Optional<TenantId> route(DistinguishedName name) {
        throw new UnsupportedOperationException(name.toString());
    }

    /// One entry with the selected attributes (as in [SearchQuery]); empty when it is missing or hidden.
    public Optional<FoundEntry> read(Requester requester, DistinguishedName name, List<String> attributes) {
        throw new UnsupportedOperationException(name.toString());
    }

    /// Sends each match to `sink`, which may throw to end the search. [EntryOutcome.Refused] with a limit exceeded
    /// comes after what was found until then.
    public EntryOutcome search(Requester requester, SearchQuery query, Consumer<FoundEntry> sink) {
        throw new UnsupportedOperationException(query.toString());
    }

    /// [EntryOutcome.Compared], or [EntryOutcome.Refused] (RFC 4511 §4.10).
    public EntryOutcome compare(Requester requester, DistinguishedName name, String attribute, byte[] assertion) {
        throw new UnsupportedOperationException(name.toString());
    }

    /// Adds a leaf (RFC 4511 §4.7). A clear-text `userPassword` is hashed and goes through the password policy.
    public EntryOutcome add(Requester requester, DistinguishedName name, List<Attribute> attributes) {
        throw new UnsupportedOperationException(name.toString());
    }

    /// Applies all modifications in their order, or none (RFC 4511 §4.6).
    public EntryOutcome modify(Requester requester, DistinguishedName name, List<Modification> modifications) {
        throw new UnsupportedOperationException(name.toString());
    }

    /// Deletes a leaf (RFC 4511 §4.8).
    public EntryOutcome delete(Requester requester, DistinguishedName name) {
        throw new UnsupportedOperationException(name.toString());
    }
}
