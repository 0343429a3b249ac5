package io.lightwave.server.openapi;

import io.lightwave.server.fixture.Answer;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The API's description, and what of an answer is otherwise than it says: as much of JSON Schema as it uses.
record Description(JsonNode document) {

    /// @param operation what the description says of what was asked
    List<String> faults(JsonNode operation, Answer answer) {
        JsonNode responses = operation.path("responses");
        String status = Integer.toString(answer.status());
        JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
        if (response.isMissingNode()) {
            return List.of("status " + status + " is not described");
        }
        var faults = new ArrayList<String>();
        response.path("headers").propertyNames().stream()
                .filter(name -> answer.header(name).isEmpty())
                .forEach(name -> faults.add("%s has no %s".formatted(status, name)));
        JsonNode content = response.path("content");
        String type = answer.header("Content-Type").replaceFirst(" *;.*", "");
        if (!answer.body().isEmpty() && !content.has(type)) {
            faults.add("%s is of type %s".formatted(status, type));
        } else if (type.endsWith("json")) {
            examine(answer.json(), content.path(type).path("schema"), status + " ", faults);
        }
        return faults;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(document.at(node.path("$ref").asString().substring(1)))
                : node;
    }

    private void examine(JsonNode value, JsonNode described, String where, List<String> faults) {
        JsonNode schema = resolved(described);
        if (!types(schema).isEmpty() && types(schema).stream().noneMatch(type -> isOf(type, value))) {
            faults.add("%s is no %s: %s".formatted(where, types(schema), value));
            return;
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            faults.add("%s is none of those: %s".formatted(where, value));
        }
        Stream.of("oneOf", "anyOf").filter(schema::has).forEach(choice -> {
            if (schema.path(choice).valueStream().noneMatch(one -> isAs(value, one))) {
                faults.add("%s is nothing of %s: %s".formatted(where, choice, value));
            }
        });
        switch (value) {
            case StringNode text -> examineText(text.stringValue(), schema, where, faults);
            case JsonNode number when number.isNumber() -> examineNumber(number, schema, where, faults);
            case JsonNode list
            when list.isArray() -> {
                if (list.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)
                        || list.size() < schema.path("minItems").asInt(0)) {
                    faults.add("%s has %d items".formatted(where, list.size()));
                }
                list.forEach(item -> examine(item, schema.path("items"), where + "[]", faults));
            }
            case JsonNode object when object.isObject() -> examineObject(object, schema, where, faults);
            default -> {}
        }
    }

    private boolean isAs(JsonNode value, JsonNode schema) {
        var faults = new ArrayList<String>();
        examine(value, schema, "", faults);
        return faults.isEmpty();
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray()
                ? type.valueStream().map(JsonNode::stringValue).toList()
                : type.isString() ? List.of(type.stringValue()) : List.of();
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "null" -> value.isNull();
            default -> throw new AssertionError("a type that JSON has not: " + type);
        };
    }

    private static void examineNumber(JsonNode number, JsonNode schema, String where, List<String> faults) {
        double value = number.asDouble();
        if (value > schema.path("maximum").asDouble(Double.MAX_VALUE)
                || value < schema.path("minimum").asDouble(-Double.MAX_VALUE)) {
            faults.add("%s is out of bounds: %s".formatted(where, number));
        }
    }

    private static void examineText(String text, JsonNode schema, String where, List<String> faults) {
        if (text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)
                || (schema.has("pattern")
                        && !text.matches(".*" + schema.path("pattern").stringValue() + ".*"))
                || !isFormatted(text, schema.path("format").asString(""))) {
            faults.add("%s has another form: %s".formatted(where, text));
        }
    }

    private static boolean isFormatted(String text, String format) {
        try {
            return switch (format) {
                case "uuid" -> UUID.fromString(text).toString().equals(text);
                case "date-time" -> OffsetDateTime.parse(text) != null;
                case "uri" -> java.net.URI.create(text).isAbsolute();
                default -> true;
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return false;
        }
    }

    private void examineObject(JsonNode object, JsonNode schema, String where, List<String> faults) {
        schema.path("required")
                .valueStream()
                .map(JsonNode::stringValue)
                .filter(name -> !object.has(name))
                .forEach(name -> faults.add("%s has no %s".formatted(where, name)));
        JsonNode properties = schema.path("properties");
        JsonNode further = schema.path("additionalProperties");
        object.properties().forEach(member -> {
            String name = member.getKey();
            if (properties.has(name)) {
                examine(member.getValue(), properties.path(name), where + "." + name, faults);
            } else if (further.isObject()) {
                examine(member.getValue(), further, where + ".*", faults);
            } else if (!further.asBoolean(properties.isMissingNode())) {
                faults.add("%s has %s, which is not described".formatted(where, name));
            }
        });
    }
}
