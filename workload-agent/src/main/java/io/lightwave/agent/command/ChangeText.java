package io.lightwave.agent.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Changes of configuration as people read them: `+` what is new, `~` what is different, `-` what goes.
final class ChangeText {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    private ChangeText() {}

    /// @param verbs what has been done or would be, for create, change and delete
    static List<String> of(JsonNode outcome, String... verbs) {
        var text = new ChangeText();
        outcome.path("tenants").forEach(text::tenant);
        if (text.lines.isEmpty()) {
            return List.of("no change");
        }
        text.lines.add("%d %s, %d %s, %d %s"
                .formatted(
                        text.counts.getOrDefault("create", 0),
                        verbs[0],
                        text.counts.getOrDefault("change", 0),
                        verbs[1],
                        text.counts.getOrDefault("delete", 0),
                        verbs[2]));
        return text.lines;
    }

    static boolean isEmpty(JsonNode outcome) {
        return outcome.path("tenants")
                .valueStream()
                .allMatch(tenant -> tenant.path("changes").isEmpty()
                        && !tenant.path("missing").asBoolean(false));
    }

    private void tenant(JsonNode tenant) {
        boolean missing = tenant.path("missing").asBoolean(false);
        if (missing || !tenant.path("changes").isEmpty()) {
            lines.add("%s tenant %s"
                    .formatted(missing ? "+" : " ", tenant.path("tenant").asString("")));
            counts.merge("create", missing ? 1 : 0, Integer::sum);
            tenant.path("changes").forEach(this::change);
        }
    }

    private void change(JsonNode change) {
        String action = change.path("action").asString("");
        counts.merge(action, 1, Integer::sum);
        String kind = change.path("kind").asString("");
        String name = change.path("name").asString("");
        if (kind.isEmpty()) { // the tenant's own fields
            change.path("fields").forEach(field -> field("    ", field, action));
            return;
        }
        String sign = switch (action) {
            case "create" -> "+";
            case "delete" -> "-";
            default -> "~";
        };
        String place = change.has("file")
                ? "  (%s:%d)"
                        .formatted(
                                change.path("file").asString(""),
                                change.path("line").asInt(1))
                : "";
        lines.add("  %s %s%s%s".formatted(sign, kind, name.isEmpty() ? "" : " " + name, place));
        change.path("fields").forEach(field -> field("      ", field, action));
    }

    private void field(String indent, JsonNode field, String action) {
        String name = field.path("field").asString("");
        JsonNode from = field.path("from");
        JsonNode to = field.path("to");
        if (field.path("secret").asBoolean(false)) {
            lines.add("%s%s: (not shown)%s".formatted(indent, name, action.equals("create") ? "" : " -> (not shown)"));
        } else if (((from.isArray() || from.isMissingNode()) && to.isArray())
                || (from.isArray() && to.isMissingNode())) {
            lines.add(indent + name + ":");
            List<JsonNode> before = from.valueStream().toList();
            List<JsonNode> after = to.valueStream().toList();
            before.stream()
                    .filter(item -> !after.contains(item))
                    .forEach(item -> lines.add("%s  - %s".formatted(indent, text(item))));
            after.forEach(
                    item -> lines.add("%s  %s %s".formatted(indent, before.contains(item) ? " " : "+", text(item))));
        } else if (from.isMissingNode()) {
            lines.add("%s%s: %s".formatted(indent, name, text(to)));
        } else {
            lines.add("%s%s: %s -> %s".formatted(indent, name, text(from), to.isMissingNode() ? "(none)" : text(to)));
        }
    }

    private static String text(JsonNode value) {
        return value.isString() && value.stringValue().indexOf('\n') < 0 ? value.stringValue() : value.toString();
    }
}
