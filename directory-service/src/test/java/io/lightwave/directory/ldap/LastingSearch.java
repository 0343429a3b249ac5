package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncSearchResultListener;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A search with a control under which it may go on, and what has come of it so far.
final class LastingSearch implements AsyncSearchResultListener {
    private static final long serialVersionUID = 1;

    private final transient BlockingQueue<Object> came = new LinkedBlockingQueue<>();
    private final transient LDAPConnection connection;
    private transient @Nullable AsyncRequestID id; // null until it is sent

    private LastingSearch(LDAPConnection connection) {
        this.connection = connection;
    }

    static LastingSearch begin(LDAPConnection connection, String base, String filter, Control... controls)
            throws LDAPException {
        var search = new LastingSearch(connection);
        var request = new SearchRequest(search, base, SearchScope.SUB, filter, "uid", "description");
        request.setControls(controls);
        request.setIntermediateResponseListener(search.came::add);
        search.id = connection.asyncSearch(request);
        return search;
    }

    void abandon() throws LDAPException {
        connection.abandon(Objects.requireNonNull(id));
    }

    /// What comes next, which is waited for.
    private <T> T next(Class<T> type) {
        try {
            Object next = came.poll(60, TimeUnit.SECONDS);
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    SearchResultEntry entry() {
        return next(SearchResultEntry.class);
    }

    IntermediateResponse information() {
        return next(IntermediateResponse.class);
    }

    SearchResult result() {
        return next(SearchResult.class);
    }

    /// Whether nothing has come that was not looked at.
    boolean isQuiet() {
        return came.isEmpty();
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        came.add(entry);
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {
        came.add(reference);
    }

    @Override
    public void searchResultReceived(AsyncRequestID request, SearchResult result) {
        came.add(result);
    }
}
