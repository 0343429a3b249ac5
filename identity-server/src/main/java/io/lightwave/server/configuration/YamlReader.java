package io.lightwave.server.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads YAML strictly: no anchors, aliases, tags or directives, no key twice, texts for keys, and of scalars that are
/// not quoted only those of JSON are anything but text (`no` is a text, YAML 1.2 §10.3). Bounded in depth and number.
final class YamlReader {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 30;
    private static final int MOST_NODES = 200_000;
    private static final int LONGEST_PATHS = 16 << 20; // of all nodes together, in characters: each is kept
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})[.][0-9]{1,18}");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");

    private final String file;
    private final Iterator<Event> events;
    private Map<String, Integer> lines = new HashMap<>();
    private int nodes;
    private long paths;

    private YamlReader(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    /// The documents of one file; empty ones are left out.
    ///
    /// @throws RefusedException naming the line
    static List<Document> read(String file, String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // the request's body is bounded
        options.setNestingDepthLimit(DEEPEST);
        try {
            return new YamlReader(
                            file,
                            new Yaml(options)
                                    .parse(new java.io.StringReader(text))
                                    .iterator())
                    .documents();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw refused(file, line, "", "is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw refused(
                    file,
                    1,
                    "",
                    "is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private List<Document> documents() {
        var documents = new ArrayList<Document>();
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent start) {
                document(start, documents);
            }
        }
        return documents;
    }

    private void document(DocumentStartEvent start, List<Document> documents) {
        if (start.getVersion() != null
                || (start.getTags() != null && !start.getTags().isEmpty())) {
            throw refused(start, "", "has directives, which are not taken");
        }
        lines = new HashMap<>();
        Event first = events.next();
        JsonNode root = node(first, "", 0);
        if (root instanceof ObjectNode object) {
            documents.add(new Document(file, object, Map.copyOf(lines)));
        } else if (!root.isNull()) {
            throw refused(first, "", "is not a mapping; it begins with tenant: and a name");
        }
    }

    private JsonNode node(Event event, String path, int depth) {
        if (event instanceof AliasEvent || (event instanceof NodeEvent anchored && anchored.getAnchor() != null)) {
            throw refused(event, path, "has an anchor or an alias, which are not taken: write it out");
        }
        paths += path.length();
        if (depth > DEEPEST || ++nodes > MOST_NODES || paths > LONGEST_PATHS) {
            throw refused(event, "", "is nested too deeply or too long");
        }
        lines.putIfAbsent(path, line(event));
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar, path);
            case SequenceStartEvent start -> sequence(start, path, depth);
            case MappingStartEvent start -> mapping(start, path, depth);
            default -> throw refused(event, path, "is not YAML");
        };
    }

    private ArrayNode sequence(SequenceStartEvent start, String path, int depth) {
        requireNoTag(start, path, start.getTag());
        ArrayNode items = JSON.arrayNode();
        for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
            items.add(node(next, path + "[" + items.size() + "]", depth + 1));
        }
        return items;
    }

    private ObjectNode mapping(MappingStartEvent start, String path, int depth) {
        requireNoTag(start, path, start.getTag());
        ObjectNode members = JSON.objectNode();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            String name = key(key, path);
            String below = path.isEmpty() ? name : path + "." + name;
            if (members.has(name)) {
                throw refused(key, below, "stands twice");
            }
            lines.put(below, line(key));
            members.set(name, node(events.next(), below, depth + 1));
        }
        return members;
    }

    private String key(Event key, String path) {
        if (!(key instanceof ScalarEvent scalar) || scalar.getAnchor() != null) {
            throw refused(key, path, "has a key that is not a text");
        }
        requireNoTag(key, path, scalar.getTag());
        return scalar.getValue();
    }

    private JsonNode scalar(ScalarEvent scalar, String path) {
        requireNoTag(scalar, path, scalar.getTag());
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return JSON.stringNode(text);
        }
        if (NULL.matcher(text).matches()) {
            return JSON.nullNode();
        }
        if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
            return JSON.booleanNode(TRUE.matcher(text).matches());
        }
        if (INTEGER.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
        }
        return DECIMAL.matcher(text).matches()
                ? JSON.numberNode(new java.math.BigDecimal(text))
                : JSON.stringNode(text);
    }

    private void requireNoTag(Event event, String path, @Nullable String tag) {
        if (tag != null) {
            throw refused(event, path, "has a tag (%s), which is not taken".formatted(tag));
        }
    }

    private RefusedException refused(Event event, String path, String detail) {
        return refused(file, line(event), path, detail);
    }

    private static RefusedException refused(String file, int line, String path, String detail) {
        return RefusedException.of(List.of(new Fault(file, line, path, detail)));
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
