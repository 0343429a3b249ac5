package io.lightwave.token.authorizationdetails;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What a value in an authorization details object may be: a closed part of JSON Schema, in which an object has no
/// members but those that are named.
sealed interface DetailRule {

    /// What people are told the value is.
    Optional<String> title();

    /// Why the value is not acceptable, in our own words; empty when it is.
    ///
    /// @param path how the objection names the value
    Optional<String> objection(String path, JsonNode value);

    /// Tells line by line, each with its label, what an acceptable value says.
    void show(String label, JsonNode value, BiConsumer<String, String> lines);

    /// A value that is shown on one line.
    sealed interface Plain extends DetailRule {
        @Override
        default void show(String label, JsonNode value, BiConsumer<String, String> lines) {
            lines.accept(label, text(value));
        }
    }

    private static String text(JsonNode value) {
        return value.isBoolean() ? (value.booleanValue() ? "yes" : "no") : value.asString();
    }

    /// @param allowed the only values; empty when any text will do
    record Text(Optional<String> title, List<String> allowed, int maximumLength) implements Plain {
        @Override
        public Optional<String> objection(String path, JsonNode value) {
            boolean good = value.isString()
                    && !value.stringValue().isBlank()
                    && value.stringValue().length() <= maximumLength
                    && (allowed.isEmpty() || allowed.contains(value.stringValue()));
            return good
                    ? Optional.empty()
                    : Optional.of(
                            allowed.isEmpty()
                                    ? "%s is not a text of 1 to %d characters".formatted(path, maximumLength)
                                    : "%s is none of %s".formatted(path, String.join(", ", allowed)));
        }
    }

    record Numeric(Optional<String> title, boolean whole, Optional<BigDecimal> minimum, Optional<BigDecimal> maximum)
            implements Plain {
        @Override
        public Optional<String> objection(String path, JsonNode value) {
            if (!value.isNumber() || (whole && !value.isIntegralNumber())) {
                return Optional.of("%s is not a %s".formatted(path, whole ? "whole number" : "number"));
            }
            BigDecimal number = value.decimalValue();
            return minimum.filter(least -> number.compareTo(least) < 0).isPresent()
                            || maximum.filter(most -> number.compareTo(most) > 0)
                                    .isPresent()
                    ? Optional.of(path + " is too small or too large")
                    : Optional.empty();
        }
    }

    record Flag(Optional<String> title) implements Plain {
        @Override
        public Optional<String> objection(String path, JsonNode value) {
            return value.isBoolean() ? Optional.empty() : Optional.of(path + " is neither true nor false");
        }
    }

    record Listing(Optional<String> title, DetailRule items, int minimum, int maximum) implements DetailRule {
        @Override
        public Optional<String> objection(String path, JsonNode value) {
            if (!value.isArray() || value.size() < minimum || value.size() > maximum) {
                return Optional.of("%s is not a list of %d to %d".formatted(path, minimum, maximum));
            }
            for (int i = 0; i < value.size(); i++) {
                Optional<String> objection = items.objection(path + "[" + i + "]", value.get(i));
                if (objection.isPresent()) {
                    return objection;
                }
            }
            return Optional.empty();
        }

        @Override
        public void show(String label, JsonNode value, BiConsumer<String, String> lines) {
            if (items instanceof Plain) {
                lines.accept(label, value.valueStream().map(DetailRule::text).collect(Collectors.joining(", ")));
            } else {
                for (int i = 0; i < value.size(); i++) {
                    items.show("%s %d".formatted(label, i + 1), value.get(i), lines);
                }
            }
        }
    }

    /// @param properties in the order in which they are shown
    record Members(Optional<String> title, Map<String, DetailRule> properties, Set<String> required)
            implements DetailRule {
        @Override
        public Optional<String> objection(String path, JsonNode value) {
            if (!value.isObject()) {
                return Optional.of(path + " is not an object");
            }
            for (String name : value.propertyNames()) {
                if (!properties.containsKey(name)) {
                    return Optional.of(path + " has a member that its type does not have");
                }
            }
            for (Map.Entry<String, DetailRule> property : properties.entrySet()) {
                String name = property.getKey();
                Optional<String> objection = value.has(name)
                        ? property.getValue().objection(path + "." + name, value.path(name))
                        : Optional.of(path + " has no " + name).filter(_ -> required.contains(name));
                if (objection.isPresent()) {
                    return objection;
                }
            }
            return Optional.empty();
        }

        @Override
        public void show(String label, JsonNode value, BiConsumer<String, String> lines) {
            properties.forEach((name, rule) -> {
                if (value.has(name)) {
                    String own = rule.title().orElse(name);
                    rule.show(label.isEmpty() ? own : label + ", " + own, value.path(name), lines);
                }
            });
        }
    }
}
