package io.lightwave.directory.ldap.operation;

/// Ends an operation from within, because nobody wants its answer any more.
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Cause cause;

    enum Cause {
        /// Abandoned, or the connection ends: there is no answer (RFC 4511 §4.11).
        ABANDONED,
        /// Cancelled: the answer says so (RFC 3909 §2.1).
        CANCELED
    }

    StoppedException(Cause cause) {
        super(cause.name(), null, false, false);
        this.cause = cause;
    }

    /// For the connection, when it ends while an operation runs.
    public static StoppedException connectionEnds() {
        return new StoppedException(Cause.ABANDONED);
    }

    Cause reason() {
        return cause;
    }
}
