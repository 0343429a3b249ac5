package io.lightwave.directory.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What the current transaction records, written in one statement when it commits.
final class Recorded implements TransactionSynchronization {
    private final Object key;
    private final Consumer<List<AuditRow>> trail;
    private final List<AuditRow> rows = new ArrayList<>();
    private boolean written;

    private Recorded(Object key, Consumer<List<AuditRow>> trail) {
        this.key = key;
        this.trail = trail;
    }

    /// @param key what the transaction keeps it by
    /// @param trail writes rows in the current transaction
    static Recorded inThisTransaction(Object key, Consumer<List<AuditRow>> trail) {
        if (TransactionSynchronizationManager.getResource(key) instanceof Recorded recorded) {
            return recorded;
        }
        var recorded = new Recorded(key, trail);
        TransactionSynchronizationManager.bindResource(key, recorded);
        TransactionSynchronizationManager.registerSynchronization(recorded);
        return recorded;
    }

    void add(AuditRow row) {
        if (written) { // by somebody who also waited for the commit
            trail.accept(List.of(row));
        } else {
            rows.add(row);
        }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        trail.accept(rows);
        written = true;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(key);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
    }
}
