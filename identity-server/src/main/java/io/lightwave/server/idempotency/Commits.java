package io.lightwave.server.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/// What a thread has committed while it made a request. What a request changes is changed and recorded in a
/// transaction.
final class Commits implements TransactionExecutionListener {
    /// In their order: the later holds for a request that has had several.
    enum Seen {
        NOTHING,
        /// A commit was sent that failed. The database may have made it before its answer was lost.
        UNKNOWN,
        COMMITTED
    }

    private static final ThreadLocal<Seen> SEEN = new ThreadLocal<>();

    void begin() {
        SEEN.set(Seen.NOTHING);
    }

    /// What there was since the beginning.
    Seen end() {
        Seen most = SEEN.get();
        SEEN.remove();
        return most;
    }

    /// The rollback that is told of after a commit that failed takes nothing back: it comes too late.
    @Override
    public void beforeCommit(TransactionExecution transaction) {
        see(transaction, Seen.UNKNOWN);
    }

    /// @param failure null when the commit succeeded
    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
        if (failure == null) {
            see(transaction, Seen.COMMITTED);
        }
    }

    private void see(TransactionExecution transaction, Seen now) {
        Seen before = SEEN.get();
        if (before != null && !transaction.isReadOnly() && now.compareTo(before) > 0) {
            SEEN.set(now);
        }
    }
}
