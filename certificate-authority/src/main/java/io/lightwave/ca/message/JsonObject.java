package io.lightwave.ca.message;

import io.lightwave.directory.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a message says, read member by member; each reading fails with a problem that names the member.
public final class JsonObject {
    private static final JsonMapper MAPPER = StrictJson.mapper();

    private final String what;
    private final JsonNode node;

    private JsonObject(String what, JsonNode node) {
        this.what = what;
        this.node = node;
    }

    /// @param what it is, for the error
    /// @throws AcmeException `malformed`
    static JsonObject parse(String what, byte[] json) {
        try {
            return of(what, MAPPER.readTree(json));
        } catch (JacksonException unreadable) {
            throw AcmeException.malformed(what + " is not JSON");
        }
    }

    private static JsonObject of(String what, JsonNode node) {
        if (!node.isObject()) {
            throw AcmeException.malformed(what + " is not a JSON object");
        }
        return new JsonObject(what, node);
    }

    void requireNone(Set<String> members) {
        for (String member : members) {
            if (node.has(member)) {
                throw AcmeException.malformed("%s must not have the member %s".formatted(what, member));
            }
        }
    }

    public boolean has(String member) {
        return node.has(member);
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    public String text(String member) {
        return optionalText(member)
                .orElseThrow(() -> AcmeException.malformed("%s needs the member %s".formatted(what, member)));
    }

    public Optional<String> optionalText(String member) {
        return read(member, JsonNode::isString, JsonNode::asString);
    }

    public boolean flag(String member) {
        return read(member, JsonNode::isBoolean, JsonNode::asBoolean).orElse(false);
    }

    public Optional<Integer> optionalNumber(String member) {
        return read(member, JsonNode::canConvertToInt, JsonNode::asInt);
    }

    public Optional<JsonObject> optionalObject(String member) {
        return read(member, JsonNode::isObject, found -> new JsonObject(member, found));
    }

    public JsonObject object(String member) {
        return optionalObject(member)
                .orElseThrow(() -> AcmeException.malformed("%s needs the member %s".formatted(what, member)));
    }

    public Optional<List<String>> optionalTexts(String member) {
        return read(member, JsonNode::isArray, array -> {
            List<String> texts = new ArrayList<>();
            for (JsonNode each : array) {
                if (!each.isString()) {
                    throw AcmeException.malformed("%s: %s must be strings".formatted(what, member));
                }
                texts.add(each.asString());
            }
            return texts;
        });
    }

    public List<JsonObject> objects(String member) {
        List<JsonObject> objects = new ArrayList<>();
        read(member, JsonNode::isArray, Function.identity())
                .orElseThrow(() -> AcmeException.malformed("%s needs the member %s".formatted(what, member)))
                .forEach(each -> objects.add(of(member, each)));
        return objects;
    }

    private <T> Optional<T> read(
            String member, java.util.function.Predicate<JsonNode> kind, Function<JsonNode, T> reading) {
        JsonNode found = node.get(member);
        if (found == null || found.isNull()) {
            return Optional.empty();
        }
        if (!kind.test(found)) {
            throw AcmeException.malformed("%s: the member %s is of the wrong type".formatted(what, member));
        }
        return Optional.of(reading.apply(found));
    }
}
