package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import com.unboundid.ldap.sdk.controls.RFC3672SubentriesRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.SearchFlow;
import io.lightwave.directory.entry.SearchPlace;
import io.lightwave.directory.entry.SearchQuery;
import io.lightwave.directory.entry.Traversal;
import io.lightwave.directory.entry.ValueFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Search (RFC 4511 §4.5) of entries, of the root DSE and of the subschema subentry.
final class SearchOperation {
    private static final int MAXIMUM_VALUE_FILTERS = 1_000;
    private static final Set<KnownControl> LASTING =
            EnumSet.of(KnownControl.CONTENT_SYNC, KnownControl.PERSISTENT_SEARCH);
    /// What shapes single entries, and is not done while they are followed.
    private static final Set<KnownControl> WITH_ENTRIES = EnumSet.of(
            KnownControl.DEREFERENCE,
            KnownControl.MATCHED_VALUES,
            KnownControl.EFFECTIVE_RIGHTS,
            KnownControl.ACCOUNT_USABILITY);
    private static final Set<KnownControl> ORDERING =
            EnumSet.of(KnownControl.PAGED_RESULTS, KnownControl.SORT, KnownControl.VIRTUAL_LIST_VIEW);

    private final Entries entries;
    private final ServerEntries serverEntries;
    private final Assertions assertions;
    private final EffectiveRights rights;
    private final ChangeFeed feed;
    private final PasswordNotices notices;
    private final ContentSync contentSync;
    private final PersistentSearch persistent;
    private final PagedSearch paged;
    private final SortedSearch sorted;

    SearchOperation(
            Entries entries,
            ServerEntries serverEntries,
            Assertions assertions,
            EffectiveRights rights,
            ChangeFeed feed,
            PageCookies cookies,
            PasswordNotices notices,
            ContentSync contentSync,
            PersistentSearch persistent) {
        this.entries = entries;
        this.serverEntries = serverEntries;
        this.assertions = assertions;
        this.rights = rights;
        this.feed = feed;
        this.notices = notices;
        this.contentSync = contentSync;
        this.persistent = persistent;
        this.paged = new PagedSearch(entries, cookies);
        this.sorted = new SortedSearch(entries, cookies, paged);
    }

    LdapResult search(SearchRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        int scope = asked.getScope().intValue();
        if (scope > SearchScope.SUBORDINATE_SUBTREE_INT_VALUE || scope < 0) {
            return LdapResult.of(ResultCode.PROTOCOL_ERROR, "no such scope");
        }
        int aliases = asked.getDerefPolicy().intValue();
        if (aliases > DereferencePolicy.ALWAYS.intValue() || aliases < 0) {
            return LdapResult.of(ResultCode.PROTOCOL_ERROR, "no such way to deal with aliases");
        }
        if (asked.getSizeLimit() < 0 || asked.getTimeLimit() < 0) {
            return LdapResult.of(ResultCode.PROTOCOL_ERROR, "a negative limit");
        }
        if (exchange.controls().isEmpty()) {
            return uncontrolled(asked, exchange);
        }
        LdapResult result = controlled(exchange.name(asked.getBaseDN()), asked, exchange);
        return exchange.controls().has(KnownControl.DOMAIN_SCOPE) ? result.staying() : result;
    }

    /// Connections search from the same place again and again: it is found anew only when something has changed.
    private LdapResult uncontrolled(SearchRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        LdapSession session = exchange.session();
        SearchPlace place = session.place(asked.getBaseDN());
        if (place == null) {
            DistinguishedName base = exchange.name(asked.getBaseDN());
            if (serverEntries.have(base)) {
                return serverEntries.search(base, asked, exchange);
            }
            place = entries.place(exchange.requester(), base).orElse(null);
            if (place == null) {
                return plain(
                        query(base, asked, asked.getFilter(), traversal(asked, false), exchange),
                        exchange,
                        send(exchange));
            }
            session.keep(asked.getBaseDN(), place);
        }
        SearchQuery query = asked(place.name(), asked, asked.getFilter(), traversal(asked, false));
        return LdapResult.of(entries.search(
                place, query, new SearchFlow(send(exchange), exchange::pulse, null).continuing(exchange::reference)));
    }

    private static Consumer<FoundEntry> send(Exchange exchange) {
        return found -> exchange.entry(found.name(), found.attributes());
    }

    /// With what controls ask to come with each entry.
    private Consumer<FoundEntry> sendWithControls(DistinguishedName base, Exchange exchange) throws RefusedException {
        Optional<TenantId> tenant = entries.route(base);
        boolean usability = exchange.controls().has(KnownControl.ACCOUNT_USABILITY);
        Optional<Dereferencing> dereferencing = Dereferencing.of(entries, base, exchange);
        if (!usability && dereferencing.isEmpty()) {
            return send(exchange);
        }
        return found -> {
            var with = new ArrayList<Control>();
            if (usability) {
                with.addAll(notices.usability(exchange.requester(), tenant.orElseThrow(), found));
            }
            dereferencing.ifPresent(following -> with.addAll(following.with(found)));
            exchange.entry(found.name(), found.attributes(), with);
        };
    }

    private LdapResult plain(SearchQuery query, Exchange exchange, Consumer<FoundEntry> sink) {
        return LdapResult.of(entries.search(
                exchange.requester(),
                query,
                new SearchFlow(sink, exchange::pulse, null).continuing(exchange::reference)));
    }

    private static Traversal traversal(SearchRequestProtocolOp asked, boolean managesReferrals) {
        DereferencePolicy aliases = asked.getDerefPolicy();
        boolean always = aliases.equals(DereferencePolicy.ALWAYS);
        return new Traversal(
                always || aliases.equals(DereferencePolicy.FINDING),
                always || aliases.equals(DereferencePolicy.SEARCHING),
                managesReferrals);
    }

    private SearchQuery query(
            DistinguishedName base,
            SearchRequestProtocolOp asked,
            Filter filter,
            Traversal traversal,
            Exchange exchange) {
        return entries.limited(exchange.requester(), asked(base, asked, filter, traversal));
    }

    private static SearchQuery asked(
            DistinguishedName base, SearchRequestProtocolOp asked, Filter filter, Traversal traversal) {
        return new SearchQuery(
                base,
                asked.getScope(),
                filter,
                asked.getAttributes(),
                asked.typesOnly(),
                asked.getSizeLimit(),
                Duration.ofSeconds(asked.getTimeLimit()),
                traversal);
    }

    private LdapResult controlled(DistinguishedName base, SearchRequestProtocolOp asked, Exchange exchange)
            throws RefusedException {
        RequestControls controls = exchange.controls();
        if (controls.has(KnownControl.DONT_USE_COPY)) {
            feed.catchUp();
        }
        assertions.require(exchange, base);
        Optional<SimplePagedResultsControl> page =
                controls.read(KnownControl.PAGED_RESULTS, SearchOperation::pagedResults);
        if (controls.hasAny(LASTING)) {
            return lasting(base, asked, exchange);
        }
        if (serverEntries.have(base)) {
            LdapResult result = serverEntries.search(base, asked, exchange);
            return page.isPresent() ? result.with(new SimplePagedResultsControl(0, new ASN1OctetString())) : result;
        }
        SearchQuery query = query(
                base,
                asked,
                filter(asked, controls),
                traversal(asked, controls.has(KnownControl.MANAGE_DSA_IT)),
                exchange);
        Consumer<FoundEntry> sink = sendWithControls(base, exchange);
        if (controls.has(KnownControl.MATCHED_VALUES) && !asked.typesOnly()) { // RFC 3876 §3
            ValueFilter values = ValueFilter.of(
                    entries.schemaOf(base),
                    controls.read(KnownControl.MATCHED_VALUES, SearchOperation::valueFilters)
                            .orElseThrow());
            Consumer<FoundEntry> all = sink;
            sink = found -> all.accept(new FoundEntry(found.id(), found.name(), values.apply(found.attributes())));
        }
        sink = rights.added(asked, exchange, sink);
        try {
            if (controls.has(KnownControl.SORT) || controls.has(KnownControl.VIRTUAL_LIST_VIEW)) {
                return sorted.search(query, asked, page, exchange, sink);
            }
            return page.isPresent()
                    ? paged.search(query, asked, page.get(), exchange, sink)
                    : plain(query, exchange, sink);
        } catch (Dereferencing.TooManyException e) {
            return LdapResult.of(
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    "at most %d names are followed in one search".formatted(Dereferencing.MOST));
        }
    }

    private LdapResult lasting(DistinguishedName base, SearchRequestProtocolOp asked, Exchange exchange)
            throws RefusedException {
        RequestControls controls = exchange.controls();
        boolean syncs = controls.has(KnownControl.CONTENT_SYNC);
        if (serverEntries.have(base)
                || controls.hasAny(ORDERING)
                || WITH_ENTRIES.stream().anyMatch(controls::isCritical)
                || (syncs && controls.has(KnownControl.PERSISTENT_SEARCH))) {
            return LdapResult.of(
                    ResultCode.UNWILLING_TO_PERFORM,
                    "entries of a tenant are followed, without pages, in no order, without others");
        }
        SearchQuery query =
                query(base, asked, filter(asked, controls), Traversal.PLAIN, exchange); // a replica has them all
        return syncs
                ? contentSync.search(
                        query,
                        controls.read(KnownControl.CONTENT_SYNC, ContentSyncRequestControl::new)
                                .orElseThrow(),
                        exchange)
                : persistent.search(
                        query,
                        controls.read(KnownControl.PERSISTENT_SEARCH, PersistentSearchRequestControl::new)
                                .orElseThrow(),
                        exchange);
    }

    /// RFC 3672 §3: subentries only, or (which is what one gets without the control too) none of them.
    private static Filter filter(SearchRequestProtocolOp asked, RequestControls controls) throws RefusedException {
        boolean subentries = controls.read(KnownControl.SUBENTRIES, RFC3672SubentriesRequestControl::new)
                .filter(RFC3672SubentriesRequestControl::returnOnlySubEntries)
                .isPresent();
        return subentries
                ? Filter.createANDFilter(Filter.createEqualityFilter("objectClass", "subentry"), asked.getFilter())
                : asked.getFilter();
    }

    static SimplePagedResultsControl pagedResults(Control control) throws LDAPException {
        return new SimplePagedResultsControl(control.getOID(), control.isCritical(), control.getValue());
    }

    static List<Filter> valueFilters(Control control) throws LDAPException {
        if (control.getValue() == null) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR);
        }
        try {
            ASN1Element[] items =
                    ASN1Sequence.decodeAsSequence(control.getValue().getValue()).elements();
            if (items.length == 0 || items.length > MAXIMUM_VALUE_FILTERS) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR);
            }
            var filters = new ArrayList<Filter>(items.length);
            for (ASN1Element item : items) {
                filters.add(MessagePart.filter(item));
            }
            return filters;
        } catch (ASN1Exception e) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR, e);
        }
    }
}
