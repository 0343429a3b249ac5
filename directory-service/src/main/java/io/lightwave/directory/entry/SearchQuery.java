package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import java.time.Duration;
import java.util.List;

/// A search (RFC 4511 §4.5.1).
///
/// @param attributes as the client listed them: names, OIDs, `*`, `+`, `1.1`; empty means `*`
/// @param sizeLimit 0 asks for the server's own
/// @param timeLimit zero asks for the server's own
public record SearchQuery(
        DistinguishedName base,
        SearchScope scope,
        Filter filter,
        List<String> attributes,
        boolean typesOnly,
        int sizeLimit,
        Duration timeLimit,
        Traversal traversal) {

    public SearchQuery {
        attributes = List.copyOf(attributes);
    }

    /// Of entries as they are, aliases and referral objects too.
    public SearchQuery(
            DistinguishedName base,
            SearchScope scope,
            Filter filter,
            List<String> attributes,
            boolean typesOnly,
            int sizeLimit,
            Duration timeLimit) {
        this(base, scope, filter, attributes, typesOnly, sizeLimit, timeLimit, Traversal.PLAIN);
    }

    SearchQuery within(SearchLimits limits) {
        return new SearchQuery(base, scope, filter, attributes, typesOnly, limits.size(), limits.time(), traversal);
    }

    /// The same search for as many entries as the server lets it have.
    public SearchQuery withoutSizeLimit() {
        return new SearchQuery(base, scope, filter, attributes, typesOnly, 0, timeLimit, traversal);
    }

    /// The same search with the server's own limits.
    public SearchQuery withoutLimits() {
        return new SearchQuery(base, scope, filter, attributes, typesOnly, 0, Duration.ZERO, traversal);
    }
}
