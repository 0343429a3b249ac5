package io.lightwave.directory.scim;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where in a resource something stands (RFC 7644 §3.10, §3.5.2): `emails[type eq "work"].value`.
///
/// @param schema the URN in front; empty for none
/// @param filter which values of a multi-valued attribute are meant; null for all
/// @param sub the sub-attribute; null for the attribute as a whole
record ScimPath(
        String schema,
        String attribute,
        @Nullable ScimFilter filter,
        @Nullable String sub) {

    /// The same in small letters, without a filter: `emails.value`.
    String plain() {
        String name = sub == null ? attribute : attribute + "." + sub;
        return name.toLowerCase(Locale.ROOT);
    }
}
