package io.lightwave.directory.scim;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A list of resources (RFC 7644 §3.4.2, RFC 9865 §2).
///
/// @param startIndex null where pages follow a cursor
/// @param nextCursor null on the last page, and where pages go by index
record Listing(
        List<String> schemas,
        long totalResults,
        @Nullable Integer startIndex,
        int itemsPerPage,
        @Nullable String nextCursor,
        @JsonProperty("Resources") List<ObjectNode> resources) {
    private static final List<String> SCHEMA = List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse");

    Listing(long total, @Nullable Integer startIndex, @Nullable String nextCursor, List<ObjectNode> resources) {
        this(SCHEMA, total, startIndex, resources.size(), nextCursor, resources);
    }
}
