package io.lightwave.directory.browse;

import io.lightwave.directory.InvalidFieldException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry that is to be added.
///
/// @param attributes as in [ShownEntry], with `objectClass`
record NewEntry(@Nullable String dn, @Nullable Map<String, List<String>> attributes) {
    NewEntry {
        if (dn == null) {
            throw new InvalidFieldException("dn", "is missing");
        }
        if (attributes == null) {
            throw new InvalidFieldException("attributes", "is missing");
        }
    }
}
