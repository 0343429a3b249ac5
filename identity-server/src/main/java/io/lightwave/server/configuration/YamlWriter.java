package io.lightwave.server.configuration;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes JSON as YAML for people: blocks, plain scalars where every reader takes them for texts, literal blocks for
/// texts of several lines.
final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+*=~-]*(:[A-Za-z0-9_./@+*=~-]+)*");
    private static final Pattern NOT_A_TEXT = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n|[.](inf|nan)");
    private static final Pattern BLOCK = Pattern.compile("(?:[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?\\n)+");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x7F-\\x9F\\u2028\\u2029\\uFEFF]");

    private final StringBuilder text = new StringBuilder();

    /// A line of its own.
    YamlWriter comment(int depth, String comment) {
        text.append("  ".repeat(depth)).append("# ").append(comment).append('\n');
        return this;
    }

    YamlWriter blank() {
        text.append('\n');
        return this;
    }

    YamlWriter members(int depth, ObjectNode object) {
        object.properties().forEach(member -> member(depth, member));
        return this;
    }

    /// The beginning of a list or a mapping.
    YamlWriter heading(int depth, String name) {
        text.append("  ".repeat(depth)).append(scalar(name)).append(":\n");
        return this;
    }

    /// An item of a list whose members stand below each other.
    ///
    /// @param depth of the list's heading
    YamlWriter item(int depth, ObjectNode object) {
        int start = text.length();
        members(depth + 2, object);
        int dash = start + 2 * (depth + 1);
        text.setCharAt(dash, '-');
        return this;
    }

    private void member(int depth, Map.Entry<String, JsonNode> member) {
        text.append("  ".repeat(depth)).append(scalar(member.getKey())).append(':');
        value(depth, member.getValue());
    }

    private void value(int depth, JsonNode value) {
        switch (value) {
            case ObjectNode object
            when !object.isEmpty() -> {
                text.append('\n');
                members(depth + 1, object);
            }
            case ArrayNode array
            when !array.isEmpty() -> {
                text.append('\n');
                array.forEach(item -> element(depth, item));
            }
            default -> text.append(' ').append(inline(depth, value)).append('\n');
        }
    }

    private void element(int depth, JsonNode item) {
        if (item instanceof ObjectNode object && !object.isEmpty()) {
            item(depth, object);
            return;
        }
        text.append("  ".repeat(depth + 1)).append('-');
        if (item instanceof ArrayNode array && !array.isEmpty()) {
            text.append(' ').append(array).append('\n'); // a list in a list, as JSON
        } else {
            value(depth + 1, item);
        }
    }

    private static String inline(int depth, JsonNode value) {
        if (!value.isString()) {
            return value.toString();
        }
        String string = value.stringValue();
        return BLOCK.matcher(string).matches()
                ? "|\n" + string.stripTrailing().indent(2 * (depth + 1)).stripTrailing()
                : scalar(string);
    }

    /// JSON's quoted texts are YAML's.
    private static String scalar(String string) {
        return PLAIN.matcher(string).matches() && !NOT_A_TEXT.matcher(string).matches()
                ? string
                : UNPRINTABLE
                        .matcher(JsonNodeFactory.instance.stringNode(string).toString())
                        .replaceAll(found ->
                                "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
