package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The object that a command line writes down as `name=text` and `name:=JSON`, on top of what a file has. Names with
/// dots lead into objects.
final class Fields {
    private static final Pattern FIELD = Pattern.compile("(?s)([^=:.]+(?:[.][^=:.]+)*)(:?=)(.*)");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Fields() {}

    /// @param file null for none, `-` for standard input
    static ObjectNode read(@Nullable Path file, List<String> fields) {
        ObjectNode object = file == null ? JsonNodeFactory.instance.objectNode() : object(file);
        fields.forEach(field -> put(object, field));
        return object;
    }

    /// @param file `-` for standard input
    static byte[] content(Path file) {
        try {
            return file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read " + file);
        }
    }

    private static ObjectNode object(Path file) {
        try {
            if (JSON.readTree(content(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new Failure(Failure.Kind.USAGE, "%s is not JSON: %s".formatted(file, e.getOriginalMessage()));
        }
        throw new Failure(Failure.Kind.USAGE, "%s is not a JSON object".formatted(file));
    }

    private static void put(ObjectNode object, String field) {
        Matcher parts = FIELD.matcher(field);
        if (!parts.matches()) {
            throw new Failure(Failure.Kind.USAGE, "'%s' is neither NAME=TEXT nor NAME:=JSON".formatted(field));
        }
        String[] names = parts.group(1).split("[.]", -1);
        ObjectNode inner = object;
        for (int i = 0; i < names.length - 1; i++) {
            inner = inner.get(names[i]) instanceof ObjectNode there ? there : inner.putObject(names[i]);
        }
        inner.set(names[names.length - 1], value(field, parts));
    }

    private static JsonNode value(String field, Matcher parts) {
        if (parts.group(2).equals("=")) {
            return JsonNodeFactory.instance.stringNode(parts.group(3));
        }
        try {
            return JSON.readTree(parts.group(3));
        } catch (JacksonException e) {
            throw new Failure(
                    Failure.Kind.USAGE, "what follows := in '%s' is not JSON; for a text write =".formatted(field));
        }
    }
}
