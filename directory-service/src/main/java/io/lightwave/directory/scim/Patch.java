package io.lightwave.directory.scim;

import io.lightwave.directory.scim.Schemas.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations of a PATCH (RFC 7644 §3.5.2), done one after the other to a resource as it is shown.
final class Patch {
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final int MOST = 1000;

    private enum Op {
        ADD,
        REPLACE,
        REMOVE
    }

    /// @param schema in whose place others have a path: the URN of the whole schema that it is about, or null
    private record Operation(
            Op op,
            @Nullable String schema,
            @Nullable ScimPath path,
            @Nullable JsonNode value) {}

    private final ObjectMapper json;
    private final Schemas schemas;
    private final ResourceKind kind;
    private final FilterMatch filters;
    private final List<Operation> operations;

    /// @throws ScimException when it is no patch
    Patch(ObjectMapper json, Schemas schemas, ResourceKind kind, JsonNode request) {
        this.json = json;
        this.schemas = schemas;
        this.kind = kind;
        this.filters = new FilterMatch(schemas, kind);
        if (member(request, "schemas")
                .valueStream()
                .noneMatch(schema -> SCHEMA.equalsIgnoreCase(schema.asString("")))) {
            throw ScimException.bad("invalidSyntax", "schemas: is not that of a patch");
        }
        JsonNode list = member(request, "Operations");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
            throw ScimException.bad("invalidSyntax", "Operations: is not a list of 1 to %d".formatted(MOST));
        }
        this.operations = list.valueStream().map(this::read).toList();
    }

    private Operation read(JsonNode operation) {
        Op op = switch (member(operation, "op").asString("").toLowerCase(Locale.ROOT)) { // some write Replace
            case "add" -> Op.ADD;
            case "replace" -> Op.REPLACE;
            case "remove" -> Op.REMOVE;
            default -> throw ScimException.bad("invalidSyntax", "op: is none of add, remove, replace");
        };
        JsonNode path = member(operation, "path");
        JsonNode value = member(operation, "value");
        if (value.isMissingNode() && op != Op.REMOVE) {
            throw ScimException.bad("invalidValue", "value: is missing");
        }
        boolean none = path.isMissingNode() || path.isNull();
        if (!none && !path.isString()) {
            throw ScimException.bad("invalidPath", "path: is not a text");
        }
        @Nullable
        String schema = none ? kind.schema() : kind.schema(path.stringValue()).orElse(null);
        if (kind.schema().equals(schema) && op == Op.REMOVE) {
            throw ScimException.bad("noTarget", "path: is missing");
        }
        return new Operation(
                op,
                schema,
                schema == null ? ScimParser.path(json, path.stringValue()) : null,
                value.isMissingNode() ? null : value);
    }

    private static JsonNode member(JsonNode object, String name) {
        return object.properties().stream()
                .filter(member -> member.getKey().equalsIgnoreCase(name))
                .map(member -> member.getValue())
                .findFirst()
                .orElseGet(() -> object.path(name));
    }

    /// Changes the resource, and returns it.
    ObjectNode apply(ObjectNode resource) {
        for (Operation operation : operations) {
            if (operation.path() != null) {
                apply(operation.op(), operation.path(), operation.value(), resource);
            } else if (operation.op() == Op.REMOVE) {
                resource.remove(operation.schema());
            } else if (!(operation.value() instanceof ObjectNode members)) {
                throw ScimException.bad("invalidValue", "value: is not an object");
            } else if (kind.schema().equals(operation.schema())) {
                members(operation.op(), members, resource);
            } else {
                extension(operation.op(), String.valueOf(operation.schema()), members, resource);
            }
        }
        return resource;
    }

    /// Without a path each member is one; a widespread client writes `name.familyName` there too.
    private void members(Op op, ObjectNode members, ObjectNode resource) {
        for (var member : members.properties()) {
            String name = member.getKey();
            Optional<String> extension = kind.extension(name);
            if (extension.isPresent()) {
                extension(op, extension.get(), member.getValue(), resource);
            } else {
                apply(op, ScimParser.path(json, name), member.getValue(), resource);
            }
        }
    }

    private void extension(Op op, String urn, JsonNode members, ObjectNode resource) {
        members.properties()
                .forEach(member ->
                        apply(op, ScimParser.path(json, urn + ":" + member.getKey()), member.getValue(), resource));
    }

    private void apply(Op given, ScimPath path, @Nullable JsonNode value, ObjectNode resource) {
        if (path.plain().equals("schemas") && path.schema().isEmpty()) {
            return; // which they are follows from what there is
        }
        if (Schemas.isNotKept(kind, path.attribute())
                && (path.schema().isEmpty() || path.schema().equalsIgnoreCase(kind.schema()))) {
            return;
        }
        Attribute attribute = schemas.attribute(kind, path)
                .orElseThrow(() -> ScimException.bad("invalidPath", "there is no attribute " + path.plain()));
        @Nullable
        Attribute sub = path.sub() == null
                ? null
                : attribute
                        .sub(path.sub())
                        .orElseThrow(() -> ScimException.bad("invalidPath", "there is no attribute " + path.plain()));
        if (attribute.isReadOnly() || (sub != null && sub.isReadOnly())) {
            throw ScimException.bad("mutability", path.plain() + ": is set by the server only");
        }
        boolean one = sub != null || path.filter() != null || !attribute.multiValued();
        Op op = one && isNothing(sub == null ? attribute : sub, value) ? Op.REMOVE : given;
        if (op == Op.REMOVE && sub == null && attribute.required()) {
            throw ScimException.bad("mutability", path.plain() + ": is required");
        }
        if (op == Op.REMOVE && attribute.mutability().equals("writeOnly")) { // nobody would see that it is still there
            throw ScimException.bad("invalidValue", path.plain() + ": cannot be taken away");
        }
        String urn = schemas.schemaOf(kind, path).orElseThrow();
        ObjectNode holder = urn.equals(kind.schema()) ? resource : within(resource, urn);
        if (attribute.multiValued()) {
            if (path.filter() != null) {
                filters.check(new ScimFilter.Within(path, path.filter()));
            }
            plural(op, attribute, path, sub, value, holder);
        } else if (path.filter() != null) {
            throw ScimException.bad("invalidPath", path.plain() + ": has no several values");
        } else {
            single(op, attribute, sub, value, holder);
        }
    }

    /// What is given leaves the attribute without a value (RFC 7643 §2.5); a text without letters does so too.
    private static boolean isNothing(Attribute attribute, @Nullable JsonNode value) {
        return value != null
                && (value.isNull()
                        || (value.isString()
                                && value.stringValue().isEmpty()
                                && !attribute.type().equals("boolean")));
    }

    private static void single(
            Op op, Attribute attribute, @Nullable Attribute sub, @Nullable JsonNode given, ObjectNode holder) {
        String name = attribute.name();
        @Nullable
        JsonNode value = sub == null && attribute.isComplex() && given instanceof ArrayNode list && list.size() == 1
                ? list.get(0) // as a widespread client gives a manager
                : given;
        if (sub != null) {
            if (op != Op.REMOVE) {
                within(holder, name).set(sub.name(), required(value));
            } else if (holder.get(name) instanceof ObjectNode whole) {
                whole.remove(sub.name());
            }
        } else if (op == Op.REMOVE) {
            holder.remove(name);
        } else if (attribute.isComplex() && value instanceof ObjectNode parts) {
            ObjectNode whole = within(holder, name);
            parts.properties().forEach(part -> {
                String key = attribute.sub(part.getKey()).map(Attribute::name).orElse(part.getKey());
                whole.set(key, part.getValue());
            });
        } else if (attribute.isComplex()
                && value != null
                && value.isString()
                && attribute.sub("value").isPresent()) {
            within(holder, name).set("value", value); // or so
        } else {
            holder.set(name, required(value));
        }
    }

    private void plural(
            Op op,
            Attribute attribute,
            ScimPath path,
            @Nullable Attribute sub,
            @Nullable JsonNode value,
            ObjectNode holder) {
        ArrayNode values = holder.get(attribute.name()) instanceof ArrayNode there ? there : holder.arrayNode();
        if (path.filter() == null && sub == null) {
            whole(op, attribute, value, values, holder);
            return;
        }
        List<JsonNode> chosen = new ArrayList<>();
        for (JsonNode one : values) {
            if (path.filter() == null || FilterMatch.within(attribute, path.filter(), one)) {
                chosen.add(one);
            }
        }
        if (chosen.isEmpty() && op == Op.ADD) {
            values.add(imagined(attribute, path));
            chosen.add(values.get(values.size() - 1));
        }
        if (chosen.isEmpty() && op == Op.REPLACE) {
            throw ScimException.bad("noTarget", path.plain() + ": no value is meant by it");
        }
        for (JsonNode one : chosen) {
            change(op, sub, value, (ObjectNode) one, values);
        }
        holder.set(attribute.name(), values);
    }

    private static void change(
            Op op, @Nullable Attribute sub, @Nullable JsonNode value, ObjectNode one, ArrayNode values) {
        if (op == Op.REMOVE) {
            if (sub != null) {
                one.remove(sub.name());
            }
            boolean empty = one.propertyNames().stream().allMatch("type"::equals);
            if (sub == null || sub.name().equals("value") || empty) {
                values.removeIf(one::equals);
            }
        } else if (sub != null) {
            if (sub.name().equals("primary") && required(value).asBoolean(false)) {
                values.forEach(other -> ((ObjectNode) other).remove("primary"));
            }
            one.set(sub.name(), required(value));
        } else if (value instanceof ObjectNode parts) {
            one.setAll(parts);
        } else {
            throw ScimException.bad("invalidValue", "value: is not an object");
        }
    }

    /// A new value of which the filter is true, where it says by `eq` and `and` alone what it is.
    private static ObjectNode imagined(Attribute attribute, ScimPath path) {
        ObjectNode made = Schemas.object();
        if (path.filter() != null) {
            imagine(attribute, path.filter(), made);
        }
        return made;
    }

    private static void imagine(Attribute attribute, ScimFilter filter, ObjectNode made) {
        switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) -> parts.forEach(part -> imagine(attribute, part, made));
            case ScimFilter.Compare(ScimPath path, ScimFilter.Operator operator, JsonNode value)
            when operator == ScimFilter.Operator.EQ
                    && attribute.sub(path.attribute()).isPresent() ->
                made.set(attribute.sub(path.attribute()).get().name(), value);
            default -> throw ScimException.bad("noTarget", "no value is meant by the filter");
        }
    }

    private static void whole(
            Op op, Attribute attribute, @Nullable JsonNode value, ArrayNode values, ObjectNode holder) {
        List<JsonNode> given = new ArrayList<>();
        if (value instanceof ArrayNode several) {
            several.forEach(given::add);
        } else if (value != null && !value.isNull()) {
            given.add(value);
        }
        if (op == Op.REPLACE) {
            values.removeAll();
        } else if (op == Op.REMOVE && given.isEmpty()) { // a widespread client says which, instead of by a filter
            holder.remove(attribute.name());
            return;
        }
        for (JsonNode one : given) {
            if (!one.isObject()) {
                throw ScimException.bad("invalidValue", attribute.name() + ": a value is not an object");
            }
            JsonNode text = member(one, "value");
            if (op == Op.REMOVE || (op == Op.ADD && text.isString())) {
                values.removeIf(other -> other.path("value").equals(text));
            }
            if (op != Op.REMOVE) {
                if (op == Op.ADD && member(one, "primary").asBoolean(false)) {
                    values.forEach(other -> ((ObjectNode) other).remove("primary"));
                }
                values.add(one);
            }
        }
        holder.set(attribute.name(), values);
    }

    /// The object that is there, or a new one; what an operation before has put there may be something else.
    private static ObjectNode within(ObjectNode holder, String name) {
        return switch (holder.path(name)) {
            case ObjectNode there -> there;
            case JsonNode other when other.isMissingNode() || other.isNull() -> holder.putObject(name);
            default -> throw ScimException.bad("invalidValue", name + ": is not an object");
        };
    }

    private static JsonNode required(@Nullable JsonNode value) {
        if (value == null) {
            throw ScimException.bad("invalidValue", "value: is missing");
        }
        return value;
    }
}
