package io.lightwave.server.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a file may say, as JSON Schema (draft 2020-12): made of what the API's description says of the requests that
/// create and change each kind of object. It finds unknown fields and wrong types; what values may be is decided by
/// those who take them.
final class ConfigurationSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /// What stands for a secret, or for a text in a file of its own.
    static final Pattern REFERENCE = Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]{0,199}|file:[^\\s\\p{Cntrl}]{1,1000}");

    private static final Set<String> IN_DOCUMENTS_ONLY = Set.of("examples", "writeOnly", "readOnly");
    private static final int FAR = 4;

    private final ObjectNode document;
    private final ObjectNode definitions;
    private final Map<Kind, Set<String>> forCreation;
    private final Map<Kind, Set<String>> forChange;

    private ConfigurationSchema(
            ObjectNode document,
            ObjectNode definitions,
            Map<Kind, Set<String>> forCreation,
            Map<Kind, Set<String>> forChange) {
        this.document = document;
        this.definitions = definitions;
        this.forCreation = forCreation;
        this.forChange = forChange;
    }

    /// @param openApi the API's description
    static ConfigurationSchema of(ObjectMapper mapper, byte[] openApi) {
        ObjectNode schemas = (ObjectNode) mapper.readTree(openApi).at("/components/schemas");
        ObjectNode definitions = JSON.objectNode();
        ObjectNode properties = JSON.objectNode();
        properties.set("tenant", property(schemas, "NewTenant", "name"));
        properties.set("displayName", nullable(property(schemas, "TenantPatch", "displayName")));
        properties.set("enabled", property(schemas, "TenantPatch", "enabled"));
        for (Kind kind : Kind.values()) {
            if (kind == Kind.TENANT) {
                continue;
            }
            ObjectNode one = object(schemas, kind);
            if (kind.isSingle()) {
                place(properties, kind.yamlName(), one);
            } else {
                ObjectNode list = JSON.objectNode().put("type", "array");
                list.set("items", one);
                properties.set(kind.yamlName(), list);
            }
        }
        collect(schemas, properties, definitions);
        ObjectNode document = JSON.objectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Lightwave configuration of a tenant")
                .put("type", "object");
        document.putArray("required").add("tenant");
        document.set("properties", properties);
        document.put("additionalProperties", false);
        document.set("$defs", definitions);
        return new ConfigurationSchema(
                document, definitions, fields(schemas, Kind::created), fields(schemas, Kind::patched));
    }

    private static Map<Kind, Set<String>> fields(ObjectNode schemas, Function<Kind, String> request) {
        var fields = new EnumMap<Kind, Set<String>>(Kind.class);
        for (Kind kind : Kind.values()) {
            JsonNode properties = schemas.path(request.apply(kind)).path("properties");
            fields.put(kind, Set.copyOf(properties.propertyNames()));
        }
        return fields;
    }

    ObjectNode document() {
        return document;
    }

    /// Of one object of the kind.
    ObjectNode of(Kind kind) {
        if (kind == Kind.TENANT) {
            return document;
        }
        JsonNode at = document.path("properties");
        String[] names = kind.yamlName().split("[.]", -1);
        for (int i = 0; i < names.length; i++) {
            at = i == 0 ? at.path(names[i]) : at.path("properties").path(names[i]);
        }
        return (ObjectNode) (kind.isSingle() ? at : at.path("items"));
    }

    /// Whether the request that makes an object has the field; the others are set by a change after it.
    boolean isForCreation(Kind kind, String field) {
        return forCreation.getOrDefault(kind, Set.of()).contains(field);
    }

    /// Whether the field can still be changed once the object is made.
    boolean isForChange(Kind kind, String field) {
        return forChange.getOrDefault(kind, Set.of()).contains(field);
    }

    /// What a schema stands for when it only refers to another.
    JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        while (true) {
            if (at.has("$ref")) {
                at = definitions.path(at.path("$ref").stringValue().substring("#/$defs/".length()));
            } else if (isOrNull(at)) {
                at = either(at).path(0);
            } else {
                return at;
            }
        }
    }

    /// Whether an object of that schema has fields of its own, rather than names that the file chooses.
    boolean hasFields(JsonNode schema) {
        return resolve(schema).has("properties");
    }

    /// Whether the field is shown by nobody, and is written as a reference.
    static boolean isSecret(JsonNode schema) {
        return schema.path("x-secret").asBoolean(false);
    }

    /// Whether the field is not shown, so that only what was applied last is known of it.
    static boolean isUnshown(JsonNode schema) {
        return schema.path("x-unshown").asBoolean(false);
    }

    /// Everything that is wrong with a document by its form.
    List<Fault> check(Document file) {
        var faults = new ArrayList<Fault>();
        check(file, file.root(), document, "", faults);
        return faults;
    }

    private void check(Document file, JsonNode value, JsonNode schema, String path, List<Fault> faults) {
        if (value.isNull() && permitsNull(schema)) {
            return;
        }
        JsonNode plain = resolve(schema);
        if (isUnshown(schema) || isUnshown(plain)) {
            secret(file, value, schema, path, faults);
            return;
        }
        Optional<String> wrong = wrongType(value, plain.path("type"));
        if (wrong.isPresent()) {
            faults.add(file.fault(path, wrong.get()));
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                check(file, array.get(i), plain.path("items"), path + "[" + i + "]", faults);
            }
        } else if (value instanceof ObjectNode object && plain.has("properties")) {
            members(file, object, plain, path, faults);
        }
    }

    private void members(Document file, ObjectNode object, JsonNode schema, String path, List<Fault> faults) {
        JsonNode properties = schema.path("properties");
        object.properties().forEach(member -> {
            String name = member.getKey();
            String below = path.isEmpty() ? name : path + "." + name;
            if (properties.has(name)) {
                check(file, member.getValue(), properties.path(name), below, faults);
            } else if (!schema.path("additionalProperties").asBoolean(false)) {
                faults.add(file.fault(below, "there is no such field" + nearest(name, properties)));
            }
        });
        schema.path("required").forEach(required -> {
            if (object.path(required.stringValue()).isMissingNode()) {
                faults.add(file.fault(path, "%s is missing".formatted(required.stringValue())));
            }
        });
    }

    private static void secret(Document file, JsonNode value, JsonNode schema, String path, List<Fault> faults) {
        if (!value.isString()) {
            faults.add(file.fault(path, "is not a text"));
        } else if (isSecret(schema) && !REFERENCE.matcher(value.stringValue()).matches()) {
            faults.add(file.fault(path, "is a secret, which no file holds: write env:NAME or file:/path"));
        }
    }

    private static boolean permitsNull(JsonNode schema) {
        return contains(schema.path("type"), JSON.stringNode("null")) || isOrNull(schema);
    }

    private static boolean isOrNull(JsonNode schema) {
        return either(schema).size() == 2
                && either(schema).path(1).path("type").asString("").equals("null");
    }

    private static JsonNode either(JsonNode schema) {
        return schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf");
    }

    private static Optional<String> wrongType(JsonNode value, JsonNode type) {
        if (type.isMissingNode()) {
            return Optional.empty();
        }
        boolean right = (type.isArray() ? type.valueStream() : Stream.of(type))
                .anyMatch(one -> switch (one.asString("")) {
                    case "string" -> value.isString();
                    case "boolean" -> value.isBoolean();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "array" -> value.isArray();
                    case "object" -> value.isObject();
                    case "null" -> value.isNull();
                    default -> false;
                });
        return right ? Optional.empty() : Optional.of(wanted(value, type.isArray() ? type.path(0) : type));
    }

    private static String wanted(JsonNode value, JsonNode type) {
        return switch (type.asString("")) {
            case "string" ->
                value.isValueNode() && !value.isNull() ? "is not a text: write it in quotes" : "is not a text";
            case "boolean" -> "is neither true nor false";
            case "integer", "number" -> "is not a number";
            case "array" -> "is not a list: each item begins with a dash";
            default -> "is not a mapping";
        };
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        return list.isArray() ? list.valueStream().anyMatch(value::equals) : list.equals(value);
    }

    /// Names the known field that looks most like it, when one does.
    private static String nearest(String name, JsonNode properties) {
        return properties
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(known -> distance(name, known) < Math.min(FAR, Math.max(2, name.length())))
                .min(Comparator.comparingInt((String known) -> distance(name, known))
                        .thenComparing(known -> known))
                .map("; did you mean %s?"::formatted)
                .orElse("");
    }

    /// By Levenshtein, without regard to case.
    private static int distance(String one, String other) {
        String a = one.toLowerCase(java.util.Locale.ROOT);
        String b = other.toLowerCase(java.util.Locale.ROOT);
        if (Math.abs(a.length() - b.length()) >= FAR) {
            return FAR;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static JsonNode property(ObjectNode schemas, String schema, String name) {
        return schemas.path(schema).path("properties").path(name).deepCopy();
    }

    /// Everything that may be said when one is made or changed.
    private static ObjectNode object(ObjectNode schemas, Kind kind) {
        ObjectNode one = JSON.objectNode().put("type", "object");
        one.set("description", schemas.path(kind.view()).path("description"));
        ObjectNode properties = one.putObject("properties");
        ObjectNode view = (ObjectNode) schemas.path(kind.view()).path("properties");
        if (!kind.isSingle()) {
            one.putArray("required").add(kind.key());
            properties.set(kind.key(), property(schemas, kind.created(), kind.key()));
        }
        Stream.of(kind.created(), kind.patched())
                .flatMap(name -> schemas.path(name).path("properties").propertyStream())
                .filter(member -> !member.getKey().equals(kind.key()))
                .filter(member -> view.has(member.getKey()) || isText(member.getValue()))
                .forEach(member -> {
                    if (!properties.has(member.getKey())) {
                        ObjectNode field = (ObjectNode) member.getValue().deepCopy();
                        markSecrets(schemas, field, view.get(member.getKey()));
                        properties.set(member.getKey(), nullable(field));
                    }
                });
        one.put("additionalProperties", false);
        return one;
    }

    /// Of what is not shown only texts can be compared with what was applied last.
    private static boolean isText(JsonNode field) {
        return field.path("type").asString("").equals("string");
    }

    /// @param shown what the view has of it; null when it does not show it
    private static void markSecrets(ObjectNode schemas, ObjectNode field, @Nullable JsonNode shown) {
        if (field.path("writeOnly").asBoolean(false)) {
            field.put("x-unshown", true).put("x-secret", true).put("pattern", "^(" + REFERENCE.pattern() + ")$");
        } else if (shown == null) {
            field.put("x-unshown", true);
        }
        field.path("properties").propertyStream().forEach(member -> {
            if (member.getValue().path("writeOnly").asBoolean(false)) {
                markSecrets(schemas, (ObjectNode) member.getValue(), null);
            }
        });
    }

    /// Null takes a value away.
    private static ObjectNode nullable(JsonNode field) {
        ObjectNode copy = (ObjectNode) field;
        JsonNode type = copy.path("type");
        if (type.isString()) {
            copy.putArray("type").add(type).add("null");
            if (copy.path("enum") instanceof ArrayNode values && !contains(values, JSON.nullNode())) {
                values.addNull();
            }
        } else if (copy.has("$ref")) {
            ObjectNode either = JSON.objectNode();
            either.putArray("anyOf").add(copy).addObject().put("type", "null");
            return either;
        }
        return copy;
    }

    private static void place(ObjectNode properties, String yamlName, ObjectNode schema) {
        int dot = yamlName.indexOf('.');
        if (dot < 0) {
            properties.set(yamlName, nullable(schema));
            return;
        }
        String group = yamlName.substring(0, dot);
        if (!(properties.get(group) instanceof ObjectNode)) {
            ObjectNode fresh = properties.putObject(group).put("type", "object");
            fresh.putObject("properties");
            fresh.put("additionalProperties", false);
        }
        ((ObjectNode) properties.path(group).path("properties")).set(yamlName.substring(dot + 1), schema);
    }

    /// Takes over what is referred to, and points the references at it.
    private static void collect(ObjectNode schemas, JsonNode at, ObjectNode definitions) {
        if (at instanceof ObjectNode object) {
            String reference = object.path("$ref").asString("");
            if (reference.startsWith("#/components/schemas/")) {
                String name = reference.substring("#/components/schemas/".length());
                object.put("$ref", "#/$defs/" + name);
                if (!definitions.has(name)) {
                    JsonNode copy = schemas.path(name).deepCopy();
                    definitions.set(name, copy);
                    collect(schemas, copy, definitions);
                }
            }
            new TreeSet<>(object.propertyNames().stream()
                            .filter(IN_DOCUMENTS_ONLY::contains)
                            .toList())
                    .forEach(object::remove);
        }
        at.forEach(below -> collect(schemas, below, definitions));
    }
}
