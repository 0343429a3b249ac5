package io.lightwave.directory.schema;

/// A value and the rule by which others are compared with it, whatever the rule of their attribute is
/// (RFC 4511 §4.5.1.7.7).
public final class ValueAssertion {
    static final String ORDERING = "OrderingMatch";

    private final DirectorySchema schema;
    private final MatchingRule rule;
    private final boolean ordering;
    private final String normalised;

    ValueAssertion(DirectorySchema schema, MatchingRule rule, boolean ordering, String normalised) {
        this.schema = schema;
        this.rule = rule;
        this.ordering = ordering;
        this.normalised = normalised;
    }

    /// Whether the rule makes sense of the attribute's values.
    public boolean appliesTo(AttributeType type) {
        return rule.applies(type.syntax());
    }

    /// Whether the value equals the asserted one, or precedes it when the rule is an ordering one (RFC 4517 §4.2). A
    /// value without meaning under the rule does not.
    public boolean matches(byte[] value) {
        try {
            String other = schema.normalise(rule, value);
            return ordering ? rule.compare(other, normalised) < 0 : other.equals(normalised);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
