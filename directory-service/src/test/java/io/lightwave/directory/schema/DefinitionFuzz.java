package io.lightwave.directory.schema;

/// Gives text to the parsers of schema definitions; what escapes from them is a bug.
public final class DefinitionFuzz {
    private DefinitionFuzz() {}

    public static void parse(String definition) {
        try {
            SchemaExtension.oid(definition); // as when one is added
            SchemaExtension.parseType(definition);
        } catch (ViolationException e) {
            // that is how it is refused
        }
        try {
            SchemaExtension.oid(definition);
            SchemaExtension.parseClass(definition);
        } catch (ViolationException e) {
            // that is how it is refused
        }
        try {
            GeneralizedTime.parse(definition);
        } catch (IllegalArgumentException e) {
            // that is how it is refused
        }
    }
}
