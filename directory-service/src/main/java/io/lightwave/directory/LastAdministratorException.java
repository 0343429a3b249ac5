package io.lightwave.directory;

/// A change was refused, since nobody would administer the tenant after it; nothing has been changed. REST and
/// SCIM answer 409, LDAP `unwillingToPerform`. The message may go to the client.
public final class LastAdministratorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient TenantId tenant;

    public LastAdministratorException(TenantId tenant) {
        super("the tenant would have no administrator", null, false, false);
        this.tenant = tenant;
    }

    /// Whose administrators they are.
    public TenantId tenant() {
        return tenant;
    }

    /// What went wrong, as text.
    public String detail() {
        return String.valueOf(getMessage());
    }
}
