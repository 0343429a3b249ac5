package io.lightwave.directory.ldif;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of an LDIF file (RFC 2849).
sealed interface LdifRecord {

    /// The number of the line where it begins.
    long line();

    /// As it is written; empty when the record has none.
    String name();

    /// An entry, given as content or to be added.
    record Content(long line, String name, List<Attribute> attributes) implements LdifRecord {}

    record Modify(long line, String name, List<Modification> modifications) implements LdifRecord {}

    record Delete(long line, String name) implements LdifRecord {}

    /// @param newSuperior null when the entry stays where it is
    record Rename(
            long line,
            String name,
            String newRdn,
            boolean deleteOldRdn,
            @Nullable String newSuperior) implements LdifRecord {}

    /// What is no record.
    record Malformed(long line, String name, String reason) implements LdifRecord {}
}
