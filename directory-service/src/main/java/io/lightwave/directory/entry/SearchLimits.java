package io.lightwave.directory.entry;

import java.time.Duration;

/// What a search may find, take and look at.
///
/// @param size entries sent
/// @param candidates entries looked at
record SearchLimits(int size, Duration time, int candidates) {
    /// The server's own.
    static final SearchLimits SERVER = new SearchLimits(100_000, Duration.ofSeconds(60), 1_000_000);

    /// The smaller of the server's limits and those that the query asks for.
    static SearchLimits of(SearchQuery query) {
        return new SearchLimits(
                query.sizeLimit() == 0 ? SERVER.size : Math.min(query.sizeLimit(), SERVER.size),
                query.timeLimit().isZero() || query.timeLimit().compareTo(SERVER.time) > 0
                        ? SERVER.time
                        : query.timeLimit(),
                SERVER.candidates);
    }
}
