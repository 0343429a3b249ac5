package io.lightwave.directory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON Merge Patch (RFC 7396) onto a record: the patch may name only the record's own fields, and the record's
/// constructor checks the result.
public final class MergePatch {
    private MergePatch() {}

    /// The record as it is after the patch.
    ///
    /// @throws tools.jackson.core.JacksonException when the patch names an unknown field or a value of a wrong type
    public static <T> T apply(ObjectMapper mapper, T current, ObjectNode patch, Class<T> type) {
        return mapper.treeToValue(merge(mapper.valueToTree(current), patch), type);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        for (var property : patch.properties()) {
            JsonNode value = property.getValue();
            if (value.isNull()) {
                target.remove(property.getKey());
            } else if (value instanceof ObjectNode change) {
                ObjectNode under =
                        target.get(property.getKey()) instanceof ObjectNode object ? object : target.objectNode();
                target.set(property.getKey(), merge(under, change));
            } else {
                target.set(property.getKey(), value);
            }
        }
        return target;
    }
}
