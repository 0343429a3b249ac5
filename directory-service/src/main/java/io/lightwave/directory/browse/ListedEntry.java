package io.lightwave.directory.browse;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An entry among its siblings.
///
/// @param objectClasses empty when the caller may not read them
/// @param hasSubordinates whether there is something below; null when the caller may not know
record ListedEntry(
        UUID id,
        String dn,
        List<String> objectClasses,
        @Nullable Boolean hasSubordinates) {}
