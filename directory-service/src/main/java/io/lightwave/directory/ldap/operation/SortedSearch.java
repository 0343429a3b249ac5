package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewResponseControl;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.SearchFlow;
import io.lightwave.directory.entry.SearchQuery;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Server-side sorting (RFC 2891), and what stands on it: sorted pages and the virtual list view
/// (draft-ietf-ldapext-ldapv3-vlv-09). Each request sorts anew; names and keys of what was found are held while it is
/// answered, as far as they are few. Keys are read as the requester may read them.
final class SortedSearch {
    static final int MAXIMUM_KEYS = 8;
    static final int MAXIMUM_ENTRIES = 20_000;
    static final int MAXIMUM_CHARACTERS = 4 << 20;

    private static final int BETWEEN_PULSES = 64;

    private final Entries entries;
    private final PageCookies cookies;
    private final PagedSearch paged;

    SortedSearch(Entries entries, PageCookies cookies, PagedSearch paged) {
        this.entries = entries;
        this.cookies = cookies;
        this.paged = paged;
    }

    /// @param sink takes an entry with the attributes that the query selects
    LdapResult search(
            SearchQuery query,
            SearchRequestProtocolOp asked,
            Optional<SimplePagedResultsControl> page,
            Exchange exchange,
            Consumer<FoundEntry> sink)
            throws RefusedException {
        RequestControls controls = exchange.controls();
        Optional<ServerSideSortRequestControl> sort =
                controls.read(KnownControl.SORT, ServerSideSortRequestControl::new);
        Optional<VirtualListViewRequestControl> view =
                controls.read(KnownControl.VIRTUAL_LIST_VIEW, VirtualListViewRequestControl::new);
        if (sort.isEmpty()) {
            return unsortedView();
        }
        if (view.isPresent() && page.isPresent()) {
            throw new RefusedException(ResultCode.UNWILLING_TO_PERFORM, "a list is viewed, or paged through");
        }
        List<Key> keys = new ArrayList<>();
        @Nullable ServerSideSortResponseControl refusal = keys(entries.schemaOf(query.base()), sort.get(), keys);
        if (refusal != null) {
            return unsorted(query, asked, page, refusal, exchange, sink);
        }
        var list = new Found(keys);
        LdapResult result = LdapResult.of(entries.search(
                exchange.requester(),
                keysOf(query, keys),
                new SearchFlow(list, exchange::pulse, null).continuing(isFirst(page) ? exchange::reference : _ -> {})));
        if (list.tooMany) {
            result = LdapResult.of(ResultCode.ADMIN_LIMIT_EXCEEDED, "too much to be sorted");
        }
        if (!result.isSuccess() && !result.code().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
            return result.with(new ServerSideSortResponseControl(result.code(), null));
        }
        list.rows.sort(list);
        var sender = new Sender(query, exchange, sink);
        LdapResult sent;
        if (view.isPresent()) {
            sent = view(view.get(), query, list, result, sender);
        } else if (page.isPresent()) {
            sent = page(page.get(), query, asked, list, sender, exchange);
        } else {
            sent = sender.send(list.rows, 0, limited(query, list.rows.size()))
                    ? result
                    : LdapResult.of(ResultCode.SIZE_LIMIT_EXCEEDED, "the search found too much");
        }
        return sent.with(new ServerSideSortResponseControl(ResultCode.SUCCESS, null));
    }

    private static int limited(SearchQuery query, int size) {
        return query.sizeLimit() == 0 ? size : Math.min(size, query.sizeLimit());
    }

    private static LdapResult unsortedView() {
        return LdapResult.of(ResultCode.VIRTUAL_LIST_VIEW_ERROR, "a list to be viewed is a sorted one")
                .with(new VirtualListViewResponseControl(0, 0, ResultCode.SORT_CONTROL_MISSING, null));
    }

    /// @param order how values compare
    private record Key(SortKey asked, AttributeType type, ValueOrder order, DirectorySchema schema) {
        boolean describes(Attribute attribute) {
            return attribute.getBaseName().equals(type.plain().name())
                    && (!type.hasOptions()
                            || schema.described(attribute.getName())
                                    .filter(type::covers)
                                    .isPresent());
        }
    }

    /// Null when all keys are understood (RFC 2891 §1.2).
    private @Nullable ServerSideSortResponseControl keys(
            DirectorySchema schema, ServerSideSortRequestControl sort, List<Key> keys) {
        if (sort.getSortKeys().length == 0 || sort.getSortKeys().length > MAXIMUM_KEYS) {
            return new ServerSideSortResponseControl(ResultCode.ADMIN_LIMIT_EXCEEDED, null);
        }
        for (SortKey asked : sort.getSortKeys()) {
            Optional<AttributeType> type = schema.asked(asked.getAttributeName());
            if (type.isEmpty()) {
                return new ServerSideSortResponseControl(ResultCode.NO_SUCH_ATTRIBUTE, asked.getAttributeName());
            }
            Optional<ValueOrder> order = schema.order(type.get(), asked.getMatchingRuleID());
            if (order.isEmpty()) {
                return new ServerSideSortResponseControl(ResultCode.INAPPROPRIATE_MATCHING, asked.getAttributeName());
            }
            keys.add(new Key(asked, type.get(), order.get(), schema));
        }
        return null;
    }

    /// RFC 2891 §2: what cannot be sorted is not searched for if sorting is critical, else it comes as it is.
    private LdapResult unsorted(
            SearchQuery query,
            SearchRequestProtocolOp asked,
            Optional<SimplePagedResultsControl> page,
            ServerSideSortResponseControl refusal,
            Exchange exchange,
            Consumer<FoundEntry> sink)
            throws RefusedException {
        RequestControls controls = exchange.controls();
        if (controls.isCritical(KnownControl.SORT) || controls.has(KnownControl.VIRTUAL_LIST_VIEW)) {
            return LdapResult.of(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "it cannot be sorted like that")
                    .with(refusal);
        }
        if (page.isPresent()) {
            return paged.search(query, asked, page.get(), exchange, sink).with(refusal);
        }
        EntryOutcome outcome = entries.search(
                exchange.requester(),
                query,
                new SearchFlow(sink, exchange::pulse, null).continuing(exchange::reference));
        return LdapResult.of(outcome).with(refusal);
    }

    /// The same search for the keys only.
    private static SearchQuery keysOf(SearchQuery query, List<Key> keys) {
        return new SearchQuery(
                query.base(),
                query.scope(),
                query.filter(),
                keys.stream().map(key -> key.type().name()).toList(),
                false,
                0,
                query.timeLimit(),
                query.traversal());
    }

    private static boolean isFirst(Optional<SimplePagedResultsControl> page) {
        return page.filter(one -> one.getCookie() != null && one.getCookie().getValueLength() > 0)
                .isEmpty();
    }

    /// @param keys the least value of each key's attribute, or null for none
    private record Row(FoundEntry entry, List<@Nullable String> keys) {}

    private static final class Found implements Consumer<FoundEntry>, Comparator<Row> {
        private final List<Key> keys;
        private final List<Row> rows = new ArrayList<>();
        private int characters;
        private boolean tooMany;

        Found(List<Key> keys) {
            this.keys = keys;
        }

        @Override
        public void accept(FoundEntry found) {
            if (tooMany) {
                return;
            }
            var values = new ArrayList<@Nullable String>(keys.size());
            for (Key key : keys) {
                String least = least(key, found.attributes());
                values.add(least);
                characters += least == null ? 0 : least.length();
            }
            rows.add(new Row(new FoundEntry(found.id(), found.name(), List.of()), values));
            if (rows.size() > MAXIMUM_ENTRIES || characters > MAXIMUM_CHARACTERS) {
                tooMany = true;
                rows.clear();
            }
        }

        private static @Nullable String least(Key key, List<Attribute> attributes) {
            @Nullable String least = null; // null as long as there is no value
            for (Attribute attribute : attributes) {
                if (key.describes(attribute)) {
                    for (ASN1OctetString value : attribute.getRawValues()) {
                        String one = key.order().key(value.getValue()).orElse(null);
                        if (one != null && (least == null || key.order().compare(one, least) < 0)) {
                            least = one;
                        }
                    }
                }
            }
            return least;
        }

        /// RFC 2891 §1.1: an entry without the attribute is treated as if its value were larger than all others.
        @Override
        public int compare(Row left, Row right) {
            for (int i = 0; i < keys.size(); i++) {
                int order =
                        compare(keys.get(i), left.keys().get(i), right.keys().get(i));
                if (order != 0) {
                    return keys.get(i).asked().reverseOrder() ? -order : order;
                }
            }
            return left.entry().name().compareTo(right.entry().name());
        }

        private static int compare(Key key, @Nullable String left, @Nullable String right) {
            if (left == null) {
                return right == null ? 0 : 1;
            }
            return right == null ? -1 : key.order().compare(left, right);
        }

        /// The index of the first entry whose first key is at or behind the value, in the list's own direction.
        int firstAtOrBehind(byte[] value) throws RefusedException {
            Key key = keys.getFirst();
            String wanted = key.order()
                    .key(value)
                    .orElseThrow(() -> new RefusedException(
                            ResultCode.VIRTUAL_LIST_VIEW_ERROR, "the value has no place in the list"));
            for (int i = 0; i < rows.size(); i++) {
                int order = compare(key, rows.get(i).keys().getFirst(), wanted);
                if (key.asked().reverseOrder() ? order <= 0 : order >= 0) {
                    return i;
                }
            }
            return rows.size();
        }
    }

    /// Sends entries of the list, each read again with what the client wants of it; one that is gone is passed over.
    private final class Sender {
        private final SearchQuery query;
        private final Exchange exchange;
        private final Consumer<FoundEntry> sink;

        Sender(SearchQuery query, Exchange exchange, Consumer<FoundEntry> sink) {
            this.query = query;
            this.exchange = exchange;
            this.sink = sink;
        }

        /// False when the list goes on behind the end.
        boolean send(List<Row> rows, int from, int to) {
            for (int i = from; i < to; i++) {
                if ((i - from + 1) % BETWEEN_PULSES == 0) {
                    exchange.pulse();
                }
                FoundEntry listed = rows.get(i).entry();
                entries.read(exchange.requester(), DistinguishedName.parse(listed.name()), query.attributes())
                        .filter(found -> found.id().equals(listed.id()))
                        .map(found -> query.typesOnly()
                                ? new FoundEntry(
                                        found.id(), found.name(), ServerEntries.withoutValues(found.attributes()))
                                : found)
                        .ifPresent(sink);
            }
            return to == rows.size();
        }
    }

    private LdapResult page(
            SimplePagedResultsControl page,
            SearchQuery query,
            SearchRequestProtocolOp asked,
            Found list,
            Sender sender,
            Exchange exchange)
            throws RefusedException {
        PageCookies.Position start = cookies.read(page.getCookie(), asked, exchange);
        int size = PagedSearch.size(page);
        if (size == 0) {
            return LdapResult.SUCCESS.with(PagedSearch.answer(new ASN1OctetString()));
        }
        int from = behind(list.rows, start);
        int most = limited(query, list.rows.size());
        int to = Math.min(list.rows.size(), from + Math.min(size, Math.max(most - start.sent(), 0)));
        sender.send(list.rows, from, to);
        if (to == list.rows.size()) {
            return LdapResult.SUCCESS.with(PagedSearch.answer(new ASN1OctetString()));
        }
        int sent = start.sent() + to - from;
        if (query.sizeLimit() > 0 && sent >= query.sizeLimit()) {
            return LdapResult.of(ResultCode.SIZE_LIMIT_EXCEEDED, "the pages together have reached the size limit")
                    .with(PagedSearch.answer(new ASN1OctetString()));
        }
        var position = new PageCookies.Position(list.rows.get(to - 1).entry().id(), sent);
        return LdapResult.SUCCESS.with(PagedSearch.answer(cookies.write(position, asked, exchange)));
    }

    /// Behind the last entry that was sent; where it would have been, if it is gone.
    private static int behind(List<Row> rows, PageCookies.Position start) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).entry().id().equals(start.last())) {
                return i + 1;
            }
        }
        return Math.min(start.sent(), rows.size());
    }

    private static LdapResult view(
            VirtualListViewRequestControl view, SearchQuery query, Found list, LdapResult result, Sender sender)
            throws RefusedException {
        int count = list.rows.size();
        if (view.getBeforeCount() < 0 || view.getAfterCount() < 0) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "less than nothing of a list");
        }
        int target;
        ASN1OctetString value = view.getAssertionValue();
        if (value != null) {
            target = list.firstAtOrBehind(value.getValue()) + 1;
        } else if (view.getTargetOffset() < 1 || view.getContentCount() < 0) {
            return LdapResult.of(ResultCode.VIRTUAL_LIST_VIEW_ERROR, "a list begins with 1")
                    .with(new VirtualListViewResponseControl(0, count, ResultCode.OFFSET_RANGE_ERROR, null));
        } else {
            target = target(view.getTargetOffset(), view.getContentCount(), count);
        }
        int from = (int) Math.max(1L, (long) target - view.getBeforeCount());
        int to = (int) Math.min(count, (long) target + view.getAfterCount());
        int most = limited(query, to - from + 1);
        sender.send(list.rows, from - 1, Math.max(from - 1 + most, from - 1));
        LdapResult end = most < to - from + 1
                ? LdapResult.of(ResultCode.SIZE_LIMIT_EXCEEDED, "more of the list than may be sent at once")
                : result;
        return end.with(new VirtualListViewResponseControl(target, count, ResultCode.SUCCESS, null));
    }

    /// The client's offset is one in a list as long as it thinks that this one is.
    private static int target(int offset, int clientCount, int count) {
        if (clientCount == 0 || clientCount == count) {
            return Math.min(offset, count + 1);
        }
        if (offset == 1) {
            return 1;
        }
        if (offset >= clientCount) {
            return Math.max(count, 1);
        }
        return (int) Math.max(1L, (long) count * offset / clientCount);
    }
}
