package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.InvalidFieldException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the schema of a type. Of JSON Schema it knows `type`, `title`, `properties`, `required`, `items`, `enum`,
/// `maxLength`, `minimum`, `maximum`, `minItems` and `maxItems`; any other word is refused, since to overlook it would
/// let through what it was to keep out. There are no regular expressions, whose cost nobody bounds.
final class DetailSchema {
    private static final int MAXIMUM_DEPTH = 4;
    private static final int MAXIMUM_PROPERTIES = 40;
    private static final int MAXIMUM_TEXT = 500;
    private static final int MAXIMUM_ITEMS = 100;
    private static final int MAXIMUM_TITLE = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_:.$@-]{1,100}");
    private static final Set<String> EVERYWHERE = Set.of("type", "title");

    private DetailSchema() {}

    /// @throws InvalidFieldException when it is not such a schema, naming the place
    static DetailRule.Members read(@Nullable JsonNode schema) {
        if (schema == null || !(rule("schema", schema, MAXIMUM_DEPTH) instanceof DetailRule.Members members)) {
            throw new InvalidFieldException("schema", "not a schema of type object");
        }
        if (members.properties().containsKey("type")) {
            throw new InvalidFieldException("schema.properties.type", "goes without saying");
        }
        return members;
    }

    private static DetailRule rule(String path, JsonNode schema, int depth) {
        if (!schema.isObject() || depth == 0) {
            throw new InvalidFieldException(path, depth == 0 ? "nested too deeply" : "not an object");
        }
        Optional<String> title = title(path, schema.path("title"));
        return switch (schema.path("type").asString("")) {
            case "string" -> {
                requireWords(path, schema, Set.of("enum", "maxLength"));
                yield new DetailRule.Text(
                        title,
                        texts(path + ".enum", schema.path("enum")),
                        number(path + ".maxLength", schema.path("maxLength"), MAXIMUM_TEXT, MAXIMUM_TEXT));
            }
            case "integer", "number" -> {
                requireWords(path, schema, Set.of("minimum", "maximum"));
                yield new DetailRule.Numeric(
                        title,
                        schema.path("type").stringValue().equals("integer"),
                        decimal(path + ".minimum", schema.path("minimum")),
                        decimal(path + ".maximum", schema.path("maximum")));
            }
            case "boolean" -> {
                requireWords(path, schema, Set.of());
                yield new DetailRule.Flag(title);
            }
            case "array" -> {
                requireWords(path, schema, Set.of("items", "minItems", "maxItems"));
                yield new DetailRule.Listing(
                        title,
                        rule(path + ".items", schema.path("items"), depth - 1),
                        number(path + ".minItems", schema.path("minItems"), 1, MAXIMUM_ITEMS),
                        number(path + ".maxItems", schema.path("maxItems"), MAXIMUM_ITEMS, MAXIMUM_ITEMS));
            }
            case "object" -> members(path, schema, title, depth);
            default ->
                throw new InvalidFieldException(
                        path + ".type", "none of string, integer, number, boolean, array, object");
        };
    }

    private static DetailRule members(String path, JsonNode schema, Optional<String> title, int depth) {
        requireWords(path, schema, Set.of("properties", "required"));
        JsonNode properties = schema.path("properties");
        if (!properties.isObject() || properties.isEmpty() || properties.size() > MAXIMUM_PROPERTIES) {
            throw new InvalidFieldException(path + ".properties", "not 1 to " + MAXIMUM_PROPERTIES + " members");
        }
        var rules = new LinkedHashMap<String, DetailRule>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            if (!NAME.matcher(name).matches()) {
                throw new InvalidFieldException(path + ".properties", "a name is not 1 to 100 letters or digits");
            }
            rules.put(name, rule(path + ".properties." + name, property.getValue(), depth - 1));
        }
        var required = new LinkedHashSet<>(texts(path + ".required", schema.path("required")));
        if (!rules.keySet().containsAll(required)) {
            throw new InvalidFieldException(path + ".required", "names a member that there is not");
        }
        return new DetailRule.Members(title, Collections.unmodifiableMap(rules), Collections.unmodifiableSet(required));
    }

    private static void requireWords(String path, JsonNode schema, Set<String> known) {
        for (String word : schema.propertyNames()) {
            if (!EVERYWHERE.contains(word) && !known.contains(word)) {
                throw new InvalidFieldException(path, "has a word that is not supported there: " + word);
            }
        }
    }

    private static Optional<String> title(String path, JsonNode title) {
        if (title.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(title(path + ".title", title.isString() ? title.stringValue() : null));
    }

    /// What people are told something is.
    static String title(String field, @Nullable String title) {
        if (title == null
                || title.isBlank()
                || title.length() > MAXIMUM_TITLE
                || title.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(field, "not a text of 1 to " + MAXIMUM_TITLE + " characters");
        }
        return title;
    }

    private static List<String> texts(String path, JsonNode list) {
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MAXIMUM_ITEMS) {
            throw new InvalidFieldException(path, "not a list of 1 to " + MAXIMUM_ITEMS);
        }
        var texts = new ArrayList<String>();
        for (JsonNode item : list) {
            if (!item.isString() || item.stringValue().length() > MAXIMUM_TEXT) {
                throw new InvalidFieldException(path, "has something else than texts");
            }
            texts.add(item.stringValue());
        }
        return List.copyOf(texts);
    }

    private static int number(String path, JsonNode value, int otherwise, int most) {
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > most) {
            throw new InvalidFieldException(path, "not a number up to " + most);
        }
        return value.intValue();
    }

    private static Optional<BigDecimal> decimal(String path, JsonNode value) {
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new InvalidFieldException(path, "not a number");
        }
        return Optional.of(value.decimalValue());
    }
}
