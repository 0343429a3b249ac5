package io.lightwave.server.configuration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Compares what a file wants with what there is. Fields that the file does not name are left alone; null takes one
/// away.
final class Differences {
    private final ConfigurationSchema schema;

    Differences(ConfigurationSchema schema) {
        this.schema = schema;
    }

    /// What is left of an object when only what a file may say is kept.
    ObjectNode settable(Kind kind, JsonNode view) {
        return settable(schema.of(kind), view);
    }

    private ObjectNode settable(JsonNode of, JsonNode view) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        schema.resolve(of).path("properties").properties().forEach(field -> {
            JsonNode value = view.path(field.getKey());
            if (!value.isMissingNode() && !value.isNull() && !ConfigurationSchema.isUnshown(field.getValue())) {
                kept.set(
                        field.getKey(),
                        value.isObject() && schema.hasFields(field.getValue())
                                ? settable(field.getValue(), value)
                                : value);
            }
        });
        return kept;
    }

    /// The merge patch (RFC 7396) that brings what there is to what is wanted; without what is not shown.
    ObjectNode patch(Kind kind, ObjectNode wanted, ObjectNode stored) {
        return patch(schema.of(kind), wanted, stored);
    }

    private ObjectNode patch(JsonNode of, ObjectNode wanted, ObjectNode stored) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        JsonNode properties = schema.resolve(of).path("properties");
        wanted.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode to = field.getValue();
            JsonNode from = stored.path(name);
            JsonNode its = properties.path(name);
            if (ConfigurationSchema.isUnshown(its)) {
                return;
            }
            if (to.isNull()) {
                if (!from.isMissingNode()) {
                    patch.set(name, to);
                }
            } else if (to instanceof ObjectNode object && schema.hasFields(its)) {
                ObjectNode below = patch(
                        its, object, from instanceof ObjectNode there ? there : JsonNodeFactory.instance.objectNode());
                if (!below.isEmpty() || from.isMissingNode()) {
                    patch.set(name, below);
                }
            } else if (!to.equals(from)) {
                patch.set(name, to instanceof ObjectNode object ? replacing(object, from) : to);
            }
        });
        return patch;
    }

    /// Names that the file no longer has in an object whose names it chooses go.
    private static ObjectNode replacing(ObjectNode wanted, JsonNode stored) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        stored.propertyStream()
                .filter(member -> !wanted.has(member.getKey()))
                .forEach(member -> patch.putNull(member.getKey()));
        wanted.properties().forEach(member -> {
            JsonNode from = stored.path(member.getKey());
            patch.set(
                    member.getKey(),
                    member.getValue() instanceof ObjectNode object && from.isObject()
                            ? replacing(object, from)
                            : member.getValue());
        });
        return patch;
    }

    /// What is different, field by field.
    static List<Change.Field> fields(ObjectNode before, ObjectNode after) {
        var fields = new ArrayList<Change.Field>();
        fields("", before, after, fields);
        return fields;
    }

    private static void fields(String path, JsonNode before, JsonNode after, List<Change.Field> fields) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode && after instanceof ObjectNode) {
            Set<String> names = new LinkedHashSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name ->
                    fields(path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name), fields));
            return;
        }
        fields.add(new Change.Field(path, present(before), present(after), null));
    }

    private static @Nullable JsonNode present(JsonNode node) {
        return node.isMissingNode() ? null : node;
    }
}
