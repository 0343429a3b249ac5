package io.lightwave.directory.entry;

import java.time.Duration;

/// What a search may find, take and look at.
///
/// @param size entries sent
/// @param candidates entries looked at
record SearchLimits(int size, Duration time, int candidates) {
    /// The server's own.
    static final SearchLimits SERVER = new SearchLimits(100_000, Duration.ofSeconds(60), 1_000_000);

    /// Whether entries or time are less than the server's.
    boolean isLessThanServer() {
        return size < SERVER.size || time.compareTo(SERVER.time) < 0;
    }

    /// The smaller of these limits and those that the query asks for.
    SearchLimits within(SearchQuery query) {
        return new SearchLimits(
                query.sizeLimit() == 0 ? size : Math.min(query.sizeLimit(), size),
                query.timeLimit().isZero() || query.timeLimit().compareTo(time) > 0 ? time : query.timeLimit(),
                candidates);
    }
}
