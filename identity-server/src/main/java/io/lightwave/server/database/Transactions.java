package io.lightwave.server.database;

import jakarta.persistence.PersistenceException;
import org.hibernate.PessimisticLockException;
import org.hibernate.exception.LockAcquisitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/// Says of others that were in the way the same wherever they were met: what Hibernate writes in
/// the middle of a transaction says it in words of its own, for which nobody asks the client to try
/// again.
final class Transactions extends TransactionTemplate {
    private static final long serialVersionUID = 1;

    Transactions(PlatformTransactionManager manager) {
        super(manager);
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        try {
            return super.execute(action);
        } catch (PersistenceException e) {
            throw isInTheWay(e) ? new CannotAcquireLockException("others were in the way", e) : e;
        }
    }

    private static boolean isInTheWay(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LockAcquisitionException || cause instanceof PessimisticLockException) {
                return true;
            }
        }
        return false;
    }
}
