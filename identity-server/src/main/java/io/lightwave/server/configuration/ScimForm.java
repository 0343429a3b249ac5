package io.lightwave.server.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Users and groups as files have them, and as SCIM has them (RFC 7643, RFC 7644 §3.5.2): texts instead of complex
/// values, names of members instead of ids, and no place for the extensions.
final class ScimForm {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final Set<String> OF_THE_ENTERPRISE =
            Set.of("employeeNumber", "costCenter", "organization", "division", "department");
    private static final String EXTENSION = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:";
    private static final String UNIT = "unit";
    private static final String PLACED = "organizationalUnit";
    private static final String EMAILS = "emails";
    private static final String MEMBERS = "members";
    /// Each list of members, the collection that they are in, and what SCIM says they are.
    private static final Map<String, List<String>> LISTS =
            Map.of(MEMBERS, List.of("Users", "User"), "memberGroups", List.of("Groups", "Group"));

    /// From a collection and a name to the id.
    private final BinaryOperator<String> ids;

    ScimForm(BinaryOperator<String> ids) {
        this.ids = ids;
    }

    /// What the lists of members have in an order of their own, without repetitions.
    static ObjectNode inOrder(ObjectNode group) {
        ObjectNode ordered = group.deepCopy();
        LISTS.keySet().forEach(list -> {
            if (group.path(list) instanceof ArrayNode names) {
                put(ordered, list, texts(names));
            }
        });
        return ordered;
    }

    private static Set<String> texts(JsonNode names) {
        var texts = new TreeSet<String>();
        names.forEach(name -> texts.add(name.asString("")));
        return texts;
    }

    private static void put(ObjectNode object, String list, Collection<String> texts) {
        ArrayNode array = object.putArray(list);
        texts.forEach(array::add);
    }

    /// One resource, as files have it and with its `id`.
    static ObjectNode shown(JsonNode resource) {
        ObjectNode form = JSON.objectNode();
        resource.properties().forEach(member -> form.set(member.getKey(), member.getValue()));
        resource.path(ENTERPRISE).properties().forEach(member -> form.set(member.getKey(), member.getValue()));
        JsonNode unit = resource.path(placing(resource)).path(PLACED);
        if (!unit.isMissingNode()) {
            form.set(UNIT, unit);
        }
        if (resource.has(EMAILS)) {
            put(form, EMAILS, values(resource.path(EMAILS), "value"));
        }
        form.remove(MEMBERS);
        LISTS.forEach((list, kind) -> {
            List<String> names = values(ofType(resource, kind.get(1)), "display");
            if (!names.isEmpty()) {
                put(form, list, new TreeSet<>(names));
            }
        });
        return form;
    }

    /// The extension that says where it stands.
    private static String placing(JsonNode resource) {
        return EXTENSION + (resource.has("userName") ? "User" : "Group");
    }

    private static JsonNode ofType(JsonNode group, String type) {
        ArrayNode found = JSON.arrayNode();
        group.path(MEMBERS)
                .valueStream()
                .filter(member -> member.path("type").asString("").equals(type))
                .forEach(found::add);
        return found;
    }

    private static List<String> values(JsonNode complex, String member) {
        return complex.valueStream()
                .map(value -> value.path(member).asString(""))
                .toList();
    }

    /// The resource to make.
    ObjectNode resource(ObjectNode form) {
        ObjectNode resource = JSON.objectNode();
        resource.putArray("schemas")
                .add(
                        form.has("userName")
                                ? "urn:ietf:params:scim:schemas:core:2.0:User"
                                : "urn:ietf:params:scim:schemas:core:2.0:Group");
        form.properties().forEach(field -> {
            String name = field.getKey();
            if (name.equals(EMAILS)) {
                resource.set(EMAILS, complex(texts(field)));
            } else if (OF_THE_ENTERPRISE.contains(name)) {
                resource.withObjectProperty(ENTERPRISE).set(name, field.getValue());
            } else if (name.equals(UNIT)) {
                resource.withObjectProperty(placing(form)).set(PLACED, field.getValue());
            } else if (LISTS.containsKey(name)) {
                resource.withArrayProperty(MEMBERS).addAll(complex(idsOf(name, texts(field))));
            } else {
                resource.set(name, field.getValue());
            }
        });
        Stream.of(ENTERPRISE, placing(form)).filter(resource::has).forEach(resource.withArrayProperty("schemas")::add);
        return resource;
    }

    private static List<String> texts(Map.Entry<String, JsonNode> field) {
        return field.getValue()
                .valueStream()
                .map(text -> text.asString(""))
                .distinct()
                .toList();
    }

    private List<String> idsOf(String list, Collection<String> names) {
        String collection = LISTS.getOrDefault(list, List.of()).getFirst();
        return names.stream().map(name -> ids.apply(collection, name)).toList();
    }

    private static ArrayNode complex(Collection<String> values) {
        ArrayNode complex = JSON.arrayNode();
        values.forEach(value -> complex.addObject().put("value", value));
        return complex;
    }

    /// The operations that do what a merge patch of the form says. Members that are neither users nor groups stay.
    ///
    /// @param before the resource
    ObjectNode patch(ObjectNode merge, JsonNode before) {
        ObjectNode patch = JSON.objectNode();
        patch.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:PatchOp");
        ArrayNode operations = patch.putArray("Operations");
        merge.properties().forEach(field -> {
            String name = field.getKey();
            if (LISTS.containsKey(name)) {
                members(name, texts(field), before, operations);
            } else if (name.equals(EMAILS)) {
                replace(EMAILS, complex(texts(field)), operations);
            } else if (name.equals(UNIT)) {
                replace(placing(before) + ":" + PLACED, placed(field.getValue()), operations);
            } else if (field.getValue() instanceof ObjectNode parts) {
                parts.properties().forEach(part -> replace(name + "." + part.getKey(), part.getValue(), operations));
            } else {
                replace(
                        OF_THE_ENTERPRISE.contains(name) ? ENTERPRISE + ":" + name : name,
                        field.getValue(),
                        operations);
            }
        });
        return patch;
    }

    /// SCIM has no word for a place outside of all units.
    private static JsonNode placed(JsonNode unit) {
        if (unit.isNull()) {
            throw new ApiCalls.RefusedCallException(new ApiCalls.Refusal(
                    400, UNIT, "is not taken away by files: move the entry, by lightwave entry rename for instance"));
        }
        return unit;
    }

    private static void replace(String path, JsonNode value, ArrayNode operations) {
        if (value.isNull() || (value.isArray() && value.isEmpty())) {
            operations.addObject().put("op", "remove").put("path", path);
        } else {
            operations.addObject().put("op", "replace").put("path", path).set("value", value);
        }
    }

    private void members(String list, List<String> wanted, JsonNode before, ArrayNode operations) {
        String type = LISTS.getOrDefault(list, List.of()).getLast();
        var missing = new ArrayList<>(wanted);
        for (JsonNode member : ofType(before, type)) {
            if (!missing.remove(member.path("display").asString(""))) {
                String path = "members[value eq \"%s\"]"
                        .formatted(member.path("value").asString(""));
                operations.addObject().put("op", "remove").put("path", path);
            }
        }
        if (!missing.isEmpty()) {
            operations.addObject().put("op", "add").put("path", MEMBERS).set("value", complex(idsOf(list, missing)));
        }
    }
}
