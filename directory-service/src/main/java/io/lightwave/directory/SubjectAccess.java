package io.lightwave.directory;

import java.util.Optional;

/// What somebody may see of a tenant's subjects and do with them, by the same rules that LDAP operations meet. For
/// interfaces that let others than administrators in.
public interface SubjectAccess {

    /// Whether somebody has rights in the tenant to more than its own entry.
    boolean looksAround(ActivePrincipal who, TenantId tenant);

    /// The subject with no other attributes than may be read. Empty unless its name, its state (`pwdAccountLockedTime`)
    /// and
    /// the times of its making and last change may be: what every subject tells of itself.
    Optional<Subject> readable(ActivePrincipal who, Subject subject);
}
