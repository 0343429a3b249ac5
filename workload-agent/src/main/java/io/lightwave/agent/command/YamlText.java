package io.lightwave.agent.command;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Writes JSON as YAML 1.2 in blocks. Texts that YAML, or a reader of YAML 1.1, could take for something else are
/// quoted as in JSON, which YAML reads alike (YAML 1.2.2 §1.3).
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+=-]*(?: [A-Za-z0-9_./@+=-]+)*");
    private static final Set<String> TAKEN = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder out = new StringBuilder();

    private YamlText() {}

    static String of(JsonNode node) {
        var text = new YamlText();
        if (isBlock(node)) {
            text.block(node, 0);
        } else {
            text.out.append(scalar(node)).append('\n');
        }
        return text.out.toString().stripTrailing();
    }

    private static boolean isBlock(JsonNode node) {
        return node.isContainer() && !node.isEmpty();
    }

    private void block(JsonNode node, int depth) {
        if (node.isArray()) {
            for (JsonNode element : node) {
                out.repeat("  ", depth).append('-');
                value(element, depth);
            }
        } else {
            for (var member : node.properties()) {
                out.repeat("  ", depth).append(text(member.getKey())).append(':');
                value(member.getValue(), depth);
            }
        }
    }

    private void value(JsonNode value, int depth) {
        if (isBlock(value)) {
            out.append('\n');
            block(value, depth + 1);
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(JsonNode value) {
        return value.isString() ? text(value.stringValue()) : value.toString();
    }

    private static String text(String text) {
        return PLAIN.matcher(text).matches() && !TAKEN.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : JsonNodeFactory.instance.stringNode(text).toString();
    }
}
