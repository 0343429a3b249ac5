package io.lightwave.directory;

/// What somebody may see of a tenant's subjects and do with them, by the same rules that LDAP operations meet. For
/// interfaces that let others than administrators in.
public interface SubjectAccess {

    /// Whether somebody has rights in the tenant to more than its own entry.
    boolean looksAround(ActivePrincipal who, TenantId tenant);

    /// Whether the subject's name, its state (`pwdAccountLockedTime`) and the times of its making
    /// and last change may be read: what every subject tells of itself.
    boolean shows(ActivePrincipal who, TenantId tenant, SubjectKind kind, SubjectId id);

    /// Whether the subject may be given another password.
    boolean setsPassword(ActivePrincipal who, TenantId tenant, SubjectId id);
}
