package io.lightwave.directory.schema;

import io.lightwave.directory.DistinguishedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An attribute type (RFC 4512 §2.5.1), or one with language options, which is a subtype of it (§2.5.2, RFC 3866):
/// `cn;lang-en` has all of `cn` but the description.
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
    private final List<String> options;
    private final @Nullable AttributeType plain; // null when it is that itself

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
        this.options = List.of();
        this.plain = null;
    }

    /// @param options in lower case, sorted
    private AttributeType(AttributeType plain, List<String> options) {
        String suffix = ";" + String.join(";", options);
        this.definition = plain.definition;
        this.name = plain.name + suffix;
        this.key = plain.key + suffix;
        this.oid = plain.oid;
        this.syntax = plain.syntax;
        this.equality = plain.equality;
        this.ordered = plain.ordered;
        this.substrings = plain.substrings;
        this.singleValued = plain.singleValued;
        this.readOnly = plain.readOnly;
        this.operational = plain.operational;
        this.options = options;
        this.plain = plain;
    }

    /// With these options instead of those it has.
    AttributeType with(List<String> others) {
        return others.isEmpty() ? plain() : new AttributeType(plain(), others);
    }

    /// Without options.
    public AttributeType plain() {
        return plain == null ? this : plain;
    }

    public boolean hasOptions() {
        return plain != null;
    }

    /// In lower case; `lang-en-` stands for all that begin so, and is asked for only.
    public List<String> options() {
        return options;
    }

    /// Whether the other is this one with the same options, more of them, or such as are in its ranges (RFC 3866 §3).
    public boolean covers(AttributeType other) {
        return plain().equals(other.plain()) && AttributeOptions.cover(options, other.options);
    }

    /// Whether values may be in a language: what people read, and no name by which the server knows them.
    boolean takesLanguages() {
        return (syntax == Syntax.DIRECTORY_STRING || syntax == Syntax.POSTAL_ADDRESS)
                && !operational
                && !readOnly
                && !key.equals("uid");
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

    /// The name of its syntax (RFC 4517 §3.3), in upper case with underscores.
    public String syntaxName() {
        return syntax.name();
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

    /// Whether `matchingRuleInChain` follows values through entries.
    public boolean leadsOn() {
        return isName() && hasEquality() && (!operational || key.equals("memberof"));
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
