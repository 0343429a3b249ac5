package io.lightwave.directory;

/// A new password that the tenant's policy does not take, on the field `password`.
public final class UnacceptablePasswordException extends InvalidFieldException {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /// Why, as far as draft-behera-ldap-password-policy-10 §6.2 tells it apart.
    public enum Fault {
        QUALITY,
        TOO_SHORT,
        TOO_YOUNG,
        IN_HISTORY,
        OLD_MISSING,
        NOT_ALLOWED
    }

    public UnacceptablePasswordException(Fault fault, String detail) {
        super("password", detail);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
