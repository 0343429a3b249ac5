package io.lightwave.directory.entry;

import io.lightwave.directory.ActivePrincipal;
import java.util.List;
import java.util.Optional;

/// What a client wants to know of somebody's rights to the entries that it finds.
///
/// @param subject whose rights; empty for those of nobody in particular
/// @param attributes further attributes than those that are found
/// @param rights whether to tell the rights
/// @param reasons whether to tell the rules that decide
public record RightsQuery(Optional<ActivePrincipal> subject, List<String> attributes, boolean rights, boolean reasons) {

    public RightsQuery {
        attributes = List.copyOf(attributes);
    }
}
