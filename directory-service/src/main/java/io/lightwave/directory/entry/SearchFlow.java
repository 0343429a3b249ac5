package io.lightwave.directory.entry;

import java.util.List;
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
/// @param continuation takes the URLs of each referral object within the scope (RFC 4511 §4.5.3), before the entries
/// @param only the ids of those that are looked at, in that order; null for whatever there is
public record SearchFlow(
        Consumer<FoundEntry> sink,
        Runnable pulse,
        Consumer<List<String>> continuation,
        @Nullable UUID after,
        @Nullable Set<UUID> only) {
    /// Behind which every entry is.
    public static final UUID START = new UUID(0, 0);

    public SearchFlow(Consumer<FoundEntry> sink, Runnable pulse, @Nullable UUID after) {
        this(sink, pulse, _ -> {}, after, null);
    }

    public SearchFlow(Consumer<FoundEntry> sink, Runnable pulse, @Nullable UUID after, @Nullable Set<UUID> only) {
        this(sink, pulse, _ -> {}, after, only);
    }

    /// With somewhere for referral objects to go.
    public SearchFlow continuing(Consumer<List<String>> continuation) {
        return new SearchFlow(sink, pulse, continuation, after, only);
    }

    public static SearchFlow to(Consumer<FoundEntry> sink) {
        return new SearchFlow(sink, () -> {}, null);
    }
}
