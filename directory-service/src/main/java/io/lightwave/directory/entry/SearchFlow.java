package io.lightwave.directory.entry;

import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the entries of a search go, and what else happens while it runs.
///
/// @param sink takes each match; what it throws ends the search
/// @param pulse runs after every 64 entries that were looked at, matches or not; what it throws ends the search
/// @param after null for no particular order; else matches come in the order of their ids as unsigned numbers, and
/// only those behind this one
/// @param only the ids of those that are looked at, in that order; null for whatever there is
public record SearchFlow(
        Consumer<FoundEntry> sink,
        Runnable pulse,
        @Nullable UUID after,
        @Nullable Set<UUID> only) {
    /// Behind which every entry is.
    public static final UUID START = new UUID(0, 0);

    public SearchFlow(Consumer<FoundEntry> sink, Runnable pulse, @Nullable UUID after) {
        this(sink, pulse, after, null);
    }

    public static SearchFlow to(Consumer<FoundEntry> sink) {
        return new SearchFlow(sink, () -> {}, null);
    }
}
