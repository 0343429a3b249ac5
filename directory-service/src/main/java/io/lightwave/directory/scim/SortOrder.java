package io.lightwave.directory.scim;

import io.lightwave.directory.scim.Schemas.Attribute;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The order of a list by one attribute (RFC 7644 §3.4.2.3): of several values the primary or else
/// the first counts, and what has none comes last, or first when descending.
final class SortOrder {
    private final @Nullable ScimPath path;
    private final String urn;
    private final @Nullable Attribute attribute;
    private final ResourceKind kind;

    /// @param path null for no order of its own
    SortOrder(Schemas schemas, ResourceKind kind, @Nullable ScimPath path) {
        this.path = path;
        this.kind = kind;
        this.urn = path == null ? "" : schemas.schemaOf(kind, path).orElse("");
        this.attribute = path == null
                ? null
                : schemas.attribute(kind, path)
                        .filter(known -> !known.returned().equals("never"))
                        .orElseThrow(() -> ScimException.bad("invalidValue", "sortBy: there is no such attribute"));
    }

    /// Null when the resource has none, or no order is asked for.
    @Nullable
    String key(ObjectNode resource) {
        if (path == null || attribute == null) {
            return null;
        }
        JsonNode holder = urn.equals(kind.schema()) ? resource : resource.path(urn);
        JsonNode value = holder.path(attribute.name());
        if (value.isArray()) {
            value = value.valueStream()
                    .filter(one -> one.path("primary").asBoolean(false))
                    .findFirst()
                    .orElse(value.path(0));
        }
        Attribute leaf = attribute;
        if (attribute.isComplex()) {
            leaf = attribute.sub(path.sub() == null ? "value" : path.sub()).orElse(attribute);
            value = value.path(leaf.name());
        }
        @Nullable String text = value.isValueNode() ? value.asString(null) : null;
        return text == null || !leaf.ignoresCase() ? text : text.toLowerCase(Locale.ROOT);
    }

    static Comparator<@Nullable String> keys(boolean descending) {
        Comparator<String> up = Comparator.naturalOrder();
        return descending ? Comparator.nullsFirst(up.reversed()) : Comparator.nullsLast(up);
    }
}
