package io.lightwave.token.federation;

/// Nobody is made at a first sign-in. Leaves the transaction, which undoes what it has done.
public final class NotMadeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param reason for the audit trail
    public NotMadeException(String reason) {
        super(reason, null, false, false);
    }

    /// Since settings give rights by the name ([io.lightwave.directory.ReservedNames]).
    public static NotMadeException reserved(String name) {
        return new NotMadeException(
                "settings give rights by the user name %s, which nobody gets by a first sign-in".formatted(name));
    }
}
