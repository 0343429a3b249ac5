package io.lightwave.directory.schema;

import java.util.Comparator;
import java.util.Optional;

/// How values of an attribute are put in order.
public final class ValueOrder implements Comparator<String> {
    private final DirectorySchema schema;
    private final MatchingRule rule;

    ValueOrder(DirectorySchema schema, MatchingRule rule) {
        this.schema = schema;
        this.rule = rule;
    }

    /// The form that is compared; empty for a value without meaning under the rule.
    public Optional<String> key(byte[] value) {
        try {
            return Optional.of(schema.normalise(rule, value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compare(String left, String right) {
        return rule.compare(left, right);
    }
}
