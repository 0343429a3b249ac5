package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.SearchFlow;
import io.lightwave.directory.entry.SearchQuery;
import java.util.UUID;
import java.util.function.Consumer;

/// A search answered page by page (RFC 2696), each in the order of the entries' ids from where the last one ended. The
/// client's size limit is for all pages together.
final class PagedSearch {
    static final int MAXIMUM_PAGE = 10_000;

    private final Entries entries;
    private final PageCookies cookies;

    PagedSearch(Entries entries, PageCookies cookies) {
        this.entries = entries;
        this.cookies = cookies;
    }

    LdapResult search(
            SearchQuery query,
            SearchRequestProtocolOp asked,
            SimplePagedResultsControl page,
            Exchange exchange,
            Consumer<FoundEntry> sink)
            throws RefusedException {
        PageCookies.Position start = cookies.read(page.getCookie(), asked, exchange);
        int size = size(page);
        if (size == 0) {
            return LdapResult.SUCCESS.with(answer(new ASN1OctetString()));
        }
        var run = new Run(size, query.sizeLimit(), start, sink);
        try {
            EntryOutcome outcome = entries.search(
                    exchange.requester(),
                    query.withoutSizeLimit(),
                    new SearchFlow(run, exchange::pulse, start.last()).continuing(exchange::reference));
            return LdapResult.of(outcome).with(answer(new ASN1OctetString()));
        } catch (PageEnd e) {
            return e.ofAll
                    ? LdapResult.of(ResultCode.SIZE_LIMIT_EXCEEDED, "the pages together have reached the size limit")
                            .with(answer(new ASN1OctetString()))
                    : LdapResult.SUCCESS.with(
                            answer(cookies.write(new PageCookies.Position(run.last, run.sent), asked, exchange)));
        }
    }

    /// Zero when the client gives up, or wants an estimate that we do not have (RFC 2696 §3).
    static int size(SimplePagedResultsControl page) throws RefusedException {
        if (page.getSize() < 0) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "a page of less than nothing");
        }
        return Math.min(page.getSize(), MAXIMUM_PAGE);
    }

    static SimplePagedResultsControl answer(ASN1OctetString cookie) {
        return new SimplePagedResultsControl(0, cookie);
    }

    /// There is more than the page, or all pages together, may have.
    private static final class PageEnd extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean ofAll;

        PageEnd(boolean ofAll) {
            super("page end", null, false, false);
            this.ofAll = ofAll;
        }
    }

    private static final class Run implements Consumer<FoundEntry> {
        private final int size;
        private final int limit;
        private final Consumer<FoundEntry> sink;
        private final int before;
        private int sent;
        private UUID last;

        Run(int size, int limit, PageCookies.Position start, Consumer<FoundEntry> sink) {
            this.size = size;
            this.limit = limit;
            this.sink = sink;
            this.before = start.sent();
            this.sent = start.sent();
            this.last = start.last();
        }

        @Override
        public void accept(FoundEntry found) {
            if (limit > 0 && sent >= limit) {
                throw new PageEnd(true);
            }
            if (sent - before == size) {
                throw new PageEnd(false);
            }
            sink.accept(found);
            sent++;
            last = found.id();
        }
    }
}
