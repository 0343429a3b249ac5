package io.lightwave.directory;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param nextCursor opaque, to ask for the next page; null on the last one
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    /// How many a page of the API has unless its request says, for the default of its `limit`.
    public static final String USUAL = "50";

    private static final int LARGEST = 200;
    private static final int LONGEST_NAME = 255;

    public Page {
        items = List.copyOf(items);
    }

    /// Takes what a request of the API says as its `limit`, 1 to 200.
    ///
    /// @throws InvalidFieldException when it is out of range
    public static int requireLimit(int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw new InvalidFieldException("limit", "is not between 1 and " + LARGEST);
        }
        return limit;
    }

    /// Takes what a request of the API says as its `search`, a part of a name.
    ///
    /// @throws InvalidFieldException when it is longer than any name, or has control characters
    public static String requireSearch(String search) {
        if (search.length() > LONGEST_NAME || search.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException("search", "is no part of a name");
        }
        return search;
    }

    /// Takes what a request of the API says as its `cursor` in a list that goes on behind a name.
    ///
    /// @param cursor null for the first page
    /// @return empty for the first page
    /// @throws InvalidFieldException when it has control characters, as no name has
    public static String requireName(@Nullable String cursor) {
        if (cursor != null && cursor.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException("cursor", "not a cursor of this list");
        }
        return Objects.requireNonNullElse(cursor, "");
    }

    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<R>(items.stream().<R>map(change).toList(), nextCursor);
    }
}
