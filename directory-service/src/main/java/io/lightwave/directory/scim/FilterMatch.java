package io.lightwave.directory.scim;

import io.lightwave.directory.scim.Schemas.Attribute;
import io.lightwave.directory.scim.ScimFilter.Compare;
import io.lightwave.directory.scim.ScimFilter.Operator;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether a filter is true of a resource (RFC 7644 §3.4.2.2).
final class FilterMatch {
    private final Schemas schemas;
    private final ResourceKind kind;

    FilterMatch(Schemas schemas, ResourceKind kind) {
        this.schemas = schemas;
        this.kind = kind;
    }

    /// Refuses what the schema does not know, before anything is looked for.
    ///
    /// @throws ScimException `invalidFilter`
    void check(ScimFilter filter) {
        switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) -> parts.forEach(this::check);
            case ScimFilter.Or(List<ScimFilter> parts) -> parts.forEach(this::check);
            case ScimFilter.Not(ScimFilter part) -> check(part);
            case ScimFilter.Present(ScimPath path) -> leaf(path);
            case Compare(ScimPath path, Operator operator, JsonNode value) -> comparable(leaf(path), operator, value);
            case ScimFilter.Within(ScimPath path, ScimFilter inner) -> {
                Attribute attribute = attribute(path);
                if (!attribute.isComplex()) {
                    throw invalid(path.plain() + " has no sub-attributes");
                }
                checkWithin(attribute, inner);
            }
        }
    }

    private void checkWithin(Attribute attribute, ScimFilter filter) {
        switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) -> parts.forEach(part -> checkWithin(attribute, part));
            case ScimFilter.Or(List<ScimFilter> parts) -> parts.forEach(part -> checkWithin(attribute, part));
            case ScimFilter.Not(ScimFilter part) -> checkWithin(attribute, part);
            case ScimFilter.Present(ScimPath path) -> sub(attribute, path);
            case Compare(ScimPath path, Operator operator, JsonNode value) ->
                comparable(sub(attribute, path), operator, value);
            case ScimFilter.Within _ -> throw invalid("a filter in brackets within another");
        }
    }

    private static void comparable(Attribute attribute, Operator operator, JsonNode value) {
        boolean truth = attribute.type().equals("boolean");
        boolean orders = operator != Operator.EQ && operator != Operator.NE;
        if (attribute.returned().equals("never")
                || (attribute.isComplex() && attribute.sub("value").isEmpty())
                || (truth && (orders || !(value.isNull() || Schemas.truth(value).isPresent())))
                || (orders && !value.isString() && !value.isNumber())) {
            throw invalid("%s is not compared like this".formatted(attribute.name()));
        }
    }

    private Attribute attribute(ScimPath path) {
        return schemas.attribute(kind, path)
                .filter(attribute -> !attribute.returned().equals("never"))
                .orElseThrow(() -> invalid("there is no attribute " + path.plain()));
    }

    private Attribute leaf(ScimPath path) {
        Attribute attribute = attribute(path);
        return path.sub() == null
                ? attribute.sub("value").filter(_ -> attribute.multiValued()).orElse(attribute)
                : attribute.sub(path.sub()).orElseThrow(() -> invalid("there is no attribute " + path.plain()));
    }

    private static Attribute sub(Attribute attribute, ScimPath path) {
        return attribute
                .sub(path.attribute())
                .filter(_ -> path.sub() == null && path.schema().isEmpty())
                .orElseThrow(() -> invalid("there is no attribute %s.%s".formatted(attribute.name(), path.plain())));
    }

    /// Whether the kind has what a path leads to.
    boolean knows(ScimPath path) {
        return schemas.attribute(kind, path)
                .filter(attribute -> !attribute.returned().equals("never"))
                .filter(attribute ->
                        path.sub() == null || attribute.sub(path.sub()).isPresent())
                .isPresent();
    }

    /// The filter with what the kind has not as what is true of no value.
    ScimFilter known(ScimFilter filter) {
        return switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) ->
                new ScimFilter.And(parts.stream().map(this::known).toList());
            case ScimFilter.Or(List<ScimFilter> parts) ->
                new ScimFilter.Or(parts.stream().map(this::known).toList());
            case ScimFilter.Not(ScimFilter part) -> new ScimFilter.Not(known(part));
            case ScimFilter.Present(ScimPath path) -> knows(path) ? filter : constant(false);
            case ScimFilter.Within(ScimPath path, ScimFilter _) -> knows(path) ? filter : constant(false);
            case Compare(ScimPath path, Operator operator, JsonNode value) ->
                knows(path) ? filter : constant(operator == (value.isNull() ? Operator.EQ : Operator.NE));
        };
    }

    private static ScimFilter constant(boolean truth) {
        return truth ? new ScimFilter.And(List.of()) : new ScimFilter.Or(List.of());
    }

    private static ScimException invalid(String detail) {
        return ScimException.bad("invalidFilter", detail);
    }

    /// @param filter has been checked
    boolean of(ScimFilter filter, ObjectNode resource) {
        return switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) -> parts.stream().allMatch(part -> of(part, resource));
            case ScimFilter.Or(List<ScimFilter> parts) -> parts.stream().anyMatch(part -> of(part, resource));
            case ScimFilter.Not(ScimFilter part) -> !of(part, resource);
            case ScimFilter.Present(ScimPath path) ->
                values(path, resource).findAny().isPresent();
            case Compare(ScimPath path, Operator operator, JsonNode value) ->
                compare(leaf(path), operator, value, values(path, resource).toList());
            case ScimFilter.Within(ScimPath path, ScimFilter inner) ->
                values(path, resource).anyMatch(value -> within(attribute(path), inner, value));
        };
    }

    /// Whether the filter in brackets is true of one value of the attribute.
    static boolean within(Attribute attribute, ScimFilter filter, JsonNode value) {
        return switch (filter) {
            case ScimFilter.And(List<ScimFilter> parts) ->
                parts.stream().allMatch(part -> within(attribute, part, value));
            case ScimFilter.Or(List<ScimFilter> parts) ->
                parts.stream().anyMatch(part -> within(attribute, part, value));
            case ScimFilter.Not(ScimFilter part) -> !within(attribute, part, value);
            case ScimFilter.Present(ScimPath path) ->
                value.has(sub(attribute, path).name());
            case Compare(ScimPath path, Operator operator, JsonNode wanted) -> {
                Attribute sub = sub(attribute, path);
                yield compare(
                        sub, operator, wanted, present(value.path(sub.name())).toList());
            }
            case ScimFilter.Within _ -> throw invalid("a filter in brackets within another");
        };
    }

    /// The values that a path leads to; of a multi-valued complex attribute itself, its objects' `value`.
    private Stream<JsonNode> values(ScimPath path, ObjectNode resource) {
        String urn = schemas.schemaOf(kind, path).orElseThrow();
        Attribute attribute = attribute(path);
        JsonNode holder = urn.equals(kind.schema()) ? resource : resource.path(urn);
        Stream<JsonNode> values = present(holder.path(attribute.name()));
        Optional<Attribute> sub = path.sub() == null ? Optional.empty() : attribute.sub(path.sub());
        return sub.isEmpty()
                ? values
                : values.flatMap(value -> present(value.path(sub.get().name())));
    }

    private static Stream<JsonNode> present(JsonNode node) {
        return switch (node) {
            case ArrayNode array -> array.valueStream();
            default -> node.isMissingNode() || node.isNull() ? Stream.of() : Stream.of(node);
        };
    }

    private static boolean compare(Attribute attribute, Operator operator, JsonNode wanted, List<JsonNode> values) {
        if (wanted.isNull()) {
            return (operator == Operator.EQ) == values.isEmpty();
        }
        if (operator == Operator.NE) {
            return values.stream().noneMatch(value -> compare(attribute, Operator.EQ, wanted, value));
        }
        return values.stream().anyMatch(value -> compare(attribute, operator, wanted, value));
    }

    private static boolean compare(Attribute attribute, Operator operator, JsonNode wanted, JsonNode found) {
        JsonNode value = found.isObject() ? found.path("value") : found;
        if (attribute.type().equals("boolean")) {
            return value.asBoolean(false) == Schemas.truth(attribute.name(), wanted);
        }
        String left = value.asString("");
        String right = wanted.asString();
        if (attribute.ignoresCase()) {
            left = left.toLowerCase(Locale.ROOT);
            right = right.toLowerCase(Locale.ROOT);
        }
        return switch (operator) {
            case CO -> left.contains(right);
            case SW -> left.startsWith(right);
            case EW -> left.endsWith(right);
            default -> {
                int order = order(attribute, left, right, wanted);
                yield switch (operator) {
                    case EQ -> order == 0;
                    case GT -> order > 0;
                    case GE -> order >= 0;
                    case LT -> order < 0;
                    case LE -> order <= 0;
                    default -> throw new IllegalStateException();
                };
            }
        };
    }

    private static int order(Attribute attribute, String left, String right, JsonNode wanted) {
        if (attribute.type().equals("dateTime")) {
            try {
                return Instant.parse(left.toUpperCase(Locale.ROOT))
                        .compareTo(OffsetDateTime.parse(right.toUpperCase(Locale.ROOT))
                                .toInstant());
            } catch (DateTimeException e) {
                throw invalid("%s is compared with a dateTime".formatted(attribute.name()));
            }
        }
        if (wanted.isNumber()) {
            try {
                return new BigDecimal(left).compareTo(wanted.decimalValue());
            } catch (NumberFormatException e) {
                return left.compareTo(right);
            }
        }
        return left.compareTo(right);
    }
}
