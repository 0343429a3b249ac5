package io.lightwave.directory.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.SubstringPattern;
import io.lightwave.directory.schema.ValueAssertion;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A filter whose names and values have been looked up and normalised (RFC 4511 §4.5.1.7).
sealed interface Condition {

    record And(List<Condition> parts) implements Condition {}

    record Or(List<Condition> parts) implements Condition {}

    record Not(Condition part) implements Condition {}

    /// @param types the attribute and its subtypes
    record Equal(Set<AttributeType> types, String value) implements Condition {}

    record Present(Set<AttributeType> types) implements Condition {}

    record Substrings(Set<AttributeType> types, SubstringPattern pattern) implements Condition {

        /// @throws IllegalArgumentException when a part has no meaning under the attribute's rule, or there is none
        static Substrings of(DirectorySchema schema, AttributeType type, Filter filter) {
            return new Substrings(
                    schema.withSubtypes(type),
                    schema.substrings(
                            type,
                            value(filter.getRawSubInitialValue()),
                            Arrays.stream(filter.getRawSubAnyValues())
                                    .map(ASN1OctetString::getValue)
                                    .toList(),
                            value(filter.getRawSubFinalValue())));
        }

        private static byte @Nullable [] value(@Nullable ASN1OctetString part) {
            return part == null ? null : part.getValue();
        }
    }

    /// @param types the attribute and its subtypes, as far as they are ordered alike
    /// @param type whose rule orders
    /// @param least whether the value is a lower bound, else an upper one; both may be reached
    record Bound(Set<AttributeType> types, AttributeType type, boolean least, String value) implements Condition {}

    /// @param types empty for every attribute that the assertion's rule applies to
    /// @param names whether the values within the entry's name count too
    record Extensible(Set<AttributeType> types, ValueAssertion assertion, boolean names) implements Condition {}

    /// One of the entries with these ids.
    record OneOf(Set<UUID> ids) implements Condition {}

    /// A member of this group, by way of others too.
    record InGroup(UUID group) implements Condition {}

    /// What is known of one attribute in another way than by its values.
    record Of(AttributeType type, Condition part) implements Condition {}

    /// True of every entry.
    record Always() implements Condition {}

    /// What cannot be decided of any entry: an unknown attribute, a value without meaning, a password.
    record Undefined() implements Condition {}
}
