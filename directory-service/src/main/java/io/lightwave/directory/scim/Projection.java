package io.lightwave.directory.scim;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which attributes a caller wants to see (RFC 7644 §3.9): `schemas`, `id` and whatever is always returned, and either
/// those it names or all but those.
final class Projection {
    static final Projection ALL = new Projection(List.of(), List.of());

    private static final int MOST = 100;

    private final List<ScimPath> wanted;
    private final List<ScimPath> unwanted;

    private Projection(List<ScimPath> wanted, List<ScimPath> unwanted) {
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    /// @throws ScimException `invalidPath`; `invalidValue` when both are given
    static Projection of(ObjectMapper json, @Nullable String attributes, @Nullable String excluded) {
        if (attributes != null && excluded != null) {
            throw ScimException.bad("invalidValue", "attributes and excludedAttributes exclude each other");
        }
        return new Projection(paths(json, attributes), paths(json, excluded));
    }

    private static List<ScimPath> paths(ObjectMapper json, @Nullable String list) {
        if (list == null || list.isBlank()) {
            return List.of();
        }
        String[] names = list.split(",", MOST + 1);
        if (names.length > MOST) {
            throw ScimException.bad("invalidValue", "more than %d attributes".formatted(MOST));
        }
        return Arrays.stream(names)
                .map(name -> ScimParser.path(json, name.strip()))
                .toList();
    }

    /// Whether the attribute is shown at all, so that it has to be looked up.
    boolean shows(String attribute) {
        boolean named = wanted.stream().anyMatch(path -> path.attribute().equalsIgnoreCase(attribute));
        boolean excluded = unwanted.stream()
                .anyMatch(path -> path.sub() == null && path.attribute().equalsIgnoreCase(attribute));
        return wanted.isEmpty() ? !excluded : named;
    }

    ObjectNode of(ResourceKind kind, ObjectNode resource) {
        if (wanted.isEmpty() && unwanted.isEmpty()) {
            return resource;
        }
        Set<String> always = Set.of("schemas", "id");
        ObjectNode shown = resource.objectNode();
        for (var member : resource.properties()) {
            String name = member.getKey();
            if (always.contains(name)) {
                shown.set(name, member.getValue());
            } else if (kind.extensions().contains(name)) {
                ObjectNode extension = (ObjectNode) member.getValue();
                ObjectNode part = isNamed(name)
                        ? wanted.isEmpty() ? resource.objectNode() : extension
                        : members(extension, path -> path.schema().equalsIgnoreCase(name));
                if (!part.isEmpty()) {
                    shown.set(name, part);
                }
            }
        }
        ObjectNode core = members(
                resource, path -> path.schema().isEmpty() || path.schema().equalsIgnoreCase(kind.schema()));
        for (var member : core.properties()) {
            if (!shown.has(member.getKey()) && !kind.extensions().contains(member.getKey())) {
                shown.set(member.getKey(), member.getValue());
            }
        }
        return shown;
    }

    /// Whether an extension as a whole is among what is named: its URN looks like a path.
    private boolean isNamed(String urn) {
        return Stream.concat(wanted.stream(), unwanted.stream())
                .anyMatch(path -> path.sub() == null && (path.schema() + ":" + path.attribute()).equalsIgnoreCase(urn));
    }

    private ObjectNode members(ObjectNode holder, Predicate<ScimPath> here) {
        ObjectNode shown = holder.objectNode();
        for (var member : holder.properties()) {
            String name = member.getKey();
            List<ScimPath> asked = (wanted.isEmpty() ? unwanted : wanted)
                    .stream()
                            .filter(here)
                            .filter(path -> path.attribute().equalsIgnoreCase(name))
                            .toList();
            boolean whole = asked.stream().anyMatch(path -> path.sub() == null);
            Set<String> subs = new LinkedHashSet<>();
            asked.stream().filter(path -> path.sub() != null).forEach(path -> subs.add(path.sub()));
            if (wanted.isEmpty() ? asked.isEmpty() : whole) {
                shown.set(name, member.getValue());
            } else if (!whole && !asked.isEmpty()) {
                shown.set(name, parts(member.getValue(), subs));
            }
        }
        return shown;
    }

    private JsonNode parts(JsonNode value, Set<String> subs) {
        if (value.isArray()) {
            var all = ((ArrayNode) value).arrayNode();
            value.forEach(one -> all.add(parts(one, subs)));
            return all;
        }
        if (!(value instanceof ObjectNode whole)) {
            return value;
        }
        ObjectNode shown = whole.objectNode();
        whole.properties().forEach(part -> {
            boolean named = subs.stream().anyMatch(part.getKey()::equalsIgnoreCase);
            if (named != wanted.isEmpty()) {
                shown.set(part.getKey(), part.getValue());
            }
        });
        return shown;
    }
}
