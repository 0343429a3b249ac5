package io.lightwave.directory.scim;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.subject.Cursor;
import org.jspecify.annotations.Nullable;

/// What a list is asked for (RFC 7644 §3.4.2, RFC 9865).
///
/// @param filter null for all
/// @param sortBy null for the order of names
/// @param startIndex from 1
/// @param count 0 to [#LARGEST_PAGE]
/// @param cursor empty for the first page; null for pages by index
record Query(
        @Nullable ScimFilter filter,
        @Nullable ScimPath sortBy,
        boolean descending,
        int startIndex,
        int count,
        @Nullable String cursor,
        Projection projection) {
    static final int LARGEST_PAGE = 200;
    static final int USUAL_PAGE = 50;

    /// The same of one kind among others, which may not have all that is asked about.
    Query of(FilterMatch kind) {
        return new Query(
                filter == null ? null : kind.known(filter),
                sortBy != null && kind.knows(sortBy) ? sortBy : null,
                descending,
                startIndex,
                count,
                cursor,
                projection);
    }

    /// Where the page before ended.
    ///
    /// @throws ScimException `invalidCursor`
    String last() {
        if (cursor == null || cursor.isEmpty()) {
            return "";
        }
        try {
            return Cursor.decode(cursor);
        } catch (InvalidFieldException e) {
            throw ScimException.bad("invalidCursor", "cursor: is none of this list");
        }
    }
}
