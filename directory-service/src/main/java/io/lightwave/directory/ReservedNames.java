package io.lightwave.directory;

/// Names that settings outside of access rules give rights by ([NamesInSettings]). Whoever makes a person or a
/// group for somebody who chose the name asks before.
public interface ReservedNames {

    /// Whether settings of the tenant know the name, whatever its case and spaces. False for what nothing can be
    /// called. A warm look-up touches no SQL.
    boolean has(TenantId tenant, SubjectKind kind, String name);
}
