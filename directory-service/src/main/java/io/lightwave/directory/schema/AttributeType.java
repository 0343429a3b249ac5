package io.lightwave.directory.schema;

import io.lightwave.directory.DistinguishedName;
import java.util.Locale;
import java.util.Optional;

/// An attribute type (RFC 4512 §2.5.1).
public final class AttributeType {
    private final String definition;
    private final String name;
    private final String key;
    private final String oid;
    private final Syntax syntax;
    private final Optional<MatchingRule> equality;
    private final boolean ordered;
    private final boolean substrings;
    private final boolean singleValued;
    private final boolean readOnly;
    private final boolean operational;

    AttributeType(
            com.unboundid.ldap.sdk.schema.AttributeTypeDefinition definition,
            com.unboundid.ldap.sdk.schema.Schema schema) {
        this.definition = definition.toString();
        this.name = definition.getNameOrOID();
        this.key = name.toLowerCase(Locale.ROOT);
        this.oid = definition.getOID();
        this.syntax = Syntax.of(String.valueOf(definition.getBaseSyntaxOID(schema)));
        this.equality = Optional.ofNullable(definition.getEqualityMatchingRule(schema))
                .map(rule -> MatchingRule.named(rule)
                        .orElseThrow(() -> new IllegalStateException("no matching rule " + rule)));
        this.ordered = definition.getOrderingMatchingRule(schema) != null;
        this.substrings = definition.getSubstringMatchingRule(schema) != null;
        this.singleValued = definition.isSingleValued();
        this.readOnly = definition.isNoUserModification();
        this.operational = definition.isOperational();
    }

    /// Its first name, as the schema spells it; what is shown and stored.
    public String name() {
        return name;
    }

    /// Its first name in lower case; what is compared.
    public String key() {
        return key;
    }

    public String oid() {
        return oid;
    }

    Syntax syntax() {
        return syntax;
    }

    /// Whether values are bytes, not text.
    public boolean isBinary() {
        return syntax.isBinary();
    }

    /// Whether values are whole numbers.
    public boolean isInteger() {
        return syntax == Syntax.INTEGER;
    }

    /// Whether values are names of entries.
    public boolean isName() {
        return syntax == Syntax.DN;
    }

    /// Whether values name entries, if also with something behind the name.
    public boolean refersToEntries() {
        return isName() || syntax == Syntax.NAME_AND_UID;
    }

    /// The name that a value is or begins with; of attributes that refer to entries.
    ///
    /// @throws IllegalArgumentException when the value is not of the syntax
    public DistinguishedName nameIn(byte[] value) {
        String text = StringPreparation.utf8(value);
        return DistinguishedName.parseSpaced(isName() ? text : NameAndUid.name(text));
    }

    /// The value with another name in it.
    public String withName(byte[] value, DistinguishedName name) {
        return isName() ? name.toString() : name + NameAndUid.uid(StringPreparation.utf8(value));
    }

    /// Whether it is transferred as `;binary` only (RFC 4523 §2.1).
    public boolean needsBinaryOption() {
        return syntax == Syntax.CERTIFICATE
                || syntax == Syntax.CERTIFICATE_LIST
                || syntax == Syntax.CERTIFICATE_PAIR
                || syntax == Syntax.SUPPORTED_ALGORITHM;
    }

    /// How it is written in an answer.
    public String description() {
        return needsBinaryOption() ? name + ";binary" : name;
    }

    Optional<MatchingRule> equality() {
        return equality;
    }

    /// Whether values can be compared for equality at all.
    public boolean hasEquality() {
        return equality.isPresent();
    }

    public boolean isOrdered() {
        return ordered;
    }

    public boolean hasSubstrings() {
        return substrings;
    }

    public boolean isSingleValued() {
        return singleValued;
    }

    /// Whether only the server writes it (NO-USER-MODIFICATION).
    public boolean isReadOnly() {
        return readOnly;
    }

    public boolean isOperational() {
        return operational;
    }

    /// Orders two normalised values.
    public int compare(String left, String right) {
        return equality.map(rule -> rule.compare(left, right)).orElseGet(() -> left.compareTo(right));
    }

    /// Equal by definition: a tenant's own types are made anew whenever its schema is.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof AttributeType that && key.equals(that.key) && definition.equals(that.definition));
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
