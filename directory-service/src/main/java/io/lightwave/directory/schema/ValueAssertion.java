package io.lightwave.directory.schema;

import java.util.function.Predicate;

/// A value and the rule by which others are compared with it, whatever the rule of their attribute is
/// (RFC 4511 §4.5.1.7.7).
public final class ValueAssertion {
    private final DirectorySchema schema;
    private final MatchingRule rule;
    private final Predicate<String> matches;

    /// @param matches of a value that has been normalised by the rule
    ValueAssertion(DirectorySchema schema, MatchingRule rule, Predicate<String> matches) {
        this.schema = schema;
        this.rule = rule;
        this.matches = matches;
    }

    /// Whether the rule makes sense of the attribute's values.
    public boolean appliesTo(AttributeType type) {
        return rule.applies(type);
    }

    /// Whether the value is as asserted: equal, lower when the rule is an ordering one, or with these parts when it is
    /// one of substrings (RFC 4517 §4.2). A value without meaning under the rule is not.
    public boolean matches(byte[] value) {
        try {
            return matches.test(schema.normalise(rule, value));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
