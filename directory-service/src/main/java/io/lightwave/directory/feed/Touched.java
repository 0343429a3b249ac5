package io.lightwave.directory.feed;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What the current transaction has changed: its own reads go past the caches, the log gets it in one statement when
/// it commits, and the caches drop it at its end.
final class Touched implements TransactionSynchronization {
    record Change(TenantId tenant, String kind, String key) {}

    private final FeedReader reader;
    private final Consumer<Collection<Change>> log;
    private final Set<Change> changes = new HashSet<>();
    private boolean logged;

    private Touched(FeedReader reader, Consumer<Collection<Change>> log) {
        this.reader = reader;
        this.log = log;
    }

    /// @param log writes changes in the current transaction
    static Touched inThisTransaction(FeedReader reader, Consumer<Collection<Change>> log) {
        if (TransactionSynchronizationManager.getResource(reader) instanceof Touched touched) {
            return touched;
        }
        var touched = new Touched(reader, log);
        TransactionSynchronizationManager.bindResource(reader, touched);
        TransactionSynchronizationManager.registerSynchronization(touched);
        return touched;
    }

    static boolean covers(FeedReader reader, TenantId tenant, String kind, String key) {
        @Nullable Object touched = TransactionSynchronizationManager.getResource(reader);
        return touched instanceof Touched mine
                && (mine.changes.contains(new Change(tenant, kind, key))
                        || mine.changes.contains(new Change(tenant, kind, ChangeFeed.ALL)));
    }

    void add(Change change) {
        changes.add(change);
        if (logged) {
            log.accept(Set.of(change)); // by somebody who also waited for the commit
        }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        log.accept(changes);
        logged = true;
    }

    /// Before whatever else waits for the commit, since that may read.
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(reader);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(reader, this);
    }

    @Override
    public void afterCommit() {
        changes.forEach(reader::drop);
        changes.clear();
    }

    /// When a commit's outcome is unknown, it may have happened; after a rollback dropping would do no harm.
    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(reader);
        changes.forEach(reader::drop);
    }
}
