package io.lightwave.directory;

import java.util.Set;

/// Settings outside of access rules that give rights by the name of a group or of a person. Nobody but
/// who administers the tenant makes, or gives this name to, a group or a person that is called so.
public interface NamesInSettings {

    /// The names that settings of the tenant know, in force or not, as they are written there.
    ///
    /// @param kind of whom the names are: there are none but of groups and of users
    Set<String> names(TenantId tenant, SubjectKind kind);
}
