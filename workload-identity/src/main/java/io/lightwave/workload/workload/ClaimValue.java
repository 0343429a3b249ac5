package io.lightwave.workload.workload;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A claim's value as a rule may ask for it: a text, a whole number or a flag, compared exactly and by type.
/// There are no wildcards, and a list or an object equals nothing.
sealed interface ClaimValue {
    record Text(String value) implements ClaimValue {}

    record Whole(long value) implements ClaimValue {}

    record Flag(boolean value) implements ClaimValue {}

    static Optional<ClaimValue> of(JsonNode node) {
        if (node.isString()) {
            return Optional.of(new Text(node.stringValue()));
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(new Whole(node.longValue()));
        }
        return node.isBoolean() ? Optional.of(new Flag(node.booleanValue())) : Optional.empty();
    }

    /// The value in plain Java, for JSON.
    default Object plain() {
        return switch (this) {
            case Text(var text) -> text;
            case Whole(var number) -> number;
            case Flag(var flag) -> flag;
        };
    }

    static Optional<ClaimValue> ofPlain(Object value) {
        return switch (value) {
            case String text -> Optional.of(new Text(text));
            case Integer number -> Optional.of(new Whole(number));
            case Long number -> Optional.of(new Whole(number));
            case Boolean flag -> Optional.of(new Flag(flag));
            default -> Optional.empty();
        };
    }
}
