package io.lightwave.directory.scim;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.InvalidFieldException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The schemas (RFC 7643 §7), which say what a resource may hold.
final class Schemas {
    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    /// What OpenID Connect Core §5.1 knows of people and RFC 7643 does not.
    static final String PERSON = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:User";

    /// Where groups stand.
    static final String PLACED_GROUP = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group";

    /// Those of RFC 7643 §4.1.2 that the directory does not keep of people: given by many clients, shown to none.
    private static final Set<String> NOT_KEPT = Set.of("ims", "entitlements", "roles", "x509certificates");

    private static final int MOST_VALUES = 1000;
    /// As many as the directory lets a group have: what is shown of one can be given back.
    private static final int MOST_MEMBERS = 10_000;

    record Schema(String id, String name, String description, List<Attribute> attributes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attribute(
            String name,
            String type,
            boolean multiValued,
            String description,
            boolean required,
            @Nullable Boolean caseExact,
            String mutability,
            String returned,
            @Nullable String uniqueness,
            @Nullable List<String> canonicalValues,
            @Nullable List<String> referenceTypes,
            @Nullable List<Attribute> subAttributes) {

        boolean isComplex() {
            return type.equals("complex");
        }

        boolean isReadOnly() {
            return mutability.equals("readOnly");
        }

        boolean ignoresCase() {
            return !Boolean.TRUE.equals(caseExact);
        }

        Optional<Attribute> sub(String wanted) {
            return find(subAttributes == null ? List.of() : subAttributes, wanted);
        }
    }

    /// Which schemas a resource has; they are its attribute (RFC 7643 §3), though none of any schema.
    private static final Attribute SCHEMAS = new Attribute(
            "schemas",
            "reference",
            true,
            "The schemas of the resource",
            true,
            false,
            "readOnly",
            "always",
            "none",
            null,
            List.of("uri"),
            null);

    private final List<Schema> all;

    Schemas(ObjectMapper json) {
        this.all = Stream.of("schemas.json", "service-schemas.json")
                .flatMap(file -> read(json, file))
                .toList();
    }

    private static Stream<Schema> read(ObjectMapper json, String file) {
        try (InputStream in = Objects.requireNonNull(Schemas.class.getResourceAsStream(file))) {
            return Stream.of(json.readValue(in, Schema[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of users and groups, then those of what the service provider says of itself (§8.7.2).
    List<Schema> all() {
        return all;
    }

    Optional<Schema> schema(String urn) {
        return all.stream().filter(schema -> schema.id().equalsIgnoreCase(urn)).findFirst();
    }

    private List<Attribute> attributesOf(String urn) {
        return schema(urn).orElseThrow().attributes();
    }

    private static Optional<Attribute> find(List<Attribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /// The schema of the kind that a path is about; empty when it is not of the kind.
    Optional<String> schemaOf(ResourceKind kind, ScimPath path) {
        return path.schema().isEmpty() ? Optional.of(kind.schema()) : kind.schema(path.schema());
    }

    /// The attribute that a path leads to, without its sub-attribute.
    Optional<Attribute> attribute(ResourceKind kind, ScimPath path) {
        if (path.schema().isEmpty() && path.attribute().equalsIgnoreCase(SCHEMAS.name())) {
            return Optional.of(SCHEMAS);
        }
        return schemaOf(kind, path).flatMap(urn -> find(attributesOf(urn), path.attribute()));
    }

    /// The resource with its attributes spelt as the schema spells them and of the types it gives them, without those
    /// that are null or empty, which is the same as not there (RFC 7643 §2.5), those that only the server sets, and
    /// those that are not kept.
    ///
    /// @throws InvalidFieldException on what is unknown or of another type
    ObjectNode conform(ResourceKind kind, JsonNode resource) {
        if (!(resource instanceof ObjectNode given)) {
            throw new InvalidFieldException("", "is not an object");
        }
        ObjectNode result = given.objectNode();
        for (var member : given.properties()) {
            String name = member.getKey();
            if (name.equalsIgnoreCase("schemas") || isNotKept(kind, name)) {
                continue;
            }
            Optional<String> extension = kind.extension(name);
            if (extension.isPresent()) {
                extension(extension.get(), member.getValue(), result);
            } else {
                put(attributesOf(kind.schema()), "", name, member.getValue(), result);
            }
        }
        return result;
    }

    static boolean isNotKept(ResourceKind kind, String name) {
        return kind == ResourceKind.USER && NOT_KEPT.contains(name.toLowerCase(Locale.ROOT));
    }

    private void extension(String urn, JsonNode value, ObjectNode result) {
        if (value instanceof ObjectNode given) {
            ObjectNode part = result.objectNode();
            given.properties()
                    .forEach(member -> put(attributesOf(urn), urn + ":", member.getKey(), member.getValue(), part));
            if (!part.isEmpty()) {
                result.set(urn, part);
            }
        } else if (!value.isNull()) {
            throw new InvalidFieldException(urn, "is not an object");
        }
    }

    private static void put(List<Attribute> known, String above, String name, JsonNode value, ObjectNode result) {
        String path = above + name;
        Attribute attribute =
                find(known, name).orElseThrow(() -> new InvalidFieldException(path, "there is no such attribute"));
        if (attribute.isReadOnly()) {
            return;
        }
        if (result.has(attribute.name())) {
            throw new InvalidFieldException(path, "is given twice");
        }
        Optional<JsonNode> typed =
                attribute.multiValued() ? plural(attribute, path, value) : single(attribute, path, value);
        typed.ifPresent(node -> result.set(attribute.name(), node));
    }

    private static Optional<JsonNode> plural(Attribute attribute, String path, JsonNode value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        int most = attribute.name().equals("members") ? MOST_MEMBERS : MOST_VALUES;
        if (!(value instanceof ArrayNode values) || values.size() > most) {
            throw new InvalidFieldException(path, "is not a list of at most %d".formatted(most));
        }
        ArrayNode typed = values.arrayNode();
        int primary = 0;
        for (int i = 0; i < values.size(); i++) {
            Optional<JsonNode> one = single(attribute, "%s[%d]".formatted(path, i), values.get(i));
            one.ifPresent(typed::add);
            primary += one.isPresent() && one.get().path("primary").asBoolean(false) ? 1 : 0;
        }
        if (primary > 1) {
            throw new InvalidFieldException(path, "has more than one primary value");
        }
        return typed.isEmpty() ? Optional.empty() : Optional.of(typed);
    }

    private static Optional<JsonNode> single(Attribute attribute, String path, JsonNode value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        return switch (attribute.type()) {
            case "complex" -> complex(attribute, path, value);
            case "boolean" -> Optional.of(BooleanNode.valueOf(truth(path, value)));
            default -> {
                if (!value.isString()) {
                    throw new InvalidFieldException(path, "is not a text");
                }
                yield value.stringValue().isEmpty() ? Optional.empty() : Optional.of(value);
            }
        };
    }

    private static Optional<JsonNode> complex(Attribute attribute, String path, JsonNode value) {
        if (!(value instanceof ObjectNode given)) {
            throw new InvalidFieldException(path, "is not an object");
        }
        ObjectNode result = given.objectNode();
        List<Attribute> known = attribute.subAttributes() == null ? List.of() : attribute.subAttributes();
        given.properties().forEach(member -> put(known, path + ".", member.getKey(), member.getValue(), result));
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    static boolean truth(String path, JsonNode value) {
        return truth(value).orElseThrow(() -> new InvalidFieldException(path, "is neither true nor false"));
    }

    /// A widespread client sends `"True"`; empty for what is no truth value.
    static Optional<Boolean> truth(JsonNode value) {
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        return switch (value.isString() ? value.stringValue().toLowerCase(Locale.ROOT) : "") {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
