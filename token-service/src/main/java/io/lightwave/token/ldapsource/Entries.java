package io.lightwave.token.ldapsource;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads a person's entry by a source's attribute map.
final class Entries {
    /// Of Active Directory: 16 bytes, not text.
    static final String OBJECT_GUID = "objectGUID";

    private static final int LONGEST = 256;

    private Entries() {}

    /// Somebody's entry.
    ///
    /// @param id never changes
    /// @param groups of the directory, as [Groups] names them
    record Person(
            String dn,
            String id,
            Optional<String> userName,
            Optional<String> email,
            Optional<String> displayName,
            Optional<String> givenName,
            Optional<String> familyName,
            Set<String> groups) {
        Person {
            groups = Set.copyOf(groups);
        }

        Person in(Set<String> found) {
            return new Person(dn, id, userName, email, displayName, givenName, familyName, found);
        }
    }

    /// What has to be asked for.
    static String[] names(LdapSource.Attributes map) {
        return Stream.concat(
                        Stream.of(map.id(), map.userName()),
                        Stream.of(map.email(), map.displayName(), map.givenName(), map.familyName())
                                .flatMap(Optional::stream))
                .collect(Collectors.toSet())
                .toArray(String[]::new);
    }

    /// Empty when the entry has not exactly one id.
    static Optional<Person> read(Entry entry, LdapSource.Attributes map) {
        return id(entry, map.id())
                .map(id -> new Person(
                        entry.getDN(),
                        id,
                        text(entry, Optional.of(map.userName())),
                        text(entry, map.email()),
                        text(entry, map.displayName()),
                        text(entry, map.givenName()),
                        text(entry, map.familyName()),
                        Set.of()));
    }

    private static Optional<String> id(Entry entry, String attribute) {
        if (OBJECT_GUID.equalsIgnoreCase(attribute)) {
            byte[][] values = entry.getAttributeValueByteArrays(attribute);
            return values == null || values.length != 1 || values[0].length != 16
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().formatHex(values[0]));
        }
        String[] values = entry.getAttributeValues(attribute);
        return values == null || values.length != 1
                ? Optional.empty()
                : Optional.of(values[0]).filter(text -> !text.isBlank() && text.length() <= LONGEST);
    }

    /// Finds whoever has that id.
    static Filter byId(LdapSource.Attributes map, String id) {
        return OBJECT_GUID.equalsIgnoreCase(map.id())
                ? Filter.createEqualityFilter(map.id(), HexFormat.of().parseHex(id))
                : Filter.createEqualityFilter(map.id(), id);
    }

    private static Optional<String> text(Entry entry, Optional<String> attribute) {
        return attribute
                .map(entry::getAttributeValue)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST);
    }
}
