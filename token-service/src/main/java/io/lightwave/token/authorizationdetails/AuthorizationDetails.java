package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.StrictJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// An `authorization_details` array (RFC 9396 §2) of 1 to 10 objects with a `type`, or none at all; read-only. Whether
/// the types are known, and the objects of their shape, [DetailsTypes] says.
public final class AuthorizationDetails {
    public static final AuthorizationDetails NONE = new AuthorizationDetails(List.of());

    private static final int MAXIMUM_OBJECTS = 10;
    private static final int MAXIMUM_LENGTH = 4_000;
    private static final int MAXIMUM_DEPTH = 6;
    private static final int MAXIMUM_TEXT = 500;
    private static final int MAXIMUM_DIGITS = 30;
    /// The members that the RFC defines (§2.2) and whose fewer values are less.
    private static final Set<String> LISTS = Set.of("locations", "actions", "datatypes", "privileges");
    private static final Set<Integer> UNSEEN = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.PRIVATE_USE,
            (int) Character.SURROGATE,
            (int) Character.UNASSIGNED,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);

    /// Amounts stay as exact as they were sent.
    private static final ObjectMapper JSON = StrictJson.mapper()
            .rebuild()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final List<ObjectNode> objects;

    private AuthorizationDetails(List<ObjectNode> objects) {
        this.objects = List.copyOf(objects);
    }

    /// Reads the parameter: at most 4000 characters of JSON without repeated names, six levels deep, texts up to 500
    /// characters that a person can see.
    ///
    /// @throws IllegalArgumentException when it is anything else; the message is for the client
    public static AuthorizationDetails parse(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("authorization_details is longer than " + MAXIMUM_LENGTH);
        }
        try {
            JsonNode json = JSON.readTree(text);
            requireSeemly(json, MAXIMUM_DEPTH);
            return of(json);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("authorization_details is not JSON, or repeats a name", malformed);
        }
    }

    /// What [#json] wrote, or a token of ours says.
    ///
    /// @throws IllegalArgumentException when it is of another shape
    public static AuthorizationDetails of(JsonNode json) {
        if (!json.isArray() || json.isEmpty() || json.size() > MAXIMUM_OBJECTS) {
            throw new IllegalArgumentException(
                    "authorization_details is not an array of 1 to " + MAXIMUM_OBJECTS + " objects");
        }
        var objects = new ArrayList<ObjectNode>();
        for (JsonNode one : json) {
            if (!(one instanceof ObjectNode object) || !object.path("type").isString()) {
                throw new IllegalArgumentException("authorization_details has something else than objects with a type");
            }
            objects.add(object);
        }
        return new AuthorizationDetails(objects);
    }

    /// What is kept as [#text].
    public static AuthorizationDetails ofKept(String text) {
        return text.isEmpty() ? NONE : of(JSON.readTree(text));
    }

    /// What a person is shown is what there is: no control or direction characters, and no numbers beyond reason.
    private static void requireSeemly(JsonNode json, int depth) {
        if (depth == 0) {
            throw new IllegalArgumentException("authorization_details is nested too deeply");
        }
        if (json.isString()) {
            String text = json.stringValue();
            if (text.length() > MAXIMUM_TEXT
                    || text.codePoints().anyMatch(c -> UNSEEN.contains(Character.getType(c)))) {
                throw new IllegalArgumentException("authorization_details has a text that nobody can read");
            }
        } else if (json.isNumber()
                && !json.canConvertToInt()
                && (json.decimalValue().precision() > MAXIMUM_DIGITS
                        || Math.abs(json.decimalValue().scale()) > MAXIMUM_DIGITS)) {
            throw new IllegalArgumentException("authorization_details has a number with too many digits");
        }
        json.forEach(inner -> requireSeemly(inner, depth - 1));
    }

    public boolean isEmpty() {
        return objects.isEmpty();
    }

    public Set<String> types() {
        return objects.stream().map(AuthorizationDetails::type).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Those whose type is one of these.
    public AuthorizationDetails only(Predicate<String> types) {
        return new AuthorizationDetails(
                objects.stream().filter(object -> types.test(type(object))).toList());
    }

    /// Whether everything that the other asks for is in here (§6.1): each of its objects is one of these, or one of
    /// these with fewer `actions`, `locations`, `datatypes` or `privileges`. What a type means by its other members
    /// is not known here, so they must be the same.
    public boolean includes(AuthorizationDetails narrower) {
        return narrower.objects.stream().allMatch(asked -> objects.stream().anyMatch(own -> includes(own, asked)));
    }

    private static boolean includes(ObjectNode own, ObjectNode asked) {
        return Set.copyOf(own.propertyNames()).equals(Set.copyOf(asked.propertyNames()))
                && own.propertyStream().allMatch(member -> {
                    JsonNode value = asked.path(member.getKey());
                    return value.equals(member.getValue())
                            || (LISTS.contains(member.getKey()) && isFewer(member.getValue(), value));
                });
    }

    private static boolean isFewer(JsonNode own, JsonNode asked) {
        return own.isArray()
                && asked.isArray()
                && !asked.isEmpty()
                && new HashSet<>(own.valueStream().toList())
                        .containsAll(asked.valueStream().toList());
    }

    /// As JSON.
    public String json() {
        return objects.stream().map(ObjectNode::toString).collect(Collectors.joining(",", "[", "]"));
    }

    /// To be kept: as JSON; empty for none.
    public String text() {
        return isEmpty() ? "" : json();
    }

    List<ObjectNode> objects() {
        return objects;
    }

    static String type(ObjectNode object) {
        return object.path("type").stringValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthorizationDetails that && objects.equals(that.objects);
    }

    @Override
    public int hashCode() {
        return objects.hashCode();
    }

    @Override
    public String toString() {
        return "AuthorizationDetails" + types();
    }
}
