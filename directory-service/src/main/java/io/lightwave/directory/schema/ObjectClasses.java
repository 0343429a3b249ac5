package io.lightwave.directory.schema;

import java.util.List;
import java.util.Set;

/// The object classes of one entry, superclasses included (RFC 4512 §2.4).
///
/// @param names as the schema spells them, superclasses first
/// @param keys the same in lower case
/// @param structural the most subordinate structural class
/// @param required keys of the attributes that must be there
/// @param allowed keys of all attributes that may be there
public record ObjectClasses(
        List<String> names, Set<String> keys, String structural, Set<String> required, Set<String> allowed) {

    public ObjectClasses {
        names = List.copyOf(names);
        keys = Set.copyOf(keys);
        required = Set.copyOf(required);
        allowed = Set.copyOf(allowed);
    }

    /// @param key a class name in lower case
    public boolean include(String key) {
        return keys.contains(key);
    }
}
