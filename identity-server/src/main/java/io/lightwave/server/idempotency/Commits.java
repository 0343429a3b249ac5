package io.lightwave.server.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/// Whether anything has been committed while a thread made a request. What a request changes is changed and recorded in
/// a transaction.
final class Commits implements TransactionExecutionListener {
    private final ThreadLocal<Boolean> seen = new ThreadLocal<>();

    void begin() {
        seen.set(false);
    }

    /// Whether it was so since the beginning.
    boolean end() {
        boolean committed = Boolean.TRUE.equals(seen.get());
        seen.remove();
        return committed;
    }

    /// @param failure null when the commit succeeded; of another nobody knows what became of it, and so it counts
    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
        if (seen.get() != null && !transaction.isReadOnly()) {
            seen.set(true);
        }
    }
}
