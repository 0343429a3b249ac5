package io.lightwave.directory.entry;

import io.lightwave.directory.schema.AttributeType;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A filter whose names and values have been looked up and normalised (RFC 4511 §4.5.1.7).
sealed interface Condition {

    record And(List<Condition> parts) implements Condition {}

    record Or(List<Condition> parts) implements Condition {}

    record Not(Condition part) implements Condition {}

    /// @param types the attribute and its subtypes
    record Equal(Set<AttributeType> types, String value) implements Condition {}

    record Present(Set<AttributeType> types) implements Condition {}

    /// @param initial empty when there is none, as is `last`
    record Substrings(Set<AttributeType> types, String initial, List<String> middle, String last)
            implements Condition {}

    /// @param least whether the value is a lower bound, else an upper one; both may be reached
    record Bound(AttributeType type, boolean least, String value) implements Condition {}

    /// One of the entries with these ids.
    record OneOf(Set<UUID> ids) implements Condition {}

    /// A member of this group, by way of others too.
    record InGroup(UUID group) implements Condition {}

    /// True of every entry.
    record Always() implements Condition {}

    /// What cannot be decided of any entry: an unknown attribute, a value without meaning, a password.
    record Undefined() implements Condition {}
}
