package io.lightwave.directory.entry;

import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the entries of a search go, and what else happens while it runs.
///
/// @param sink takes each match; what it throws ends the search
/// @param pulse runs after every 64 entries that were looked at, matches or not; what it throws ends the search
/// @param after null for no particular order; else matches come in the order of their ids as unsigned numbers, and
/// only those behind this one
public record SearchFlow(
        Consumer<FoundEntry> sink, Runnable pulse, @Nullable UUID after) {
    /// Behind which every entry is.
    public static final UUID START = new UUID(0, 0);

    public static SearchFlow to(Consumer<FoundEntry> sink) {
        return new SearchFlow(sink, () -> {}, null);
    }
}
