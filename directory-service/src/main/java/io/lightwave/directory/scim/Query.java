package io.lightwave.directory.scim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    /// What a cursor stands for: where the page before it ended.
    static String cursor(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws ScimException `invalidCursor`
    String last() {
        if (cursor == null || cursor.isEmpty()) {
            return "";
        }
        try {
            String last = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (last.indexOf(0) < 0) {
                return last;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw ScimException.bad("invalidCursor", "cursor: is none of this list");
    }
}
