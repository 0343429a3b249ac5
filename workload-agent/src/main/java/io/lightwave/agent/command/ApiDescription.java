package io.lightwave.agent.command;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The server's OpenAPI description, asked for the fields of a request.
record ApiDescription(JsonNode document) {

    /// One item for each field, those of inner objects with a dot.
    ///
    /// @param address of the request
    JsonNode fields(String method, String address) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        for (var path : document.path("paths").properties()) {
            if (address.matches(path.getKey().replaceAll("[{][^}]+[}]", "[^/]+"))) {
                JsonNode content =
                        path.getValue().path(method.toLowerCase(Locale.ROOT)).at("/requestBody/content");
                content.forEach(body -> add(items, body.path("schema"), "", 0));
            }
        }
        return answer;
    }

    private void add(ArrayNode items, JsonNode schema, String prefix, int depth) {
        JsonNode resolved = resolve(schema);
        resolved.path("allOf").forEach(part -> add(items, part, prefix, depth));
        Set<String> required = new HashSet<>();
        resolved.path("required").forEach(name -> required.add(name.asString("")));
        for (var property : resolved.path("properties").properties()) {
            JsonNode field = resolve(property.getValue());
            ObjectNode item = items.addObject();
            item.put("field", prefix + property.getKey());
            item.put("type", type(field));
            item.put("required", required.contains(property.getKey()));
            item.put(
                    "description",
                    property.getValue()
                            .path("description")
                            .asString(field.path("description").asString("")));
            if (depth < 2) {
                add(items, field, prefix + property.getKey() + ".", depth + 1);
            }
        }
    }

    private JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.startsWith("#/") ? document.at(reference.substring(1)) : schema;
    }

    private static String type(JsonNode field) {
        if (field.has("enum")) {
            StringBuilder values = new StringBuilder();
            field.path("enum")
                    .forEach(value -> values.append(values.isEmpty() ? "" : "|").append(value.asString("null")));
            return values.toString();
        }
        JsonNode type = field.path("type");
        return type.isArray() ? type.path(0).asString("") : type.asString("object");
    }
}
